"""Suggestions: taken from phones set-wise, settled by a person, put back where they were wrong."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.territory import suggesting
from tungngo.territory.actions.suggested_rows import SuggestedRows
from tungngo.territory.models import Household, Suggestion

About = Suggestion.About
State = Suggestion.State
HeldFor = Suggestion.HeldFor
FOUND = frozenset({About.HOUSEHOLD_FOUND, About.PERSON_FOUND})


@transaction.atomic
def make_suggestions(
    *, actor: Account, origin: str, device_id: UUID, suggestions: Sequence[Suggestion]
) -> None:
    """Take unsaved suggestions of one person about one origin, in the order in which they were made.

    Each is written on the list at once where nobody else changed its row since the version it saw,
    and otherwise kept open beside it. A household or person that was found is always put on the
    list, because what is recorded there must belong to somebody; where the list may already have
    it, a person is asked besides. Of somebody who was erased meanwhile no name is kept: found again, what
    is recorded of them counts for the row they have, and a person is told. The rows named exist, or are
    made by an earlier one of these.
    """
    now = clock.now()
    rows = SuggestedRows(origin, suggestions, now)
    rows.know_mine(actor.id)
    for suggestion in suggestions:
        _take(rows, suggestion)
    rows.save()
    Suggestion.objects.bulk_create(suggestions)
    journal.write(
        actor=actor,
        verb="suggestion.made",
        subject=device_id,
        count=len(suggestions),
        open=sum(suggestion.state == State.OPEN for suggestion in suggestions),
    )


def _take(rows: SuggestedRows, suggestion: Suggestion) -> None:
    if suggestion.about == About.HOUSEHOLD_FOUND:
        rows.add_door(suggestion)
    elif suggestion.about == About.PERSON_FOUND:
        rows.add_person(suggestion)
    if suggestion.held_for or rows.is_pointed(suggestion):
        suggestion.state = State.OPEN if suggestion.held_for else State.APPLIED
        return
    held_for = rows.obstacle(suggestion)
    if suggestion.about not in FOUND and rows.is_erased(suggestion):
        suggestion.said, suggestion.note = {}, ""
        suggestion.state, suggestion.settled_at = State.DECLINED, rows.now
        return
    if suggestion.about in FOUND:
        held_for = held_for or (HeldFor.TWIN if suggestion.twin_id else "")
    elif not held_for and (wanted := rows.wanted(suggestion)):
        row = rows.row_of(suggestion)
        if suggesting.is_unchanged(suggestion.seen_version, row.version, rows.mine[row.id]):
            rows.write_on(suggestion, wanted)
        else:
            held_for = HeldFor.CHANGED
    suggestion.held_for = held_for
    suggestion.state = State.OPEN if held_for else State.APPLIED


@transaction.atomic
def settle_suggestion(
    *,
    actor: Account,
    suggestion: Suggestion,
    accept: bool,
    why: str = "",
    seen_version: int | None = None,
) -> None:
    """A person decides: accepted, it stands on the list from now on; declined, the list is as if it
    had not been made, but for what was recorded at a door or of a person.

    `seen_version` is the version of the row that they compared it with. To accept what is on the list
    by itself says that a person has seen it. Raises Refused `suggestion.cannot_be_written`,
    `household.changed_meanwhile`.
    """
    row = _locked(suggestion)
    rows = SuggestedRows(row.origin, [row], clock.now())
    _compare(rows, row, seen_version)
    if accept:
        _accept(rows, row)
    elif row.state != State.DECLINED:
        if row.about in FOUND:
            rows.take_off(row)
        else:
            rows.put_back(row)
    row.state = State.SETTLED if accept else State.DECLINED
    _decided(actor, rows, row, why, "suggestion.accepted" if accept else "suggestion.declined")
    suggestion.refresh_from_db()


def _accept(rows: SuggestedRows, row: Suggestion) -> None:
    if row.about in FOUND:
        if row.state == State.DECLINED:
            rows.put_back(row)
    elif row.state in (State.OPEN, State.DECLINED):
        if held_for := rows.obstacle(row):
            _cannot(held_for)
        rows.write_on(row, rows.wanted(row))
        return
    if held_for := rows.obstacle(row):
        _cannot(held_for)


def _cannot(held_for: str) -> None:
    raise Refused(
        "suggestion.cannot_be_written",
        _("This cannot be written on the list. %(why)s"),
        {"why": HeldFor(held_for).label},
    )


@transaction.atomic
def undo_suggestion(*, actor: Account, suggestion: Suggestion) -> None:
    """Take a decision back: the suggestion is as it came, waiting where it waited. What stood on the list
    before somebody agreed to it stays there; what they turned down waits.

    Raises Refused `suggestion.nothing_to_undo` when nobody has decided.
    """
    row = _locked(suggestion)
    if row.state not in (State.SETTLED, State.DECLINED):
        raise Refused("suggestion.nothing_to_undo", _("Nobody has decided about this yet."))
    rows = SuggestedRows(row.origin, [row], clock.now())
    if row.about in FOUND:
        if row.state == State.DECLINED:
            rows.put_back(row)
        row.state = State.OPEN if row.held_for else State.APPLIED
    elif row.state == State.SETTLED and not row.held_for:
        row.state = State.APPLIED
    else:
        rows.put_back(row)
        row.state = State.OPEN
    _decided(actor, rows, row, "", "suggestion.undone")
    suggestion.refresh_from_db()


def _locked(suggestion: Suggestion) -> Suggestion:
    """The suggestion, its door locked before it, as everybody does."""
    doors = Household.objects.select_for_update(no_key=True)
    doors.filter(origin=suggestion.origin, id=suggestion.household_id).first()
    found = Suggestion.objects.select_for_update(no_key=True)
    return found.get(origin=suggestion.origin, id=suggestion.id)


def _compare(rows: SuggestedRows, row: Suggestion, seen_version: int | None) -> None:
    if seen_version is not None and rows.row_of(row).version != seen_version:
        raise Refused(
            "household.changed_meanwhile",
            _(
                "Somebody else has corrected this meanwhile. Open it again and look at the new values."
            ),
        )


def _decided(actor: Account, rows: SuggestedRows, row: Suggestion, why: str, verb: str) -> None:
    rows.save()
    is_settled = row.state in (State.SETTLED, State.DECLINED)
    row.why = why.strip()[:200]
    row.settled_at = rows.now if is_settled else None
    row.settled_by = actor if is_settled else None
    row.save()
    path = rows.doors[row.household_id].path
    journal.write(actor=actor, verb=verb, subject=f"{row.origin}:{row.id}", path=path)
