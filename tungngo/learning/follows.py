"""What of learning goes along with whom it is about (territory.following)."""

from tungngo.learning.models import PlatformResult
from tungngo.territory.following import Follows

FOLLOWS = (Follows(PlatformResult, person="resident_id"),)
