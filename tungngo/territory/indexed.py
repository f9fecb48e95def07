"""What of the lists has an index of words on SQLite (PostgreSQL's stand in a migration)."""

from tungngo.lib.sqlite.words import Words
from tungngo.territory.models import Household, Resident

HOUSEHOLDS = Words("households", Household._meta.db_table)
RESIDENTS = Words("residents", Resident._meta.db_table)
INDEXES = (HOUSEHOLDS, RESIDENTS)
