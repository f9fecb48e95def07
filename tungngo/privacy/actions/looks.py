"""Looks at what is held about one person leave a line: with the demand that is the reason, if any."""

from __future__ import annotations

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.privacy.models import Demand
from tungngo.territory.models import Area, Resident


def note_dossier(
    *, actor: Account, person: Resident, kind: str, demand: Demand | None = None
) -> None:
    """Write down that everything held about a person was taken out, as `kind`: page or file."""
    _note(actor, "person.exported", person, kind=kind, demand=str(demand.id) if demand else "")


def read_number(*, actor: Account, person: Resident) -> str:
    """The telephone number of a person in full, for somebody who must ring; the journal says who."""
    _note(actor, "resident.number_read", person)
    return person.phone


def note_sought(*, actor: Account, area: Area, doors: int) -> None:
    """Write down that somebody looked for whose name the list no longer keeps, and how many doors were
    shown; not what was written."""
    journal.write(
        actor=actor, verb="nameless.sought", subject=area.code, path=area.path, doors=doors
    )


def _note(actor: Account, verb: str, person: Resident, **details: str) -> None:
    subject = f"{person.origin}:{person.id}"
    journal.write(actor=actor, verb=verb, subject=subject, path=person.path, **details)
