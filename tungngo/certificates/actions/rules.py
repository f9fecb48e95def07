"""Taking packs of completion rules."""

from __future__ import annotations

from contextlib import suppress

import msgspec
from django.db import transaction

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.campaigns.queries import skill_codes
from tungngo.certificates.models import CompletionRule
from tungngo.certificates.packs import shipped_packs
from tungngo.certificates.refusals import SENTENCES
from tungngo.certificates.rules.packs import Pack, Rule, read_pack
from tungngo.lib import clock
from tungngo.lib.editions import stands_already
from tungngo.lib.problems import NotReached, Refused, worded
from tungngo.lib.reach import Reach
from tungngo.quizzes.queries import bank_names
from tungngo.territory.listing.words import OCCUPATION_CODES
from tungngo.territory.models import Area, Segment
from tungngo.territory.queries import area_of

EVERYTHING = Reach.everything()


@transaction.atomic
def install_completion_rules(*, actor: Account | None = None) -> int:
    """Take the shipped example; how many rules are new. May be repeated, and never comes before what an
    office has loaded under the same number or a later one."""
    new = 0
    for content in shipped_packs():
        with suppress(NotReached):
            new += len(_take(actor, content, here=None, is_shipped=True))
    return new


@transaction.atomic
def load_completion_rules(
    *, actor: Account | None, content: bytes, here: Area | None = None
) -> list[CompletionRule]:
    """Take a pack of rules (TOML); those that are new. What is there already stays as it is. With `here`
    the pack must be for that area.

    Raises Refused `completion.…` for a pack that cannot be judged by, for an area nobody knows, and for
    a version that says something else than before or comes behind a later one.
    """
    return _take(actor, content, here=here, is_shipped=False)


def _take(
    actor: Account | None, content: bytes, *, here: Area | None, is_shipped: bool
) -> list[CompletionRule]:
    with worded(SENTENCES):
        pack = read_pack(
            content,
            skills=skill_codes(EVERYTHING),
            banks=bank_names(EVERYTHING),
            segments=Segment.values,
            occupations=OCCUPATION_CODES,
        )
        area = _area(pack)
        if here is not None and here != area:
            details = {"code": area.code, "here": here.full_name}
            raise Refused("completion.area_other", "", details, place="area")
        made = [
            _made(area, pack, rule)
            for rule in pack.rules
            if not _is_there(area, pack, rule, is_shipped=is_shipped)
        ]
    if made:
        journal.write(
            actor=actor,
            verb="completion_rules.loaded",
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
        raise NotReached("completion.area_unknown", "", {"code": pack.area}) from None


def _is_there(area: Area, pack: Pack, rule: Rule, *, is_shipped: bool) -> bool:
    def says_same(kept: CompletionRule) -> bool:
        return kept.is_example == pack.example and msgspec.convert(kept.content, Rule) == rule

    return stands_already(
        CompletionRule.objects.filter(path=area.path, code=rule.code),
        version=pack.version,
        valid_from=pack.valid_from,
        says_same=says_same,
        is_shipped=is_shipped,
        room="completion",
    )


def _made(area: Area, pack: Pack, rule: Rule) -> CompletionRule:
    """The rule, kept; where another process starting at this moment was quicker, its own."""
    made, _new = CompletionRule.objects.get_or_create(
        path=area.path,
        code=rule.code,
        version=pack.version,
        defaults={
            "area": area,
            "valid_from_on": pack.valid_from,
            "is_example": pack.example,
            "name_vi": rule.name.vi,
            "name_en": rule.name.en,
            "source": pack.source,
            "content": msgspec.to_builtins(rule),
            "loaded_at": clock.now(),
        },
    )
    return made
