"""What a template shows goes through the catalogue, and nothing in it runs or styles by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from django.template.base import Lexer, TokenType

from tests.house.tree import PACKAGE, House, Violation

#: Names that are the same in every language.
NAMES = {"Từng Ngõ", "Tiếng Việt", "English", "VNeID", "VssID", "QR", "Excel", "CSV", "XLSX"}
WORD = re.compile(r"[^\W\d_]{2,}")
READ_ALOUD = {"alt", "title", "placeholder", "aria-label"}
NOT_READ = {"script", "style", "code", "svg"}
WITHOUT_END = {"br", "hr", "img", "input", "link", "meta", "source", "wbr", "area", "base", "col"}
#: Blocks that look/page.html puts into an attribute, where nobody reads them.
IN_ATTRIBUTES = re.compile(r"\{% block (?:density|home) %\}[^{]*\{% endblock %\}")
#: A script or style in the page itself, or an attribute that is one. Data in a script runs nowhere.
WRITTEN_IN = re.compile(
    r"<script(?![^>]*\s(?:src=|type=.application/json))[^>]*>|<style\b|\sstyle=|\son[a-z]+=\""
)
#: A plain script of the desk that nobody else wrote.
PLAIN = re.compile(r"<script(?![^>]*type=.module)[^>]*'(desk/(?!\w+/vendor)[\w/]+\.js)'")
TRANSLATED_BLOCKS = {"blocktranslate", "blocktrans", "comment"}


def templates_speak_through_the_catalogue(house: House) -> Iterator[Violation]:
    """No words stand bare in a template, unless their element says `lang="…"` of them."""
    for path in sorted((house.root / PACKAGE).rglob("templates/**/*.html")):
        reader = _Reader()
        reader.feed(_bare(path.read_text(encoding="utf-8")))
        for line, words in reader.found:
            yield Violation(
                f"{path.relative_to(house.root).as_posix()}:{line}",
                f"“{words}” stands bare: write {{% translate %}}; or, when it is meant to be in "
                'one language for everybody, say so with lang="…" on its element.',
            )


def pages_hold_no_script_and_no_style(house: House) -> Iterator[Violation]:
    """Scripts and styles are files: the policy of every page (tungngo/policy.py) refuses others."""
    for path in sorted((house.root / PACKAGE).rglob("templates/**/*.html")):
        source = path.read_text(encoding="utf-8")
        for found in WRITTEN_IN.finditer(source):
            line = source.count("\n", 0, found.start()) + 1
            yield Violation(
                f"{path.relative_to(house.root).as_posix()}:{line}",
                f"“{found.group().strip()}” is refused by the policy: put it into a file under static/.",
            )


def scripts_of_the_desk_are_modules(house: House) -> Iterator[Violation]:
    """A script of ours is a module: two plain ones on a page share their names, and one of them dies."""
    for path in sorted((house.root / PACKAGE).rglob("templates/**/*.html")):
        for found in PLAIN.findall(path.read_text(encoding="utf-8")):
            yield Violation(
                path.relative_to(house.root).as_posix(),
                f'{found} shares its names with every other script of the page: type="module".',
            )


def _bare(source: str) -> str:
    """The template without its tags and what they translate; line numbers stay."""
    parts: list[str] = []
    hidden = 0
    for token in Lexer(IN_ATTRIBUTES.sub("", source)).tokenize():
        lines = "\n" * token.contents.count("\n")
        if token.token_type == TokenType.BLOCK:
            name = token.contents.split()[0]
            hidden += name in TRANSLATED_BLOCKS
            hidden -= name.removeprefix("end") in TRANSLATED_BLOCKS and name.startswith("end")
            parts.append(f" {lines}")
        elif token.token_type == TokenType.TEXT and not hidden:
            parts.append(token.contents)
        else:
            parts.append(f"0{lines}")
    return "".join(parts)


class _Reader(HTMLParser):
    """Collects the words people would see or hear: `found` holds (line, words)."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, bool]] = []
        self.found: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        language = (given.get("lang") or "").strip(" 0")
        silent = tag in NOT_READ or bool(language) or any(s for _tag, s in self.open)
        for name, value in given.items():
            if name in READ_ALOUD and value and not silent:
                self._hear(value)
        if tag not in WITHOUT_END:
            self.open.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        # Branches of {% if %} may open an element twice; close down to the last one of that name.
        for number in range(len(self.open) - 1, -1, -1):
            if self.open[number][0] == tag:
                del self.open[number:]
                return

    def handle_data(self, data: str) -> None:
        if not any(silent for _tag, silent in self.open):
            self._hear(data)

    def _hear(self, words: str) -> None:
        left = words
        for name in NAMES:
            left = left.replace(name, "")
        if WORD.search(left):
            self.found.append((self.getpos()[0], " ".join(words.split())[:60]))
