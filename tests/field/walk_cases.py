"""Corrected walks: one table for the server (territory/walk_order.py) and the phone (walk.js)."""

from __future__ import annotations

from typing import Any

#: (what it is, sequence, wanted, what comes out)
REFILLS: list[tuple[str, str, str, str]] = [
    ("nothing wanted", "abcde", "", "abcde"),
    ("all of it", "abcde", "edcba", "edcba"),
    ("one taken forward", "abcde", "dabc", "dabce"),
    ("a part keeps its places", "abcde", "eb", "aecdb"),
    ("what is gone since is passed over", "abc", "xcya", "cba"),
    ("named twice", "abc", "caca", "cba"),
    ("nobody there", "", "ab", ""),
]

#: Doors by address: a street up the odd side and back, an alley at its mouth.
STREET = [
    ["s1", "street"],
    ["s3", "street"],
    ["a1", "alley"],
    ["a2", "alley"],
    ["s5", "street"],
    ["b1", ""],
]

#: (what it is, lanes, doors by lane, what comes out)
WALKS: list[tuple[str, list[str], dict[str, list[str]], list[str]]] = [
    ("untouched", [], {}, ["s1", "s3", "a1", "a2", "s5", "b1"]),
    ("a lane is walked whole once lanes are moved", ["alley", "street"], {},
     ["a1", "a2", "s1", "s3", "s5", "b1"]),
    ("doors of one lane, the others between them", [], {"street": ["s5", "s1"]},
     ["s5", "s3", "a1", "a2", "s1", "b1"]),
    ("lanes and doors", ["", "alley"], {"alley": ["a2", "a1"]},
     ["s1", "s3", "s5", "b1", "a2", "a1"]),
    ("a door of another lane is not drawn in", [], {"alley": ["a2", "s1", "a1"]},
     ["s1", "s3", "a2", "a1", "s5", "b1"]),
    ("a lane that is gone", ["gone", "alley", "street"], {"gone": ["s1"]},
     ["a1", "a2", "s1", "s3", "s5", "b1"]),
]  # fmt: skip


def door(id_: str, place: int, **more: Any) -> dict[str, Any]:
    """A door of the phone as far as walking goes."""
    return {"id": id_, "path": "01.00322.07.", "lane_key": "", "place": place, "priority": 0} | more
