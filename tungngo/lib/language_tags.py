"""Language tags (BCP 47): which are well formed, and how they are written."""

from __future__ import annotations

import re

LONGEST = 35
_WELL_FORMED = re.compile(
    r"""
    (?: [a-z]{2,3} (?: -[a-z]{3} ){0,3} | [a-z]{4,8} )    # language, with extended language
    (?: -[a-z]{4} )?                                      # script
    (?: - (?: [a-z]{2} | [0-9]{3} ) )?                    # region
    (?: - (?: [a-z0-9]{5,8} | [0-9][a-z0-9]{3} ) )*       # variants
    (?: - [a-wyz0-9] (?: -[a-z0-9]{2,8} )+ )*             # extensions
    (?: -x (?: -[a-z0-9]{1,8} )+ )?                       # private use
    | x (?: -[a-z0-9]{1,8} )+
    """,
    re.IGNORECASE | re.VERBOSE,
)


def language_tag(written: str) -> str:
    """A language tag in its usual spelling: `BLT-tavt` becomes `blt-Tavt`.

    Any tag that RFC 5646 (BCP 47) calls well formed is taken, also of a language no catalogue
    lists. ValueError for anything else.
    """
    tag = written.strip().replace("_", "-")
    if len(tag) > LONGEST or not _WELL_FORMED.fullmatch(tag):
        raise ValueError(f"no language tag: {written!r}")
    parts = tag.lower().split("-")
    usual = parts[:1]
    for part in parts[1:]:
        single = any(len(before) == 1 for before in usual)
        if not single and len(part) == 2:
            part = part.upper()
        elif not single and len(part) == 4 and part.isalpha():
            part = part.title()
        usual.append(part)
    return "-".join(usual)
