"""The phone app's own storeys: one file opens the database, one file fetches, screens are apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import PACKAGE, House, Violation

COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`\\])//[^\n]*", re.DOTALL)
OPENS = re.compile(r"\bindexedDB\b|\bnew\s+Dexie\b|\bfrom\s+['\"][^'\"]*dexie")
FETCHES = re.compile(r"(?<![\w.])fetch\s*\(|\bXMLHttpRequest\b|\bsendBeacon\b")
IMPORTED = re.compile(r"(?:\bfrom\s+|\bimport\s*\(?\s*)['\"]([^'\"]+)['\"]")
IN_THE_WORKER = "sw.js"  # a service worker answers for the pages, so it fetches


def _scripts(house: House) -> Iterator[tuple[Path, str]]:
    """The phone app's own modules with their comments taken out (line numbers kept)."""
    for path in sorted((house.root / PACKAGE / "field").rglob("*.js")):
        if "vendor" not in path.parts:
            text = path.read_text(encoding="utf-8")
            yield path, COMMENT.sub(lambda found: "\n" * found.group().count("\n"), text)


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _all(house: House, pattern: re.Pattern[str], allowed: set[str], says: str):
    for path, text in _scripts(house):
        if path.name in allowed:
            continue
        for found in pattern.finditer(text):
            where = f"{path.relative_to(house.root).as_posix()}:{_line(text, found.start())}"
            yield Violation(where, says)


def only_the_store_opens_the_database(house: House) -> Iterator[Violation]:
    """store.js alone opens IndexedDB, so that what is burnable and what is sacred stays apart."""
    return _all(
        house, OPENS, {"store.js"}, "only store.js opens IndexedDB: ask it for what you need."
    )


def only_the_wire_fetches(house: House) -> Iterator[Violation]:
    """wire.js alone talks to the server (and sw.js, which answers for pages)."""
    return _all(
        house,
        FETCHES,
        {"wire.js", IN_THE_WORKER},
        "only wire.js fetches: it knows the device's secret, failures and what to try again.",
    )


def screens_do_not_know_each_other(house: House) -> Iterator[Violation]:
    """No file of screens/ imports another of screens/."""
    for path, text in _scripts(house):
        if path.parent.name != "screens":
            continue
        for found in IMPORTED.finditer(text):
            target = found.group(1)
            sibling = target.startswith("./") or "/screens/" in target
            if sibling:
                where = f"{path.relative_to(house.root).as_posix()}:{_line(text, found.start())}"
                yield Violation(
                    where,
                    f"a screen imports {target}: move what both need out of screens/, or go there "
                    "by the app's route.",
                )
