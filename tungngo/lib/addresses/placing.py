"""Judges what was read: which lane, which door."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from tungngo.lib.addresses.reading import Name, Parts, Step, read
from tungngo.lib.addresses.shape import Address
from tungngo.lib.addresses.walking import door_key
from tungngo.lib.addresses.words import ROMAN
from tungngo.lib.text import fold

_NO_STREETS: Mapping[str, str] = {}
_KINDS = ("ngo", "thon", "kdt", "ktt", "cc", "xom")


def parse(text: str, *, streets: Mapping[str, str] | None = None) -> Address:
    """The lane and the door that an address names. Never raises; what is unclear goes to `rest`.

    `streets` is a book of known streets (`street_book`): it gives an untyped or untoned name its
    full spelling, tells a street from a named alley, and parts "Trương Định Tương Mai" typed
    without a comma.
    """
    book = _NO_STREETS if streets is None else streets
    p = read(text, book)
    _settle_flat(p)
    root, name, extra, left = _root(p, book)
    path = _alley_path(p.steps)
    house = p.house
    if root.startswith("ngo:") or path or (root and ":" not in root):
        path, house = _go_in(path, house)
    inner = [f"{g.key}:{_name_key(g)}" for g in extra]
    lane = (root, *inner, *(_number_key(n) for n in path)) if root or path else ()
    areas = [*left, *(" ".join(a) for a in p.areas)]
    block = " ".join(p.block.words) or None if p.block else None
    flat, floor = p.flat or None, _floor(p)
    house = _tidy_number(house)
    number = _leading_number(house)
    key = door_key(house, block, floor, flat)
    return Address(
        lane=lane,
        lane_key="/".join(lane),
        lane_name=_lane_name(p, root, path, [*map(_shown, reversed(extra)), name]),
        street=name,
        house=_house_name(p, house, block, floor, flat),
        house_key=key,
        number=number,
        side=None if number is None else ("even", "odd")[number % 2],
        block=block,
        floor=floor,
        flat=flat,
        area=", ".join(filter(None, areas)),
        rest=", ".join(p.rest),
    )


def street_book(names: Iterable[str]) -> dict[str, str]:
    """A book of streets from their names or from whole addresses: first lane part → full name.

    Of several spellings the one with a type word and with marks is kept, so that "ngo 281 truong
    dinh" is later shown as "Ngõ 281 Đường Trương Định".
    """
    book: dict[str, str] = {}
    for text in names:
        address = parse(text)
        if address.street:
            root = address.lane[0]
            book[root] = max(book.get(root, ""), address.street, key=_spelling_merit)
    return book


def _spelling_merit(name: str) -> tuple[int, int, str]:
    marks = sum(not c.isascii() for c in name)
    return len(name.split()), marks, name


# ---------------------------------------------------------------------------------- the street


_DATE = re.compile(r"([0-9]+) (?:thang )?([0-9]+)")


def _name_key(name: Name) -> str:
    """What a name is compared by: folded, Roman numerals as digits, no "số"."""
    return _written_key(" ".join(name.words))


@lru_cache(maxsize=16_384)  # a town has some thousand names, a list of households repeats them
def _written_key(written: str) -> str:
    words = fold(written).split()
    if words[:1] == ["so"] and len(words) > 1:
        words = words[1:]
    # Typed small, v and vi are words (Ngọc Vi).
    roman = written[-1:].isupper() or words[-1:] not in (["v"], ["vi"])
    if len(words) > 1 and words[-1] in ROMAN and roman:
        words[-1] = ROMAN[words[-1]]
    return " ".join(word.lstrip("0") or word for word in words)


def _street_key(name: Name) -> str:
    key = _name_key(name)
    if key[:1].isdigit():
        # A street called by a number or a date (Đường số 7, Phố 8/3, Đường 30 tháng 4) keeps a
        # type word, lest it be taken for an alley.
        return (name.key or "duong") + " " + _DATE.sub(r"\1-\2", key)
    # Untoned, Dương and Phó look like Đường and Phố; leaving them out of every key makes "Duong Van
    # Be" meet "Đường Dương Văn Bé".
    words = key.split()
    while len(words) > 1 and words[0] in ("duong", "pho"):
        del words[0]
    return " ".join(words)


def _shown(name: Name) -> str:
    """The name for people, with capitals where it was typed all small or all large."""
    written = " ".join(name.words)
    numbered = any(word[0].isdigit() for word in name.words)
    shouted = written.isupper() and any(len(word) > 2 for word in name.words)
    if not numbered and (written.islower() or shouted):
        words = [w if w.lower() in ROMAN and w.isupper() else w.capitalize() for w in name.words]
        written = " ".join(words)
    return f"{name.kind} {written}" if name.kind else written


def _root(p: Parts, book: Mapping[str, str]) -> tuple[str, str, list[Name], list[str]]:
    """(key of the outermost part, its name, groups within it, what is only an area)."""
    alley, street, place, village = (
        n if n and n.words else None for n in (p.alley, p.street, p.place, p.village)
    )
    groups = sorted((g for g in p.groups if g.words), key=lambda g: g.rank)
    if place and not (p.block or p.flat) and (alley or street):
        groups, place = [*groups, place], None
    chosen: Name | None = place or alley or street
    if chosen is None:
        ladder = [village, *groups] if village else groups
        if not ladder:
            return "", "", [], []
        top = ladder[0]
        assert top is not None
        root = f"{top.key}:{_name_key(top)}"
        return root, book.get(root, _shown(top)), list(filter(None, ladder[1:])), []
    left = [str(n) for n in (alley, street, place, village, *groups) if n and n is not chosen]
    if chosen is place:
        root = f"{place.key}:{_name_key(place)}"
    elif chosen is alley:
        root = f"ngo:{_name_key(alley)}"
    else:
        root = _street_key(chosen)
        if not chosen.kind and root not in book:
            known = next((k for kind in _KINDS if (k := f"{kind}:{root}") in book), None)
            if known:
                root = known
            elif len(p.steps) == 1 and p.steps[0].rank == 2 and p.steps[0].path.isalnum():
                root, chosen = f"ngo:{_name_key(chosen)}", Name("Ngõ", words=chosen.words)
    return root, book.get(root, _shown(chosen)), [], left


# ---------------------------------------------------------------------------------- alleys


_PAIR = re.compile(r"\s?[+&\-–]\s?")


def _split(path: str) -> list[str]:
    """ "281/58 / 8d" → ["281", "58", "8D"]; the two mouths of "91+93" stay together as "91-93"."""
    parts = (part.strip() for part in re.split(r"[/\\]", path))
    return [_PAIR.sub("-", part).upper().replace(" ", "") for part in parts if part]


def _number_key(number: str) -> str:
    """An alley's number as part of a lane: folded, without leading zeros."""
    return number.translate(_D).lower().lstrip("0") or "0"


_D = str.maketrans("Đđ", "Dd")


def _join(path: list[str], more: list[str]) -> list[str]:
    """Goes further in from `path`; what `more` repeats of its end is taken once."""
    for size in range(min(len(path), len(more) - 1), 0, -1):
        if path[-size:] == more[:size]:
            return path + more[size:]
    return path + more


def _alley_path(steps: list[Step]) -> list[str]:
    """The numbers from the street inward, in whatever order the alleys were written."""
    path: list[str] = []
    # Of one kind, the one written last is the outer one (hẻm 34 hẻm 12).
    for _, step in sorted(enumerate(steps), key=lambda s: (s[1].rank, -s[0])):
        numbers = _split(step.path)
        if step.kind == "Kiệt":
            numbers = [_without_letter(n) for n in numbers]
        path = _join(path, numbers)
    return path


_LETTERED = re.compile(r"[KH]([0-9]+[A-Z]?)")


def _without_letter(number: str) -> str:
    """In Đà Nẵng "K12/H5/3" is kiệt 12, hẻm 5, house 3."""
    found = _LETTERED.fullmatch(number)
    return found[1] if found else number


def _go_in(path: list[str], house: str) -> tuple[list[str], str]:
    """Follows the slashes of a house number into the alleys: the last part is the door."""
    parts = _split(house) if "/" in house or "\\" in house else []
    if len(parts) < 2:
        return path, house
    *alleys, door = [*(_without_letter(n) for n in parts[:-1]), parts[-1]]
    return _join_house(path, alleys), door


def _join_house(path: list[str], alleys: list[str]) -> list[str]:
    """Like `_join`, and a house number may repeat the whole path of its lane."""
    if path[-len(alleys) :] == alleys:
        return path
    return _join(path, alleys)


def _lane_name(p: Parts, root: str, path: list[str], names: list[str]) -> str:
    names = [name for name in names if name]
    if not path:
        return " ".join(names)
    depth = len(path) + root.startswith("ngo:")
    written = max(p.steps, key=lambda s: s.rank).kind if p.steps else ""
    if not p.steps and _LETTERED.match(p.house.upper()):
        written = "Kiệt"
    # Ngõ, ngách and hẻm follow from the depth; hẻm and kiệt are also what whole towns call theirs.
    word = written if written in ("Hẻm", "Kiệt") else ("Ngõ", "Ngách", "Hẻm")[min(depth, 3) - 1]
    return " ".join([word, "/".join(path), *names])


# ---------------------------------------------------------------------------------- the door


_FLOOR_NUMBER = re.compile(r"0*([0-9]+)([AB]?)")
_TOWER = re.compile(r"([A-ZĐ]+[0-9]*[A-Z]?)[\-–.]([0-9]{3,4}[A-Z]?)")


def _settle_flat(p: Parts) -> None:
    """A number stands for a house or a flat depending on whether a block or an estate is named."""
    if p.block is None and p.house and not p.house[0].isdigit():
        tower = _TOWER.fullmatch(p.house.upper())
        if tower and p.place and not p.flat:
            p.block, p.flat, p.house = Name(words=[tower[1]]), tower[2], ""
        elif p.flat or p.place:
            p.block, p.house = Name(words=[p.house.upper()]), ""
    elif p.block and not p.flat and re.fullmatch(r"[0-9]{3,4}[A-Za-z]?", p.house):
        p.flat, p.house = p.house, ""


def _floor(p: Parts) -> int | None:
    """The floor as written, else from the flat's number: P.1203 and 12-03 are on floor 12.

    Floors 12A and 12B, written to avoid 13 and 14, count as those.
    """
    if not (p.flat or p.floor):
        return None
    flat = p.flat.upper()
    written = p.floor.upper() or next(iter(re.split(r"[\-–.]", flat)[:-1]), "")
    if not written:
        digits = re.fullmatch(r"([0-9]{1,2}[AB]?)[0-9]{2}[A-Z]?", flat)
        written = digits[1] if digits else ""
    found = _FLOOR_NUMBER.fullmatch(written)
    if not found or len(found[1]) > 3:
        return None
    number, letter = int(found[1]), found[2]
    return number + " AB".index(letter) if letter and number == 12 else number


def _tidy_number(house: str) -> str:
    """ "12a" → "12A", "12 – 14" → "12-14"; "bis" stays small."""
    if house.isdigit():
        return house
    tidy = re.sub(r"\s?([/\\+&\-–])\s?", r"\1", house).replace("–", "-").replace("\\", "/")
    return re.sub(r"(BIS|TER)$", lambda m: m[1].lower(), tidy.upper())


def _leading_number(house: str) -> int | None:
    found = re.match(r"[0-9]{1,9}(?![0-9])", house)
    return int(found.group()) if found else None


def _house_name(
    p: Parts, house: str, block: str | None, floor: int | None, flat: str | None
) -> str:
    """ "12A", or "P.1203 CT2" with what is known of the block, the floor and the number."""
    named = ""
    if block:
        code = any(c.isdigit() for c in block) and not p.block.kind  # type: ignore[union-attr]
        named = block if code else f"{p.block.kind or 'Tòa'} {block}"  # type: ignore[union-attr]
    told = f"Tầng {p.floor}" if p.floor else ""
    door = f"Số {house}" if house and (named or told or flat) else house
    return " ".join(filter(None, [f"P.{flat}" if flat else "", told, named, door]))
