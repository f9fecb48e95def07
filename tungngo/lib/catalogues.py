"""The words: each room's Vietnamese catalogue, kept complete against what code and templates say.

A text is written in English in code (`gettext`) or in a template (`{% translate %}`), and in
Vietnamese in the catalogue of the same room, `tungngo/<room>/locale/vi/LC_MESSAGES/django.po`.
Texts of the wiring lie in `tungngo/locale`. Babel does the work of the gettext programs, which a
fresh machine does not have:

    python -m tungngo.lib.catalogues update    bring new texts into the .po files
    python -m tungngo.lib.catalogues compile   make the .mo files that Django reads
    python -m tungngo.lib.catalogues check     say what is missing or wrong
"""

from __future__ import annotations

import io
import os
import re
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, PoFileParser, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
LANGUAGE = "vi"
CATALOGUE = Path("locale", LANGUAGE, "LC_MESSAGES", "django.po")
WIRING = "(wiring)"
NOT_ROOMS = {"locale", "__pycache__"}

#: No dates and no names: git knows them, and they would only collide when branches meet.
HEADER = r"""# The Vietnamese words of this room. `make words` brings in new texts.
msgid ""
msgstr ""
"Language: vi\n"
"Plural-Forms: nplurals=1; plural=0;\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""

#: What each gettext function's arguments are, in Babel's terms: (context), singular, plural.
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
NOTE_FOR_TRANSLATORS = ["Translators:"]

NAMED = re.compile(r"%\((\w+)\)[#0\- +]*[\d.]*[a-zA-Z]")
BARE = re.compile(r"(?<!%)(?:%%)*%[#0\- +]*[\d.]*([sdifrc])")
BRACED = re.compile(r"\{(\w*)[^{}]*\}")
LOWER_CASE_WORD = re.compile(r"(?<![\w/.:@-])[a-z]{2,}(?![\w/:@-])")


@dataclass(frozen=True, order=True)
class Key:
    """What gettext looks a text up by."""

    singular: str
    context: str = ""

    def __str__(self) -> str:
        shown = self.singular if len(self.singular) <= 70 else self.singular[:69] + "…"
        return f"“{shown}”" + (f" (context {self.context})" if self.context else "")


@dataclass
class Text:
    """A text somewhere in a room: its plural, the files that say it, notes for the translator."""

    plural: str = ""
    files: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, order=True)
class Problem:
    """Something to mend in a catalogue: `kind` is one word, `sentence` says what and where."""

    room: str
    kind: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.room}: {self.kind}: {self.sentence}"


class _Catalogue(Catalog):
    """A Babel catalogue that remembers what a file says twice, which Babel would quietly merge."""

    def __init__(self, **options: Any):
        self.repeated: list[str] = []
        super().__init__(**options)

    def __setitem__(self, id: Any, message: Message) -> None:
        if id and self.get(id, message.context) is not None:
            self.repeated.append(id if isinstance(id, str) else id[0])
        super().__setitem__(id, message)


# ── Which catalogues there are


def rooms(package: Path = PACKAGE) -> list[str]:
    """The rooms' names in order, with `WIRING` for the files that lie beside them."""
    found = [path.name for path in package.iterdir() if path.is_dir()]
    return [WIRING, *sorted(name for name in found if name not in NOT_ROOMS)]


def catalogue_of(room: str, package: Path = PACKAGE) -> Path:
    """Where the room's .po file lies or would lie."""
    return (package if room == WIRING else package / room) / CATALOGUE


# ── What the room says


def texts_of(room: str, package: Path = PACKAGE) -> dict[Key, Text]:
    """Every text that the room's Python files and templates mark for translation."""
    folder = package if room == WIRING else package / room
    texts: dict[Key, Text] = {}
    for path in sorted(folder.glob("*.py") if room == WIRING else folder.rglob("*")):
        inside = path.relative_to(folder).parts
        is_template = "templates" in inside and path.suffix not in {".pyc", ".woff2", ".png"}
        if "migrations" in inside or not path.is_file():
            continue
        if path.suffix == ".py" or is_template:
            _collect(path, package, texts)
    return texts


def _collect(path: Path, package: Path, texts: dict[Key, Text]) -> None:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        source = templatize(source, origin=str(path))
    found = extract(
        "python", io.BytesIO(source.encode()), KEYWORDS, NOTE_FOR_TRANSLATORS, {"encoding": "utf-8"}
    )
    for _line, said, notes, context in found:
        singular, plural = (said[0], said[1]) if isinstance(said, tuple) else (said, "")
        if not singular:
            continue
        text = texts.setdefault(Key(singular, context or ""), Text())
        text.plural = text.plural or plural
        text.files.add(path.relative_to(package.parent).as_posix())
        text.notes += [note for note in notes if note not in text.notes]


# ── Reading and writing catalogues


def read(path: Path) -> _Catalogue:
    """The catalogue in a .po file. Raises babel's PoFileError when it is not one."""
    catalogue = _Catalogue(locale=LANGUAGE, domain="django")
    with path.open("rb") as file:
        PoFileParser(catalogue, abort_invalid=True).parse(file)
    return catalogue


def update(package: Path = PACKAGE) -> list[str]:
    """Bring new texts into each room's .po file; the rooms whose file changed.

    A text that is no longer said is kept at the end of the file as a comment (`#~`), for a person
    to use or to delete. Nothing is translated by guess.
    """
    changed = []
    for room in rooms(package):
        path = catalogue_of(room, package)
        texts = texts_of(room, package)
        if not texts and not path.exists():
            continue
        template = Catalog(domain="django")
        for key, text in sorted(texts.items()):
            template.add(
                (key.singular, text.plural) if text.plural else key.singular,
                locations=[(file, 0) for file in sorted(text.files)],
                auto_comments=text.notes,
                context=key.context or None,
            )
        catalogue = read(path) if path.exists() else _Catalogue(locale=LANGUAGE, domain="django")
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        body = io.BytesIO()
        write_po(body, catalogue, width=100, include_lineno=False, omit_header=True)
        written = HEADER.encode() + body.getvalue()
        if not path.exists() or path.read_bytes() != written:
            _replace(path, written)
            changed.append(room)
    return changed


def compile_one(path: Path) -> None:
    """Make the .mo file beside a .po file, whole or not at all."""
    made = io.BytesIO()
    write_mo(made, read(path))
    _replace(path.with_suffix(".mo"), made.getvalue())


def _replace(path: Path, content: bytes) -> None:
    """Write a file so that a process reading it at this moment sees the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    number, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
        os.chmod(temporary, 0o644)  # mkstemp gives 0600, but words are for everybody
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def compile_if_stale(package: Path = PACKAGE) -> list[Path]:
    """Compile the catalogues whose .mo is missing or older than its .po; which these were.

    Costs one look at each file when nothing changed, so every start of the program may call it. In
    a folder that cannot be written to, a .mo that exists is used as it is. Raises PoFileError.
    """
    compiled = []
    for room in rooms(package):
        path = catalogue_of(room, package)
        made = path.with_suffix(".mo")
        if not path.exists() or (made.exists() and made.stat().st_mtime >= path.stat().st_mtime):
            continue
        try:
            compile_one(path)
        except OSError:  # not allowed, a disk mounted for reading only, or a full one
            if not made.exists():
                raise
            continue
        compiled.append(path)
    return compiled


# ── Checking


def check(package: Path = PACKAGE) -> list[Problem]:
    """Everything that is missing or wrong in the catalogues, in order; empty when all is well."""
    problems: list[Problem] = []
    said: dict[Key, dict[str, str]] = {}
    for room in rooms(package):
        path = catalogue_of(room, package)
        texts = texts_of(room, package)
        if not path.exists():
            problems += [
                Problem(room, "missing", f"{key} has no catalogue: run `make words`.")
                for key in sorted(texts)
            ]
            continue
        try:
            catalogue = read(path)
        except PoFileError as error:
            problems.append(Problem(room, "unreadable", f"{path.name}: {error}"))
            continue
        problems += _problems_of(room, texts, catalogue)
        for message in catalogue:
            if message.id and message.string:
                key = Key(_first(message.id), message.context or "")
                said.setdefault(key, {})[room] = _first(message.string)
    problems += [
        Problem(
            next(iter(by_room)),
            "two translations",
            f"{key} is translated differently in {', '.join(by_room)}, and Django will show one of "
            "them everywhere: agree on one, or tell them apart with pgettext.",
        )
        for key, by_room in said.items()
        if len(set(by_room.values())) > 1
    ]
    return sorted(problems)


def _first(said: Any) -> str:
    return said[0] if isinstance(said, (tuple, list)) else said


def _problems_of(room: str, texts: dict[Key, Text], catalogue: _Catalogue) -> Iterator[Problem]:
    """What is wrong in one room."""
    entries = {Key(_first(m.id), m.context or ""): m for m in catalogue if m.id}
    for key in sorted(texts.keys() - entries.keys()):
        files = ", ".join(sorted(texts[key].files))
        yield Problem(room, "missing", f"{key} from {files}: run `make words`, then translate it.")
    for key in sorted(entries.keys() - texts.keys()):
        yield Problem(room, "obsolete", f"{key} is said nowhere in this room: delete it.")
    for old in catalogue.obsolete.values():
        yield Problem(room, "obsolete", f"{Key(_first(old.id))} is commented out: delete it.")
    for singular in catalogue.repeated:
        yield Problem(room, "repeated", f"{Key(singular)} stands twice in the file.")
    for key in sorted(entries.keys() & texts.keys()):
        message = entries[key]
        if not all(_strings(message.string)):
            yield Problem(room, "missing", f"{key} is not translated.")
            continue
        if message.fuzzy:
            yield Problem(room, "fuzzy", f"{key} is marked fuzzy: look at it, remove the mark.")
        if bool(texts[key].plural) != isinstance(message.id, (tuple, list)):
            yield Problem(room, "missing", f"{key} has or has no plural: run `make words`.")
        for string in _strings(message.string):
            for kind, sentence in wrong_with(key.singular, texts[key].plural, string):
                yield Problem(room, kind, f"{key}: {sentence}")


def _strings(string: Any) -> list[str]:
    return list(string) if isinstance(string, (tuple, list)) else [string]


def placeholders(text: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The named placeholders of a text (``%(x)s``, ``{x}``), and the nameless (``%s``) in order."""
    named = {f"%({name})" for name in NAMED.findall(text)}
    named |= {f"{{{name}}}" for name in BRACED.findall(text)}
    return frozenset(named), tuple(BARE.findall(text))


def wrong_with(singular: str, plural: str, translated: str) -> Iterator[tuple[str, str]]:
    """What is wrong with one translation, as (kind, sentence). Judges the text alone.

    With a plural, the translation may say what either form says ("one door" has no number), but
    must say what the plural says: Vietnamese has one form for both.
    """
    named, bare = placeholders(plural or singular)
    allowed = named | placeholders(singular)[0]
    named_there, bare_there = placeholders(translated)
    if lost := named - named_there:
        yield "placeholders", f"the translation lost {', '.join(sorted(lost))}."
    if strange := named_there - allowed:
        yield "placeholders", f"the translation has {', '.join(sorted(strange))} of its own."
    if bare != bare_there:
        yield "placeholders", "the translation has other %s or %d, or in another order."
    if unicodedata.normalize("NFC", translated) != translated:
        yield "not NFC", "write the Vietnamese letters as one sign each (NFC)."
    if translated == singular and len(LOWER_CASE_WORD.findall(singular)) >= 2:
        yield "not translated", "the translation is the English text."
    if (translated[:1].isspace(), translated[-1:].isspace()) != (
        singular[:1].isspace(),
        singular[-1:].isspace(),
    ):
        yield "spaces", "begin and end with a space or a new line as the English text does."


# ── The command line


def _report(problems: Iterable[Problem]) -> int:
    found = list(problems)
    for problem in found:
        print(problem)
    if found:
        print(f"{len(found)} to mend in the catalogues.", file=sys.stderr)
    return 1 if found else 0


def main(arguments: list[str]) -> int:
    """Run `update`, `compile` or `check`; the exit code."""
    match arguments:
        case ["update"]:
            changed = update()
            print(f"Changed: {', '.join(changed)}." if changed else "Nothing new.")
            return 0
        case ["compile"]:
            try:
                compile_if_stale()
            except PoFileError as error:
                print(f"A catalogue cannot be read: {error}", file=sys.stderr)
                return 1
            except PermissionError as error:
                print(
                    f"The words cannot be compiled, {error.filename} may not be written: "
                    "run this once as the owner of the folder.",
                    file=sys.stderr,
                )
                return 1
            return 0
        case ["check"]:
            return _report(check())
    print("Say update, compile or check.", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
