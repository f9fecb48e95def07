"""Writes about encounters: what was seen at the doors, and the pictures that belong to it."""

from tungngo.encounters.actions.record import record, stand_up

__all__ = ["record", "stand_up"]
