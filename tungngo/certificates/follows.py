"""What of certificates goes along with whom it is about (territory.following). A completion rule stays: where
two groups become one, the rules of the one that stays hold, as its targets do."""

from tungngo.certificates.models import Certificate, Confirmation
from tungngo.territory.following import Follows

FOLLOWS = (
    Follows(Certificate, person="resident_id"),
    Follows(Confirmation, person="resident_id"),
)
