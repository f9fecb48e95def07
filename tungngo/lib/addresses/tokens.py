"""Cuts an address into words, numbers and stops."""

import re

from tungngo.lib.addresses.words import GLUED

_CODE = r"[A-Za-zĐđ]*[0-9][0-9A-Za-zĐđ]*"
_TOKEN = re.compile(
    rf"(?P<num>{_CODE}(?:(?:\s?[/\\+&]\s?|[.\-–]){_CODE}|\s[\-–]\s[0-9]+[A-Za-z]?(?!\w))*)"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*\.?)"
    r"|(?P<aside>\([^()]*\)?|\[[^\[\]]*\]?)"
    r"|(?P<stop>[,;|\-–])"
    r"|(?P<other>[^\s.:/\\]+?(?=[\w\s,;.(\[]|$))"
)
_GLUED = re.compile(r"([A-Za-z]+)([0-9].*)", re.DOTALL)

Token = tuple[str, str, str]
STOP: Token = ("stop", "", "")


def tokens(text: str) -> list[Token]:
    """(kind, as written, lower case without the dot) of each word, number and stop."""
    found_tokens: list[Token] = []
    for found in _TOKEN.finditer(text):
        kind, raw = found.lastgroup or "", found.group()
        if kind == "num" and not raw[0].isdigit():
            glued = _GLUED.match(raw)
            if glued and glued[1].lower() in GLUED:
                found_tokens.append(("word", glued[1], glued[1].lower()))
                found_tokens.append(("num", glued[2], glued[2].lower()))
                continue
        found_tokens.append((kind, raw, raw.lower().rstrip(".") if kind == "word" else ""))
    return found_tokens
