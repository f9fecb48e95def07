"""Judgements about suggestions: what they ask of a row, whom they may double, whose versions they rest
on. Pure: no database, no clock.

What is said is a plain dict by field, as it came over the wire (docs/wire.md) and as it is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple, Protocol

from tungngo.lib import addresses, text
from tungngo.lib.identity import without_numbers

Said = Mapping[str, Any]
Columns = dict[str, Any]

#: Fields of a household and of a person that somebody at the door can set right.
HOUSEHOLD_FIELDS = ("head", "house", "lane", "address")
PERSON_FIELDS = ("name", "birth_year", "sex", "relation")
#: Columns that are put back together or not at all: half an address is nobody's.
TOGETHER: tuple[frozenset[str], ...] = (
    frozenset({"address", "house", "lane_name", "lane_key", "walk_key"}),
    frozenset({"birth_year", "birth_on"}),
    frozenset({"ended_on", "ended_reason"}),
)


#: What names a row: some ids hold digits enough to look like an identity number.
_IDS = ("id", "of")


class DoorRow(Protocol):
    head_name: str
    address: str
    house: str
    lane_name: str
    lane_key: str


class PersonRow(Protocol):
    full_name: str
    birth_year: int | None
    birth_on: date | None
    sex: str
    relation: str


class Neighbour(NamedTuple):
    """A household of the same group, as a new one is compared with it."""

    id: Any
    lane_key: str
    house: str
    head_name: str


def cleaned(said: Said) -> dict[str, Any]:
    """What was said, as it is kept: composed, without identity numbers, without what is empty."""
    kept: dict[str, Any] = {}
    for name, value in said.items():
        if isinstance(value, str) and name not in _IDS:
            value = text.nfc(without_numbers(value))
        elif isinstance(value, list):
            value = [cleaned(one) for one in value]
            value = [one for one in value if one.get("name")]
        if value not in ("", None, [], {}):
            kept[name] = value
    return kept


def is_empty(about: str, said: Said, *, of_person: bool) -> bool:
    """Whether nothing is said that anybody could act on."""
    if about == "household_found":
        return not any(said.get(name) for name in ("head", "house", "address"))
    if about == "person_found":
        return not said.get("name")
    if about == "wrong":
        return not any(name in said for name in (PERSON_FIELDS if of_person else HOUSEHOLD_FIELDS))
    return False


def obstacle(about: str, *, is_ended: bool, has_twin: bool) -> str:
    """Why this cannot be written on the list: "gone", "no_twin", or empty when it can. What takes a
    row off the list that is off it already asks for nothing."""
    if about in ("wrong", "person_found", "household_found"):
        return "gone" if is_ended else ""
    if about == "double" and not is_ended and not has_twin:
        return "no_twin"
    return ""


def household_columns(row: DoorRow, said: Said) -> Columns:
    """The columns of a household that differ from what was found, with the values they should have.

    A house number or a lane alone leaves the rest of the address as it is.
    """
    wanted: Columns = {}
    if "head" in said:
        wanted["head_name"] = said["head"]
    if "address" in said:
        wanted |= _placed(addresses.parse(said["address"]), said["address"])
    elif "house" in said or "lane" in said:
        known = addresses.parse(row.address)
        lane = said.get("lane") or row.lane_name or known.lane_name
        read = addresses.parse(
            ", ".join(filter(None, [said.get("house") or row.house, lane, known.area]))
        )
        wanted |= _placed(read, ", ".join(filter(None, [str(read), read.area])))
        if "lane" not in said and row.lane_key:
            # The list may know the lane by another column than the address.
            wanted |= {"lane_key": row.lane_key, "lane_name": row.lane_name}
    return {name: value for name, value in wanted.items() if getattr(row, name) != value}


def _placed(read: addresses.Address, written: str) -> Columns:
    return {
        "address": written,
        "house": read.house,
        "lane_name": read.lane_name,
        "lane_key": read.lane_key,
        "walk_key": addresses.walk_key(read),
    }


def person_columns(row: PersonRow, said: Said) -> Columns:
    """The columns of a person that differ from what was found, with the values they should have."""
    wanted: Columns = {}
    if "name" in said:
        wanted["full_name"] = said["name"]
    if "birth_year" in said and said["birth_year"] != row.birth_year:
        # The day was of another year: it is not known any more.
        wanted |= {"birth_year": said["birth_year"], "birth_on": None}
    for name in ("sex", "relation"):
        if name in said:
            wanted[name] = said[name]
    return {name: value for name, value in wanted.items() if getattr(row, name) != value}


def written_address(said: Said) -> str:
    """The address of a household that was found, in one line."""
    if said.get("address"):
        return str(said["address"])
    return ", ".join(filter(None, [said.get("house"), said.get("lane")]))


def twin_among(new: Neighbour, others: Iterable[Neighbour]) -> Any:
    """The id of a household that may be the new one: the same door of the same lane, or a head of the
    same name, marks and case aside. None when there is none."""
    head = text.fold(new.head_name)
    for other in others:
        same_door = new.house and new.house == other.house and new.lane_key == other.lane_key
        if same_door or (head and head == text.fold(other.head_name)):
            return other.id
    return None


def is_same_person(name: str, birth_year: int | None, other: PersonRow) -> bool:
    """Whether somebody found at a door may be one who is listed there."""
    years = {birth_year, other.birth_year} - {None}
    return text.fold(name) == text.fold(other.full_name) and len(years) < 2


def is_unchanged(seen: int | None, now: int, mine: Collection[int]) -> bool:
    """Whether nobody else changed a row since the version somebody saw (None: they made it).

    `mine` are the versions that their own suggestions made: a name and then a birth year, both told
    before the phone spoke with the server, are no conflict.
    """
    first = seen or 0
    if not first <= now <= first + len(mine):
        return False
    return all(version in mine for version in range(first + 1, now + 1))


def goes_back(changes: Mapping[str, list[Any]], current: Mapping[str, Any]) -> Columns:
    """Of the columns a suggestion changed ({column: [before, after]}), those nobody changed since,
    with their values of before."""
    moved = {name for name, (_before, after) in changes.items() if current[name] != after}
    for group in TOGETHER:
        if moved & group:
            moved |= group
    return {name: before for name, (before, _after) in changes.items() if name not in moved}
