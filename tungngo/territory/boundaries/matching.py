"""Whose boundary each shape of a file is: by the unit's code, else by its name within the parent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from tungngo.lib import text
from tungngo.lib.problems import Refused
from tungngo.territory.boundaries.files import Feature
from tungngo.territory.boundaries.shapes import GRID, Shape, shapes_of
from tungngo.territory.rules import read_group_name

#: Names under which files give the code of a unit and its name, as they are folded; in order.
CODES = (
    *("code", "ma", "ma xa", "maxa", "ma phuong", "ma dvhc", "ma hc", "ward code", "commune code"),
    *(
        "ma tinh",
        "matinh",
        "province code",
        "unit code",
        "gso code",
        "ma to",
        "ma tdp",
        "group code",
    ),
)
NAMES = (
    *("name", "full name", "fullname", "ten", "ten xa", "tenxa", "ten phuong", "ten dvhc", "ward"),
    *("ten tinh", "tentinh", "province", "ten to", "ten tdp", "to dan pho", "ward name", "name vi"),
)
PARENTS = ("parent", "parent code", "ma cha", "commune code", "ma xa", "province code", "ma tinh")
#: Codes of provinces and communes lose their leading zeros on the way through spreadsheets.
_LENGTHS = (2, 5)


class Place(NamedTuple):
    """An area that may have a boundary."""

    code: str
    level: int
    parent: str
    kind: str
    name: str
    full_name: str


class NoMatch(NamedTuple):
    """A shape that is nobody's: which of the file (from 1), what it calls itself, and why."""

    place: int
    words: str
    why: str


@dataclass(slots=True)
class Matched:
    """What came of a file: features by area code, shapes that are nobody's, and shapes whose name
    differs from that of the area with their code (taken, since units are renamed)."""

    features: dict[str, list[Feature]] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)
    nobody: list[NoMatch] = field(default_factory=list)
    renamed: list[tuple[str, str, str]] = field(default_factory=list)


def match(
    features: Sequence[Feature],
    places: Iterable[Place],
    *,
    code_in: str = "",
    name_in: str = "",
    within: str = "",
) -> Matched:
    """Find the area of each feature. `code_in` and `name_in` name properties to look in first;
    `within` is the code of the area whose children the names are of.

    Raises Refused `boundaries.other_codes` when the codes are mostly those of other units, and
    `boundaries.nothing_matched`.
    """
    by_code = {place.code: place for place in places}
    by_name: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for known in by_code.values():
        for name in {key_of(known.name), key_of(known.full_name)}:
            by_name[known.parent, name].append(known)
            by_name["", name].append(known)
    found, same = Matched(), 0
    for number, feature in enumerate(features, start=1):
        said = {
            text.fold(key.replace("_", " ")): value for key, value in feature.properties.items()
        }
        name = _said(said, ([text.fold(name_in.replace("_", " "))] if name_in else []) + [*NAMES])
        codes = ([text.fold(code_in.replace("_", " "))] if code_in else []) + [*CODES]
        place = _by_code(by_code, [*(str(said.get(key) or "") for key in codes), feature.id])
        if place is not None and name and not _is_called(place, name):
            found.renamed.append((place.code, place.full_name, name))
        elif place is not None:
            same += 1
        if place is None:
            parent = within or _parent(by_code, said)
            possible = by_name.get((parent, key_of(name)), []) if name else []
            if len(possible) != 1:
                why = (
                    _("more than one area is called so") if possible else _("no area is called so")
                )
                found.nobody.append(NoMatch(number, name or feature.id, str(why)))
                continue
            place = possible[0]
        found.features.setdefault(place.code, []).append(feature)
        found.levels[place.code] = place.level
    if len(found.renamed) > max(same, 1):
        raise Refused(
            "boundaries.other_codes",
            _(
                "The codes in this file are not those of the units here: of %(codes)s,"
                " %(others)s have another name. Say which property holds them by --code."
            ),
            {"codes": same + len(found.renamed), "others": len(found.renamed)},
        )
    if not found.features:
        raise Refused(
            "boundaries.nothing_matched",
            _(
                "None of the %(shapes)s shapes is an area that is known here. Properties in the"
                " file: %(properties)s. Say which holds the code by --code, or the name by --name."
            ),
            {
                "shapes": len(features),
                "properties": ", ".join(sorted(features[0].properties)[:12]) or "–",
            },
        )
    return found


def drawn_from(matched: Matched) -> dict[str, Shape]:
    """Area code → its shape, each level on its own grid; what has no room on it is left out."""
    shapes: dict[str, Shape] = {}
    for level in set(matched.levels.values()):
        rings = {
            code: [ring for feature in features for ring in feature.rings]
            for code, features in matched.features.items()
            if matched.levels[code] == level
        }
        shapes |= shapes_of(rings, GRID[level])
    return shapes


def key_of(name: str) -> str:
    """What two spellings of one area's name share: "TDP số 07" and "Tổ dân phố 7" meet."""
    kind, own = read_group_name(name)
    return text.fold(f"{kind} {own.removeprefix('số ')}" if kind else name.removeprefix("số "))


def _said(said: dict[str, object], keys: Iterable[str]) -> str:
    return next((text.nfc(str(said[key])) for key in keys if said.get(key)), "")


def _by_code(by_code: dict[str, Place], written: Iterable[str]) -> Place | None:
    for code in written:
        plain = code.strip().removesuffix(".0")
        for possible in (plain, *(plain.zfill(length) for length in _LENGTHS if plain.isdigit())):
            if possible in by_code:
                return by_code[possible]
    return None


def _parent(by_code: dict[str, Place], said: dict[str, object]) -> str:
    place = _by_code(by_code, [str(said.get(key) or "") for key in PARENTS])
    return place.code if place else ""


def _is_called(place: Place, name: str) -> bool:
    """Whether a name is the area's, with its kind or without, or with more words around it."""
    own, said = text.fold_loose(place.name), text.fold_loose(name)
    return f" {own} " in f" {said} " or key_of(name) in (
        key_of(place.name),
        key_of(place.full_name),
    )
