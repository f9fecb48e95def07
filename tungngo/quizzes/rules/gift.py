"""Moodle's GIFT, read strictly and written so that it reads back the same. Pure.

The format as Moodle documents it: questions stand apart by blank lines; `//` begins a comment, which may
carry `[id:…]` and `[tag:…]`; then `::title::`, `[format]` and the text, and in braces the answers: `=`
right, `~` wrong, `%50%` a weight, `#` feedback, `####` feedback on the whole; `{T}` and `{F}`; words after
the braces make a gap; `>` begins Moodle's ordering question, an item a line. A backslash stands before
~ = # { } : and itself.

Three tags are ours: `skill:<code>`, `level:<1–4>`, `kind:observation` (every choice is a step to see). A
picture is an `<img>` of HTML whose source names one of ours. What we do not mark (short answers, numbers,
matching, essays) is refused, never bent into something else.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from html.parser import HTMLParser

from tungngo.quizzes.rules.questions import (
    KEY,
    ONE_RIGHT,
    Choice,
    Fault,
    Kind,
    Place,
    Question,
    Reading,
    faults_of,
    faults_together,
    key_of,
    tidy,
)

#: What a backslash may stand before → what stands for it while a question is taken apart.
_MASKS = {letter: chr(0x10 + place) for place, letter in enumerate("\\~=#{}:n")}
_UNMASKED = str.maketrans({mask: " " if one == "n" else one for one, mask in _MASKS.items()})
_CONTROL = str.maketrans(dict.fromkeys([*range(9), *range(11, 32)], " "))
_ESCAPED = re.compile(r"\\([\\~=#{}:n])")
_FORMAT = re.compile(r"\s*\[(html|plain|moodle|markdown)\]")
_WEIGHT = re.compile(r"\s*%(-?\d+(?:\.\d+)?)%")
_TRUTH = re.compile(r"(T|TRUE|F|FALSE)\s*(#.*)?", re.DOTALL)
_TAG = re.compile(r"\[(id|tag):([^\]]+)\]")
_ORDERING_HEAD = re.compile(r">[\w \t]*")
_GAP = "_____"
#: Words of `{T}` and `{F}` in the language of the bank.
_TRUTHS = {"vi": ("Đúng", "Sai")}


class _Wrong(Exception):
    """A question cannot be read: the code, and how many letters into the block."""

    def __init__(self, code: str, at: int = 0, **details: object):
        super().__init__(code)
        self.code, self.at, self.details = f"gift.{code}", at, details


class _Html(HTMLParser):
    """The words of an HTML text, and the picture it shows."""

    KNOWN = {"p", "br", "span", "div", "b", "i", "em", "strong"}

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.picture = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "img":
            source = (given.get("src") or "").rpartition("/")[2]
            self.picture = source.rpartition(".")[0] or source
            self.words.append(given.get("alt") or "")
        elif tag not in self.KNOWN:
            raise _Wrong("html_unknown", tag=tag)
        self.words.append(" ")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(text: str, language: str = "en", skills: Iterable[str] | None = None) -> Reading:
    """The questions of a GIFT text, each fault with its line. `language` is the bank's."""
    reading = Reading()
    found: list[tuple[Question, Place]] = []
    known = set(skills) if skills is not None else None
    for first, lines in _blocks(text):
        block = _Block(first, lines, language, reading.notes)
        if not block.text.strip():
            continue
        try:
            question = block.question()
        except _Wrong as wrong:
            place = Place(block.line_at(wrong.at))
            reading.faults.append(Fault(wrong.code, place, wrong.details))
            continue
        place = Place(block.line_at(0))
        reading.faults += faults_of(question, place, known)
        found.append((question, place))
    reading.questions = [question for question, _place in found]
    if not reading.faults or found:
        reading.faults += faults_together(found)
    reading.faults.sort(key=lambda fault: fault.place.line)
    return reading


def _blocks(text: str) -> Iterable[tuple[int, list[str]]]:
    """Lines between blank ones, and the number of the first, from 1."""
    first, lines = 1, list[str]()
    split = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate([*split, ""], 1):
        if line.strip():
            first = first if lines else number
            lines.append(line.translate(_CONTROL))
        elif lines:
            yield first, lines
            lines = []


class _Block:
    """One question on its way through."""

    def __init__(self, first: int, lines: list[str], language: str, notes: list[Fault]) -> None:
        self.language, self.notes = language, notes
        self.tags: dict[str, str] = {}
        kept: list[tuple[int, str]] = []
        for number, line in enumerate(lines, first):
            if line.lstrip().startswith("//"):
                self._comment(line)
            elif line.lstrip().startswith("$CATEGORY:"):
                notes.append(Fault("gift.category_not_kept", Place(number)))
            else:
                kept.append((number, line))
        self.numbers = [number for number, _line in kept] or [first]
        joined = "\n".join(line for _number, line in kept)
        self.text = _ESCAPED.sub(lambda found: _MASKS[found[1]], joined)

    def _comment(self, line: str) -> None:
        for sort, said in _TAG.findall(line):
            name, colon, value = said.partition(":")
            if sort == "id":
                self.tags["id"] = said.strip()
            elif colon and name in {"skill", "level", "kind"}:
                self.tags[name] = value.strip()

    def line_at(self, offset: int) -> int:
        """The line of the file on which a letter of the block stands."""
        return self.numbers[min(self.text.count("\n", 0, offset), len(self.numbers) - 1)]

    def note(self, code: str, at: int) -> None:
        self.notes.append(Fault(f"gift.{code}", Place(self.line_at(at))))

    def question(self) -> Question:
        """The question. Raises _Wrong."""
        title, begins = self._title()
        text, picture, body, at = self._parts(begins)
        if picture:
            raise _Wrong("picture_in_text", begins)
        why, at_why = "", body.find("####")
        if at_why >= 0:
            why, _none = self._plain(body[at_why + 4 :], at + at_why)
            body = body[:at_why]
        kind, choices = self._answers(body, at)
        level = self.tags.get("level", "0")
        if not (level.isascii() and level.isdigit()):
            raise _Wrong("level_unreadable", written=level)
        if self.tags.get("kind") == Kind.OBSERVATION and kind != Kind.ORDERING:
            kind = Kind.OBSERVATION
            choices = tuple(Choice(one.text) for one in choices)
        title_as_key = title if KEY.fullmatch(title) else ""
        return Question(
            key=self.tags.get("id") or title_as_key or key_of(text),
            kind=kind,
            text=text,
            choices=choices,
            skill=self.tags.get("skill", ""),
            level=int(level),
            why=why,
        )

    def _title(self) -> tuple[str, int]:
        """What stands between `::` and `::`, and where the text begins."""
        start = len(self.text) - len(self.text.lstrip())
        if not self.text.startswith("::", start):
            return "", start
        end = self.text.find("::", start + 2)
        if end < 0:
            raise _Wrong("title_open", start)
        return _words(self.text[start + 2 : end]), end + 2

    def _parts(self, begins: int) -> tuple[str, str, str, int]:
        """Text, a picture in it, what stands in the braces, and where that begins."""
        opens = self.text.find("{", begins)
        closes = self.text.find("}", begins)
        if opens < 0:
            raise _Wrong("brace_missing" if closes < 0 else "brace_stray", max(closes, begins))
        if closes < opens:
            raise _Wrong("brace_stray" if closes >= 0 else "brace_open", max(closes, opens))
        for stray in "{}":
            again = self.text.find(stray, opens + 1 if stray == "{" else closes + 1)
            if again >= 0:
                raise _Wrong("brace_stray", again)
        text, picture = self._plain(self.text[begins:opens], begins)
        if (tail := self.text[closes + 1 :]).strip():
            text = tidy(f"{text} {_GAP} {_words(tail)}")
        return text, picture, self.text[opens + 1 : closes], opens + 1

    def _plain(self, masked: str, at: int) -> tuple[str, str]:
        """A text without its format, and the picture in it."""
        form = _FORMAT.match(masked)
        text = masked[form.end() :] if form else masked
        text = text.translate(_UNMASKED)
        if not form or form[1] != "html":
            return tidy(text), ""
        reader = _Html()
        try:
            reader.feed(text)
            reader.close()
        except _Wrong as wrong:
            wrong.at = at
            raise
        return tidy("".join(reader.words)), reader.picture

    def _answers(self, body: str, at: int) -> tuple[Kind, tuple[Choice, ...]]:
        said = body.strip()
        if not said:
            raise _Wrong("kind_unread", at, kind="essay")
        if said.startswith("#"):
            raise _Wrong("kind_unread", at, kind="numerical")
        if said.startswith(">"):
            return Kind.ORDERING, self._items(body, at)
        if truth := _TRUTH.fullmatch(said):
            if truth[2]:
                self.note("feedback_not_kept", at)
            words = _TRUTHS.get(self.language.split("-")[0], ("True", "False"))
            is_true = truth[1].startswith("T")
            return Kind.SINGLE, (Choice(words[0], is_true), Choice(words[1], not is_true))
        if said[0] not in "=~":
            raise _Wrong("answer_unmarked", at)
        if "~" not in said:
            sort = "matching" if "->" in said else "short answer"
            raise _Wrong("kind_unread", at, kind=sort)
        return self._choices(body, at)

    def _items(self, body: str, at: int) -> tuple[Choice, ...]:
        head, newline, rest = body.lstrip().partition("\n")
        if not newline or not _ORDERING_HEAD.fullmatch(head.strip()):
            raise _Wrong("ordering_head", at)
        items = [self._plain(line, at)[0] for line in rest.split("\n") if line.strip()]
        return tuple(Choice(item) for item in items)

    def _choices(self, body: str, at: int) -> tuple[Kind, tuple[Choice, ...]]:
        marked: list[bool] = []
        weights: list[float] = []
        said: list[tuple[str, str]] = []
        for found in re.finditer(r"([=~])([^=~]*)", body):
            rest, here = found[2], at + found.start()
            weight = _WEIGHT.match(rest)
            rest = rest[weight.end() :] if weight else rest
            rest, has_feedback, _feedback = rest.partition("#")
            if has_feedback:
                self.note("feedback_not_kept", here)
            marked.append(found[1] == "=")
            weights.append(float(weight[1]) if weight else 0.0)
            said.append(self._plain(rest, here))
        is_multiple = not any(marked) and any(weight > 0 for weight in weights)
        worth = {weight for weight in weights if weight > 0}
        # Shares of the right ones are ours to give; a share for a wrong one is credit we do not give.
        if len(worth) > 1 if is_multiple else worth - {100.0}:
            self.note("weights_not_kept", at)
        right = [weight > 0 for weight in weights] if is_multiple else marked
        choices = tuple(
            Choice(text, is_right, picture)
            for (text, picture), is_right in zip(said, right, strict=True)
        )
        if is_multiple:
            return Kind.MULTIPLE, choices
        return Kind.PICTURE if any(one.picture for one in choices) else Kind.SINGLE, choices


def _words(masked: str) -> str:
    return tidy(masked.translate(_UNMASKED))


# ------------------------------------------------------------------------------------------- writing


def write(questions: Iterable[Question], head: str = "") -> str:
    """Questions as a GIFT text that reads back the same; `head` goes on top as a comment."""
    blocks = [f"// {tidy(head)}"] if head else []
    return "\n\n".join([*blocks, *map(_written, questions)]) + "\n"


def _written(question: Question) -> str:
    tags = [f"[id:{question.key}]"]
    tags += [f"[tag:skill:{question.skill}]"] if question.skill else []
    tags += [f"[tag:level:{question.level}]"] if question.level else []
    tags += ["[tag:kind:observation]"] if question.kind == Kind.OBSERVATION else []
    lines = [f"// {' '.join(tags)}", f"::{_escaped(question.key)}::{_formatted(question.text)} {{"]
    if question.kind == Kind.ORDERING:
        lines[-1] += f">{len(question.choices)} ALL VERTICAL ABSOLUTE_POSITION"
        lines += [_formatted(one.text) for one in question.choices]
    else:
        lines += [
            f"\t{mark}{_choice(one)}"
            for mark, one in zip(_marks(question), question.choices, strict=True)
        ]
    lines += [f"\t####{_formatted(question.why)}"] if question.why else []
    return "\n".join([*lines, "}"])


def _marks(question: Question) -> list[str]:
    if question.kind in ONE_RIGHT:
        return ["=" if one.right else "~" for one in question.choices]
    is_right = [one.right or question.kind == Kind.OBSERVATION for one in question.choices]
    right, wrong = is_right.count(True), is_right.count(False)
    worth, cost = f"{100 / max(right, 1):.5f}", f"{-100 / max(wrong, 1):.5f}"
    return [f"~%{worth if mine else cost}%" for mine in is_right]


def _choice(choice: Choice) -> str:
    if not choice.picture:
        return _formatted(choice.text)
    words = html.escape(choice.text, quote=True)
    return "[html]" + _escaped(f'<img src="{choice.picture}.svg" alt="{words}">')


def _formatted(text: str) -> str:
    """Escaped, and said to be plain where its beginning could be taken for something else."""
    return ("[plain]" if text.startswith(("//", "[", "%", "$", ">")) else "") + _escaped(text)


def _escaped(text: str) -> str:
    return re.sub(r"([\\~=#{}:])", r"\\\1", text)
