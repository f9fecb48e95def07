"""What of quizzes goes along when their group changes (territory.following)."""

from tungngo.quizzes.models import Quiz
from tungngo.territory.following import Follows

FOLLOWS = (Follows(Quiz, gatherings=("gathering_id",)),)
