"""Noting down evidence on paper, and taking it back."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.certificates.models import Confirmation
from tungngo.certificates.queries import standards_at
from tungngo.certificates.refusals import SENTENCES
from tungngo.lib import clock
from tungngo.lib.identity import holds_number
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach
from tungngo.territory.models import Resident

EVERYTHING = Reach.everything()


@transaction.atomic
def confirm(
    *,
    actor: Account | None,
    person: Resident,
    code: str,
    made_on: date,
    words: str = "",
) -> Confirmation:
    """Note that a paper was seen: what a rule of the person's place calls `code` (of a learning platform
    or an office), with the day on it. The same once more changes nothing.

    Raises Refused `confirmation.unknown_code`, `confirmation.day_ahead`, `confirmation.identity_number`.
    """
    kind = _kinds(person.path).get(code)
    if kind is None:
        raise _refusal("confirmation.unknown_code", "code")
    if made_on > clock.today():
        raise _refusal("confirmation.day_ahead", "made_on")
    if holds_number(words):
        raise _refusal("confirmation.identity_number", "words")
    said = {"origin": person.origin, "resident_id": person.id, "code": code, "made_on": made_on}
    if there := Confirmation.objects.filter(**said, withdrawn_at=None).first():
        return there
    made = Confirmation.objects.create(
        **said,
        path=person.path,
        kind=kind,
        words=words.strip(),
        recorded_at=clock.now(),
        recorded_by=actor,
    )
    _journal(actor, "confirmation.noted", made)
    return made


@transaction.atomic
def withdraw_confirmation(*, actor: Account, confirmation: Confirmation) -> None:
    """Take a confirmation back. Certificates that rest on it stay until somebody revokes them."""
    _set(actor, confirmation, "confirmation.withdrawn", is_withdrawn=True)


@transaction.atomic
def restore_confirmation(*, actor: Account, confirmation: Confirmation) -> None:
    """Have a confirmation count again that was taken back."""
    _set(actor, confirmation, "confirmation.restored", is_withdrawn=False)


def _set(actor: Account, one: Confirmation, verb: str, *, is_withdrawn: bool) -> None:
    one.withdrawn_at = clock.now() if is_withdrawn else None
    one.save(update_fields=["withdrawn_at"])
    _journal(actor, verb, one)


def _kinds(path: str) -> dict[str, str]:
    """Code of a confirmation → its kind, of all rules that hold at a path today."""
    return {
        code: str(item.kind) if item else str(Confirmation.Kind.OFFICIAL)
        for one in standards_at(EVERYTHING, path, clock.today())
        for code, item in one.rule.confirmations.items()
    }


def _refusal(code: str, place: str) -> Refused:
    return Refused(code, SENTENCES[code], place=place)


def _journal(actor: Account | None, verb: str, one: Confirmation) -> None:
    subject = f"{one.origin}:{one.resident_id}"
    journal.write(actor=actor, verb=verb, subject=subject, path=one.path, code=one.code)
