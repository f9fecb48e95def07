"""Writes about encounters: what was seen at the doors, and the pictures that belong to it."""

from tungngo.encounters.actions.erasing import erase_words, forget_places, forget_words
from tungngo.encounters.actions.photos import forget_photos, note_photo_seen, take_piece
from tungngo.encounters.actions.record import fold_again, record

__all__ = [
    "erase_words",
    "fold_again",
    "forget_photos",
    "forget_places",
    "forget_words",
    "note_photo_seen",
    "record",
    "take_piece",
]
