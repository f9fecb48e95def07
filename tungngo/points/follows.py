"""What of points goes along when their group changes (territory.following)."""

from tungngo.points.models import Gathering, Handover, Leave, Rota, Shift, SupportPoint
from tungngo.territory.following import Follows

FOLLOWS = tuple(map(Follows, (SupportPoint, Rota, Gathering, Shift, Handover, Leave)))
