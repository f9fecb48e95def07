"""What is said about a sheet of people: a stable code, the place, and one plain sentence. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def gettext_noop(sentence: str) -> str:
    """Marks a sentence for the catalogue; it is translated where it is shown."""
    return sentence


SENTENCES: Mapping[str, str] = {
    "roster.no_headings": gettext_noop(
        "No heading for the full name was found on this sheet, so nothing was read from it."
    ),
    "roster.nothing_found": gettext_noop("No member was found below the headings."),
    "roster.name_missing": gettext_noop("There is no name in this row, so it was not read."),
    "roster.name_doubtful": gettext_noop("“%(written)s” does not look like a person's name."),
    "roster.name_too_long": gettext_noop("The name is longer than 120 letters."),
    "roster.team_missing": gettext_noop(
        "It is not said which team this person belongs to. Fill in the team or residential group."
    ),
    "roster.phone_unreadable": gettext_noop(
        "“%(written)s” is not a phone number; the person is taken over without one."
    ),
    "roster.phone_old": gettext_noop(
        "An eleven-digit number of before 2018 was brought up to date."
    ),
    "roster.phone_several": gettext_noop("Several numbers stand here; the first is taken."),
    "roster.phone_shared": gettext_noop("The same phone number stands in row %(other)s."),
    "roster.force_unknown": gettext_noop(
        "“%(written)s” is not a known force; “other” is entered instead."
    ),
    "roster.language_unknown": gettext_noop(
        "“%(written)s” is not a known language and was left out."
    ),
    "roster.doubled": gettext_noop("The same person already stands in row %(other)s."),
    # From teams.roster_plan.
    "roster.group_unknown": gettext_noop(
        "There is no residential group “%(written)s” here. Add the group first or mend its name."
    ),
    "roster.team_of_commune": gettext_noop(
        "“%(written)s” is no residential group, so it becomes a team of the whole ward or commune."
    ),
    "roster.no_leader": gettext_noop("The team “%(written)s” has no leader in this list."),
    # From teams.staff_sheet.
    "staff.no_headings": gettext_noop(
        "No headings for the full name and the role were found on this sheet, so nothing was read "
        "from it. The template has them."
    ),
    "staff.nothing_found": gettext_noop("Nobody was found below the headings."),
    "staff.name_missing": gettext_noop("There is no name in this row, so it was not read."),
    "staff.name_doubtful": gettext_noop("“%(written)s” does not look like a person's name."),
    "staff.name_too_long": gettext_noop("The name is longer than 120 letters."),
    "staff.role_missing": gettext_noop(
        "It is not said what this person may do: administrator, officer or viewer."
    ),
    "staff.role_unknown": gettext_noop(
        "“%(written)s” is no role. Write administrator, officer or viewer."
    ),
    "staff.username_unfit": gettext_noop(
        "“%(written)s” cannot be a user name: letters, digits, dots and hyphens, at least three of "
        "them, without spaces."
    ),
    "staff.email_unfit": gettext_noop("“%(written)s” is no e-mail address."),
    "staff.area_unknown": gettext_noop(
        "There is no “%(written)s” here or directly below. Mend the name, or leave it empty for here."
    ),
    "staff.area_several": gettext_noop(
        "Several areas are called “%(written)s”. Write ward, commune or town before the name."
    ),
    # From teams.staff_plan.
    "staff.doubled": gettext_noop("The same person already stands in row %(other)s."),
    "staff.username_doubled": gettext_noop(
        "Row %(other)s gives the same user name to somebody else."
    ),
    "staff.email_doubled": gettext_noop("The same e-mail address stands in row %(other)s."),
    "staff.username_taken": gettext_noop("Somebody else already signs in as “%(written)s”."),
    "staff.email_taken": gettext_noop("Somebody else has this e-mail address."),
    "staff.closed": gettext_noop(
        "The account “%(written)s” is closed. Open it again on the person's page first."
    ),
    "staff.namesake": gettext_noop(
        "Somebody of this name works here already, as “%(written)s”. The row makes a second account; "
        "write that user name to give one more role instead."
    ),
}
"""Code → English sentence of everything that is said about a row."""


@dataclass(frozen=True, slots=True)
class SheetFinding:
    """`level`: error (the row is left out), warning (taken over, look at it) or info."""

    level: str
    code: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The English sentence to be translated, before `params` are put in."""
        return SENTENCES[self.code]
