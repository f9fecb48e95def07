"""Writes of criteria: packs taken, communes counted, counting asked for."""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime
from functools import partial

import msgspec
from django.db import transaction

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.campaigns.queries import skill_codes
from tungngo.criteria.counting import Counted, count_commune, sums
from tungngo.criteria.models import Assessment, Edition, Round
from tungngo.criteria.packs import shipped_packs
from tungngo.criteria.queries import rounds_due, rows_under
from tungngo.criteria.refusals import SENTENCES
from tungngo.criteria.rules.packs import Criteria, Pack, read_pack
from tungngo.lib import clock, rows
from tungngo.lib.editions import stands_already
from tungngo.lib.problems import NotReached, worded
from tungngo.lib.reach import Reach, commune_path
from tungngo.progress.counting import communes_listed
from tungngo.progress.rules import level_of, origin_of
from tungngo.territory.models import Area, Level
from tungngo.territory.queries import area_of

EVERYTHING = Reach.everything()


# ------------------------------------------------------------------------------------------- packs


@transaction.atomic
def install_criteria(*, actor: Account | None = None) -> int:
    """Take the shipped packs whose areas exist here; how many editions are new. May be repeated.

    What an office has loaded under the same number, or a later one, comes first.
    """
    new = 0
    for content in shipped_packs():
        with suppress(NotReached):
            new += len(_take(actor, content, is_shipped=True))
    return new


@transaction.atomic
def load_pack(*, actor: Account | None, content: bytes) -> list[Edition]:
    """Take a pack of criteria; the editions that are new. What is there already stays as it is.

    Raises Refused `criteria.…` for a pack that cannot be judged by, for an area nobody knows, and for a
    version that says something else than before or comes behind a later one.
    """
    return _take(actor, content, is_shipped=False)


def _take(actor: Account | None, content: bytes, *, is_shipped: bool) -> list[Edition]:
    made = []
    with worded(SENTENCES):
        pack = read_pack(content, skills=skill_codes(EVERYTHING))
        area = _area(pack)
        for model, criteria in pack.models.items():
            is_there = stands_already(
                Edition.objects.filter(path=area.path, model=model),
                version=pack.version,
                valid_from=pack.valid_from,
                says_same=partial(_says, criteria),
                is_shipped=is_shipped,
                room="criteria",
            )
            if not is_there:
                made.append(_edition(area, pack, model, criteria))
    if made:
        _ask(communes_listed(Reach((area.path,))))
        journal.write(
            actor=actor,
            verb="criteria.loaded",
            subject=area.code,
            path=area.path,
            version=pack.version,
            added=len(made),
        )
    return made


def _area(pack: Pack) -> Area:
    try:
        return area_of(EVERYTHING, pack.area)
    except NotReached:
        raise NotReached("criteria.area_unknown", "", {"code": pack.area}) from None


def _says(criteria: Criteria, kept: Edition) -> bool:
    return msgspec.convert(kept.content, Criteria) == criteria


def _edition(area: Area, pack: Pack, model: str, criteria: Criteria) -> Edition:
    """The edition, kept; where another process starting at this moment was quicker, its own."""
    made, _new = Edition.objects.get_or_create(
        path=area.path,
        model=model,
        version=pack.version,
        defaults={
            "area": area,
            "valid_from_on": pack.valid_from,
            "name_vi": pack.name.vi,
            "name_en": pack.name.en,
            "content": msgspec.to_builtins(criteria),
            "loaded_at": clock.now(),
        },
    )
    return made


# -------------------------------------------------------------------------------------- assessments


@transaction.atomic
def ask_assessment(*, actor: Account, area: Area) -> int:
    """Have the communes at or under `area` (a group's own commune) counted soon; how many."""
    if area.level >= Level.COMMUNE:
        communes = [commune_path(area.path)]
    else:
        communes = communes_listed(Reach((area.path,)))
    _ask(communes)
    journal.write(actor=actor, verb="criteria.assessment_asked", subject=area.code, path=area.path)
    return len(communes)


def _ask(communes: Iterable[str]) -> None:
    """Note communes to be counted, as soon as can be."""
    now = clock.now()
    rows.insert(
        Round,
        ["origin", "path", "asked_at"],
        [(origin_of(path), path, now) for path in communes],
        conflict=["origin", "path"],
        update=["asked_at"],
    )


@transaction.atomic
def plan_rounds(*, actor: Account | None) -> int:
    """Have every commune with a list counted every day from now on; how many are new to it."""
    known = set(Round.objects.values_list("path", flat=True))
    new = [path for path in communes_listed(EVERYTHING) if path not in known]
    rows.insert(
        Round,
        ["origin", "path"],
        [(origin_of(path), path) for path in new],
        conflict=["origin", "path"],
    )
    return len(new)


def assess_due(*, actor: Account | None, seconds: float) -> int:
    """Count communes that are due for about so many seconds; how many were counted."""
    day = clock.today()
    began_at = datetime.combine(day, datetime.min.time(), clock.VIETNAM)
    began, done = time.monotonic(), 0
    for path in rounds_due(EVERYTHING, began_at, 100):
        assess_commune(actor=actor, path=path, day=day)
        done += 1
        if time.monotonic() - began > seconds:
            break
    return done


def assess_commune(*, actor: Account | None, path: str, day: date) -> None:
    """Count a commune and write down what differs from its last assessment, as of `day`.

    Read first and without holding anybody up; a question asked meanwhile stands.
    """
    begun_at = clock.now()
    counted = count_commune(path, day)
    with transaction.atomic():
        _write(path, day, counted, level=3)
        _write(path, day, sums(counted, path), level=2)
        rows.insert(
            Round,
            ["origin", "path", "done_at"],
            [(origin_of(path), path, begun_at)],
            conflict=["origin", "path"],
            update=["done_at"],
        )


def _write(commune: str, day: date, counted: Counted, *, level: int) -> None:
    """Make the rows of one level say `counted` from `day` on, where they do not yet.

    What was judged before and is not any more (a group that ended, a place that has criteria of its
    own now) has nothing from this day on. A place that is judged by a later version of the same
    criteria keeps its row of the version before, which nobody adds up any longer.
    """
    editions = {one.id: one for one in Edition.objects.all()}
    stored = {
        (row.path, row.edition_id): row.counts
        for row in rows_under(EVERYTHING, commune, level, editions, until=day)
    }
    wanted: Counted = dict(counted)
    for path, edition_id in stored.keys() - counted.keys():
        gone = editions[edition_id]
        followed = any(
            at == path and editions[other].model == gone.model and editions[other].path == gone.path
            for at, other in counted
        )
        if not followed:
            wanted[path, edition_id] = {}
    rows.insert(
        Assessment,
        ["origin", "path", "level", "edition_id", "assessed_on", "counts"],
        [
            (origin_of(path), path, level_of(path), edition_id, day, counts)
            for (path, edition_id), counts in sorted(wanted.items())
            if stored.get((path, edition_id)) != counts
        ],
        conflict=["origin", "path", "edition_id", "assessed_on"],
        update=["counts"],
    )
