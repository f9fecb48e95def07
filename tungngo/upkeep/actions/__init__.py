"""Writes that keep lists and groups true. What is asked for was found through a reach; whether the actor
may do it is asked at the door."""

from tungngo.upkeep.actions.doubles import merge_households, merge_people, undo_doubling

__all__ = ["merge_households", "merge_people", "undo_doubling"]
