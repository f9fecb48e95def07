"""Writes that keep lists and groups true. What is asked for was found through a reach; whether the actor
may do it is asked at the door."""

from tungngo.upkeep.actions.areas import (
    ask_change,
    do_due,
    undo_change,
)
from tungngo.upkeep.actions.doubles import merge_households, merge_people, undo_doubling
from tungngo.upkeep.actions.erasing import erase_merges, forget_merges

__all__ = [
    "ask_change",
    "do_due",
    "erase_merges",
    "forget_merges",
    "merge_households",
    "merge_people",
    "undo_change",
    "undo_doubling",
]
