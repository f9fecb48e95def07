"""What of calls for help goes along when their group changes (territory.following). That of a listed
household lies where the household does anyway."""

from tungngo.territory.following import Follows
from tungngo.tickets.models import HelpCall

FOLLOWS = (Follows(HelpCall),)
