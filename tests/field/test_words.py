"""The phone's two dictionaries say the same things, and nothing is asked for that they lack."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

FIELD = Path(__file__).resolve().parents[2] / "tungngo" / "field" / "static" / "field"
SOURCES = [path for path in FIELD.rglob("*.js") if "vendor" not in path.parts]
ASKED = re.compile(
    r"\bt\(\s*(?:[^\"`()]{0,40}\?\s*)?\"([a-z_.0-9]+)\"(?:\s*:\s*\"([a-z_.0-9]+)\")?"
)
FAMILIES = re.compile(r"\bt\(`([a-z_.]+[._])\$\{|\bnamed\(\"([a-z_.]+)\"")
PLACES = re.compile(r"\{(\w+)\}")


def book(language: str) -> dict[str, str | dict[str, str]]:
    words = read(FIELD / f"words.{language}.js")
    for path in sorted(FIELD.glob("later/*/words.js")):
        own = read(path)[language]
        assert not own.keys() & words.keys(), f"{path} says again what another book says"
        words |= own
    return words


def read(path: Path) -> dict:
    """What a book exports: strict JSON after its first two words."""
    text = path.read_text(encoding="utf-8")
    return json.loads(text.partition("export default ")[2].rstrip().rstrip(";"))


def places(words: str | dict[str, str]) -> set[str]:
    said = words.values() if isinstance(words, dict) else [words]
    return {place for one in said for place in PLACES.findall(one)}


@pytest.fixture(scope="module")
def asked() -> tuple[set[str], set[str]]:
    """Keys asked for by name, and beginnings of those put together from a code."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)
    keys = {key for pair in ASKED.findall(text) for key in pair if key}
    families = {
        first or f"{second}." for first, second in FAMILIES.findall(text) if first or second
    }
    return keys, families


def test_both_languages_have_the_same_keys() -> None:
    assert book("vi").keys() == book("en").keys()


def test_both_languages_fill_in_the_same_places() -> None:
    vi, en = book("vi"), book("en")
    differing = {key for key in vi if places(vi[key]) != places(en[key])}
    assert not differing


def test_every_sentence_is_there_and_says_something() -> None:
    for language in ("vi", "en"):
        for key, words in book(language).items():
            said = list(words.values()) if isinstance(words, dict) else [words]
            assert all(one.strip() for one in said), key
            assert not isinstance(words, dict) or "other" in words, key


def test_nothing_is_asked_for_that_is_missing(asked: tuple[set[str], set[str]]) -> None:
    keys, families = asked
    assert len(keys) > 80, "the pattern no longer finds what the screens say"
    words = book("vi")
    assert not keys - words.keys()
    assert not {one for one in families if not any(key.startswith(one) for key in words)}


def test_nothing_is_kept_that_nobody_says(asked: tuple[set[str], set[str]]) -> None:
    _keys, families = asked
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in SOURCES if "words" not in path.stem
    )
    unused = {key for key in book("vi") if f'"{key}"' not in text}
    assert not {key for key in unused if not key.startswith(tuple(families))}


def test_words_of_the_server_are_known(db: None) -> None:
    """Codes the server sends as they are have words here."""
    from tungngo.encounters.models import Result
    from tungngo.territory.listing.words import RELATIONS
    from tungngo.territory.rules import REASON_WEIGHTS

    wanted = {f"result.{code}" for code in Result.values}
    wanted |= {f"result.{code}.done" for code in Result.values}
    wanted |= {f"reason.{code}" for code in REASON_WEIGHTS}
    wanted |= {f"relation.{code}" for code in (*RELATIONS.values(), "other")}
    assert not wanted - book("vi").keys()
