"""Language tags of packs, which are made for whoever needs them: any well-formed tag is taken."""

from __future__ import annotations

from tungngo.lib import language_tags
from tungngo.lib.problems import Refused


def language_tag(written: str) -> str:
    """A language tag in its usual spelling. Raises Refused `guide.language_unreadable`."""
    try:
        return language_tags.language_tag(written)
    except ValueError as wrong:
        raise Refused("guide.language_unreadable", "", {"written": written}) from wrong
