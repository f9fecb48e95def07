"""Writes: guides come in packs, from the shipped ones or from a folder."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.db import transaction

from tungngo.accounts import journal
from tungngo.accounts.models import Account
from tungngo.campaigns.queries import skill_codes
from tungngo.learning import files
from tungngo.learning.models import Guide, Media
from tungngo.learning.refusals import in_words
from tungngo.learning.rules.cards import digest_of
from tungngo.learning.rules.packs import Read, read_packs, verdict
from tungngo.lib import clock
from tungngo.lib.problems import Refused
from tungngo.lib.reach import Reach


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one guide: `outcome` is new, replaced, same or older (a newer one stayed)."""

    skill: str
    language: str
    version: int
    steps: int
    size: int
    outcome: str
    level: int = 0


@in_words()
def load_guides(*, actor: Account | None, folder: Path) -> list[Line]:
    """Take in every pack of a folder, all or nothing; what became of each guide.

    A higher version replaces, the same pack again changes nothing, an older one leaves the newer in
    its place. Raises Refused `guide.…` with file and step. Writes guides, their media, and one
    journal line when something changed.
    """
    return _take(actor, folder, verb="guides.loaded")


@in_words()
def install_guides(*, actor: Account | None = None) -> list[Line]:
    """Bring the shipped guides up to date. May be called any number of times.

    A guide of a higher version that somebody loaded stays. Never refuses a shipped guide for its
    version: a server must start.
    """
    return _take(actor, files.SHIPPED, verb="guides.installed")


@transaction.atomic
def _take(actor: Account | None, folder: Path, *, verb: str) -> list[Line]:
    found = read_packs(files.read_folder(folder), skill_codes(Reach.everything()))
    present = {
        (guide.skill_id, guide.level, guide.language): guide
        for guide in Guide.objects.select_for_update().order_by().defer("card")
    }
    lines = []
    for one in found:
        old = present.get((one.card.skill, one.card.level, one.card.language))
        outcome = verdict(
            version=one.card.version,
            source=one.source,
            old_version=old.version if old else None,
            old_source=old.source if old else "",
        )
        if outcome == "reused":
            if verb == "guides.loaded":
                raise Refused(
                    "guide.version_reused", "", {"version": one.card.version}, place=one.place
                )
            outcome = "replaced"
        if outcome == "same" and old and old.digest != digest_of(one.content):
            outcome = "replaced"  # drawn anew by a newer version of this program
        if outcome in {"new", "replaced"}:
            _write(one)
        card = one.card
        lines.append(
            Line(
                *(card.skill, card.language, card.version, len(card.steps), one.size, outcome),
                level=card.level,
            )
        )
    counts = Counter(line.outcome for line in lines)
    if counts["new"] or counts["replaced"]:
        journal.write(actor=actor, verb=verb, new=counts["new"], replaced=counts["replaced"])
        _drop_unused()
    return lines


def _write(one: Read) -> None:
    card = one.card
    for digest, content in one.media.items():
        files.keep(digest, content)
    kept = [
        Media(digest=file.digest, kind=file.kind, size=file.size) for file in card.files().values()
    ]
    Media.objects.bulk_create(kept, ignore_conflicts=True)
    guide, _new = Guide.objects.update_or_create(
        skill_id=card.skill,
        level=card.level,
        language=card.language,
        defaults={
            "platform": card.platform,
            "language_name": card.language_name,
            "version": card.version,
            "title": card.title,
            "step_count": len(card.steps),
            "source": one.source,
            "digest": digest_of(one.content),
            "card": one.content.decode(),
            "size": one.size,
            "loaded_at": clock.now(),
        },
    )
    guide.media.set(kept)


def _drop_unused() -> None:
    """Media that no guide shows any more: the rows now, the files once that is certain."""
    digests = list(Media.objects.filter(guides=None).values_list("digest", flat=True))
    Media.objects.filter(digest__in=digests).delete()
    for digest in digests:
        transaction.on_commit(partial(files.forget, digest))
