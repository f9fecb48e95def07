"""Who saw, changed and took out what, when: the journal of an area, for its administrators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from tungngo.accounts.models import Account, JournalLine
from tungngo.accounts.queries import journal_page, names_of, operators
from tungngo.desk.forms.journal import JournalForm
from tungngo.desk.journal_words import details_in_words, sentence, verbs_of
from tungngo.desk.lock import Seat, staff
from tungngo.desk.showing import entrusted, shown
from tungngo.lib.ids import read_uuids
from tungngo.teams.queries import ended_roles_under, roles_under
from tungngo.territory.models import Area
from tungngo.territory.queries import area_of, areas_at

A_PAGE = 50


@never_cache
@staff
def journal(request: HttpRequest, seat: Seat, code: str) -> HttpResponse:
    """What was done at or under the area, newest first, by person, kind and day."""
    area = entrusted(seat, "admin", area_of, code)
    form = JournalForm(request.GET or None, people=_people(seat, area))
    form.is_valid()
    chosen = form.chosen()
    page = journal_page(
        seat.reach.within(area.path),
        verbs=verbs_of(chosen.pop("kinds")),
        before=request.GET.get("before", ""),
        size=A_PAGE,
        **chosen,
    )
    kept = {name: request.GET[name] for name in ("who", "what", "day") if request.GET.get(name)}
    return shown(
        request, seat, "desk/journal/journal.html", area, "journal",
        form=form,
        rows=_rows(seat, area, page.lines),
        older=urlencode(kept | {"before": page.older}) if page.older else "",
        is_later=bool(request.GET.get("before")),
        newest=urlencode(kept),
    )  # fmt: skip


def _people(seat: Seat, area: Area) -> list[Account]:
    """Whoever has or had a desk here, by name; operators too where everything is reached."""
    roles = [*roles_under(seat.reach, area.path), *ended_roles_under(seat.reach, area.path)]
    found = {role.account_id: role.account for role in roles}
    if area.path == "":
        found |= {account.pk: account for account in operators(seat.reach)}
    return sorted(found.values(), key=lambda account: account.sort_key)


def _rows(seat: Seat, area: Area, lines: Sequence[JournalLine]) -> list[dict[str, Any]]:
    names = {one.path: one.full_name for one in areas_at(seat.reach, {line.path for line in lines})}
    about = [line.subject for line in lines if line.verb.startswith("account.")]
    people = names_of(seat.reach, read_uuids(about))
    return [
        {
            "line": line,
            "words": sentence(line.verb),
            "details": details_in_words(line.verb, line.details),
            "where": names.get(line.path, "") if line.path != area.path else "",
            "url": _url_of(line),
            "about": _about(line, people),
        }
        for line in lines
    ]


def _url_of(line: JournalLine) -> str:
    """The page of the household a line is about; of other things none."""
    origin, _sep, key = line.subject.partition(":")
    if not line.verb.startswith("household.") or not (ids := read_uuids([key])):
        return ""
    return reverse("household", args=[origin, ids[0]])


def _about(line: JournalLine, people: dict[UUID, str]) -> str:
    """Whose account a line is about, where that is not who did it."""
    ids = read_uuids([line.subject]) if line.verb.startswith("account.") else []
    return people.get(ids[0], "") if ids and ids[0] != line.actor_id else ""
