"""Packs: a folder of files becomes cards. Nothing is written here, and the folder is read elsewhere.

A pack is one language: `pack.toml` names it and carries the warning; beside it lies one file for
each skill (`vneid.toml`), or for a level of one (`vneid.3.toml`), with the pictures and recordings it
mentions. docs/guides.md tells how one is made.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct

from tungngo.learning.rules.cards import Card, File, Step, card_bytes, digest_of
from tungngo.learning.rules.drawing import draw
from tungngo.learning.rules.pictures import audio_kind, picture_kind
from tungngo.learning.rules.scenes import read_scene
from tungngo.learning.rules.tags import language_tag
from tungngo.lib.problems import Refused

PACK = "pack.toml"
#: What stands after the dot of a file's name, by level of the ladder.
LEVELS = ("", "1", "2", "3", "4")
_ADDRESS = re.compile(
    r"https://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::[0-9]{1,5})?(?:/[^\s\"<>\\]*)?", re.I
)
Kind = TypeVar("Kind")
_Name = Annotated[str, Meta(min_length=1, max_length=80)]
_Address = Annotated[str, Meta(max_length=300)]
_Sentence = Annotated[str, Meta(min_length=1, max_length=320)]


class PackFile(Struct, frozen=True, forbid_unknown_fields=True):
    """`pack.toml`."""

    language: str
    warning: Annotated[str, Meta(min_length=10, max_length=200)]
    language_name: Annotated[str, Meta(max_length=60)] = ""
    warning_audio: str = ""
    #: Where the national platform teaches what a guide does not name a course of its own for.
    platform: _Address = ""


class StepFile(Struct, frozen=True, forbid_unknown_fields=True):
    """One `[[steps]]` of a guide: `scene` or `picture`, not both."""

    title: _Name
    text: _Sentence
    scene: str = ""
    picture: str = ""
    alt: Annotated[str, Meta(max_length=200)] = ""
    audio: str = ""


class GuideFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A guide as it is written: its name without `.toml` is the skill's code, with the level of the
    ladder after a dot when it is about one alone."""

    version: Annotated[int, Meta(ge=1, le=1_000_000)]
    title: _Name
    steps: Annotated[tuple[StepFile, ...], Meta(min_length=1, max_length=12)]
    #: Where the national platform teaches the same: an address that begins with https://.
    platform: _Address = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A guide of a pack, ready to be kept: its card, the bytes of its media by digest, its place.

    `source` changes when anything written in the pack does, and not when only our drawing does.
    """

    card: Card
    media: Mapping[str, bytes]
    source: str
    place: str

    @property
    def content(self) -> bytes:
        return card_bytes(self.card)

    @property
    def size(self) -> int:
        """Bytes of the card and its media."""
        return len(self.content) + sum(file.size for file in self.card.files().values())


@dataclass(slots=True)
class _Shelf:
    """The files of a pack by name, and what was taken from it."""

    folder: str
    files: Mapping[str, bytes]
    taken: dict[str, bytes] = field(default_factory=dict)

    def take(
        self, name: str, kind_of: Callable[[bytes, str], tuple[str, bytes]], place: str
    ) -> File | None:
        """A file that is mentioned at `place`, by a path from the pack's folder."""
        if not name:
            return None
        path = posixpath.normpath(posixpath.join(self.folder, name))
        if path not in self.files:
            raise Refused("guide.file_missing", "", {"name": name}, place=place)
        kind, content = kind_of(self.files[path], path)
        digest = digest_of(content)
        self.taken[digest] = content
        return File(digest, kind, len(content))


def read_packs(files: Mapping[str, bytes], skills: Collection[str]) -> list[Read]:
    """Every guide of every pack among `files` (path from the folder, with / → bytes).

    `skills` are the codes a guide may be about. Raises Refused `guide.…` with the file, and the
    step, at the first thing that is wrong: a pack is taken whole or not at all.
    """
    packs = sorted(path for path in files if posixpath.basename(path) == PACK)
    if not packs:
        raise Refused("guide.no_pack", "", place=PACK)
    found = [one for path in packs for one in _pack(path, files, skills)]
    seen: dict[tuple[str, int, str], str] = {}
    for one in found:
        key = one.card.skill, one.card.level, one.card.language
        if key in seen:
            raise Refused("guide.twice", "", {"other": seen[key]}, place=one.place)
        seen[key] = one.place
    if not found:
        raise Refused("guide.pack_empty", "", place=packs[0])
    return found


def _pack(path: str, files: Mapping[str, bytes], skills: Collection[str]) -> Iterator[Read]:
    folder = posixpath.dirname(path)
    pack = _written(files[path], PackFile, path)
    try:
        language = language_tag(pack.language)
    except Refused as refusal:
        raise Refused(refusal.code, "", refusal.details, place=path) from None
    for name in sorted(files):
        stem, ending = posixpath.splitext(posixpath.basename(name))
        if posixpath.dirname(name) != folder or ending != ".toml" or name == path:
            continue
        skill, _dot, level = stem.partition(".")
        if skill not in skills:
            raise Refused("guide.skill_unknown", "", {"skill": skill}, place=name)
        if level not in LEVELS:
            raise Refused("guide.level_unknown", "", {"written": level}, place=name)
        about = skill, LEVELS.index(level)
        yield _guide(name, about, language, pack, _Shelf(folder, files))


def _guide(name: str, about: tuple[str, int], language: str, pack: PackFile, shelf: _Shelf) -> Read:
    skill, level = about
    guide = _written(shelf.files[name], GuideFile, name)
    warning_audio = shelf.take(pack.warning_audio, audio_kind, name)
    steps = tuple(
        _step(step, shelf, f"{name}, {number}") for number, step in enumerate(guide.steps, start=1)
    )
    card = Card(
        skill=skill,
        language=language,
        language_name=_words(pack.language_name),
        version=guide.version,
        title=_words(guide.title),
        warning=_words(pack.warning),
        warning_audio=warning_audio,
        steps=steps,
        level=level,
        platform=_address(guide.platform or pack.platform, name),
    )
    said = msgspec.json.encode(
        [language, _asked(pack), _asked(guide), sorted(shelf.taken), *filter(None, [card.platform])]
    )
    return Read(card, shelf.taken, digest_of(said), name)


def _step(step: StepFile, shelf: _Shelf, place: str) -> Step:
    if step.scene and step.picture:
        raise Refused("guide.scene_and_picture", "", place=place)
    if step.picture and not step.alt:
        raise Refused("guide.alt_missing", "", place=place)
    return Step(
        title=_words(step.title),
        text=_words(step.text),
        drawing=draw(read_scene(_lines(step.scene), place=place)) if step.scene else "",
        picture=shelf.take(step.picture, picture_kind, place),
        alt=_words(step.alt),
        audio=shelf.take(step.audio, audio_kind, place),
    )


def _asked(written: PackFile | GuideFile) -> dict[str, object]:
    """A file without its address, which came later: what was loaded before says what it said."""
    said = msgspec.structs.asdict(written)
    del said["platform"]
    return said


def _address(written: str, place: str) -> str:
    """An address as anybody may open it: https, a host by name, nobody's name or password in it."""
    if written and not _ADDRESS.fullmatch(written):
        raise Refused("guide.address_unreadable", "", {"written": written}, place=place)
    return written


def _words(written: str) -> str:
    """One line, composed (NFC). Nothing else is touched: the language may be any."""
    return unicodedata.normalize("NFC", " ".join(written.split()))


def _lines(scene: str) -> str:
    return "\n".join(_words(line) for line in scene.strip().splitlines())


def _written(content: bytes, kind: type[Kind], place: str) -> Kind:
    try:
        return msgspec.toml.decode(content, type=kind)
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError) as broken:
        raise Refused("guide.unreadable", "", {"what": str(broken)[:300]}, place=place) from broken


def verdict(*, version: int, source: str, old_version: int | None, old_source: str) -> str:
    """What becomes of a guide: `new`, `replaced`, `same`, `older` or `reused`.

    `reused` is the same version with another content: two guides nobody could tell apart.
    """
    if old_version is None:
        return "new"
    if version < old_version:
        return "older"
    if version > old_version:
        return "replaced"
    return "same" if source == old_source else "reused"
