"""What every installation begins with: units, skills, guides, questions, criteria and completion rules
as they are shipped, and a key that signs badges."""

from __future__ import annotations

from tungngo.campaigns.actions import install_skills
from tungngo.certificates.actions import install_completion_rules, install_signing_key
from tungngo.criteria.actions import install_criteria
from tungngo.learning.actions import install_guides
from tungngo.lib.sqlite import words
from tungngo.quizzes.actions import install_banks
from tungngo.territory.actions import install_units
from tungngo.territory.indexed import INDEXES

#: What installing writes into the journal. A database that holds no more than this is nobody's yet.
VERBS = frozenset(
    {
        *("units.installed", "skills.installed", "guides.installed"),
        *("bank.loaded", "criteria.loaded", "completion_rules.loaded", "signing_key.made"),
    }
)


def install() -> None:
    """Bring what is shipped up to date, and on SQLite begin indexes of words that the worker goes on
    with; quick when there is nothing to do."""
    words.install(INDEXES)
    install_units(actor=None)
    install_skills()
    install_guides()
    install_banks()
    install_criteria()
    install_completion_rules()
    install_signing_key()
