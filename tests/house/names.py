"""Names, sizes, and tests that test."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import House, Violation, dotted

SAY_NOTHING = {
    *("util", "utils", "helper", "helpers", "common", "core", "base", "misc"),
    *("manager", "managers", "handler", "handlers"),
}
#: Names that somebody else has given, each with the reason.
GIVEN = {"tungngo/lib/sqlite/base.py": "Django looks for a database back end under this name"}
OWNED_BY_OTHERS = {"request", "response", "session", "message", "case", "test", "form", "signal"}
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
MOST_LINES = 500
COUNTED = {".py", ".html", ".css", ".js", ".sh", ""}
NOT_COUNTED = {"migrations", "vendor", "data", "locale", "__pycache__", ".work"}
WRITTEN_BY_US = ("tungngo", "tests", "scripts", "benchmarks")


def _files(root: Path) -> Iterator[Path]:
    for folder in WRITTEN_BY_US:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and not NOT_COUNTED & set(path.relative_to(root).parts):
                yield path


def names_say_something(house: House) -> Iterator[Violation]:
    """No file, folder or class is called utils, helpers, common, core, base, misc, manager …"""
    seen: set[Path] = set()
    for path in _files(house.root / "."):
        relative = path.relative_to(house.root)
        for part in (relative, *relative.parents):
            given = part.as_posix() in GIVEN
            if (
                part not in seen
                and not given
                and set(re.split(r"[_.\-]", part.stem.lower())) & SAY_NOTHING
            ):
                yield Violation(
                    part.as_posix(),
                    "this name says nothing of what is inside: name it after its subject.",
                )
            seen.add(part)
    for source in house.sources:
        if source.is_migration:
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ClassDef):
                words = {word.lower() for word in WORD.findall(node.name)}
                if words & SAY_NOTHING:
                    yield Violation(
                        source.at(node),
                        f"the class name {node.name} says nothing of what it is: use a noun of "
                        "docs/glossary.md.",
                    )


def names_are_our_own(house: House) -> Iterator[Violation]:
    """Django, HTTP and pytest own request, response, session, message, case, test, form, signal."""
    for source in house.sources:
        if source.is_migration:
            continue
        if source.path.stem in OWNED_BY_OTHERS:
            yield Violation(
                source.relative, f"{source.path.stem} is a word of Django, HTTP or pytest."
            )
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.ClassDef):
                continue
            words = [word.lower() for word in WORD.findall(node.name)]
            model = source.drawer == "models"
            if words and (words[-1] if model else "".join(words)) in OWNED_BY_OTHERS:
                yield Violation(
                    source.at(node),
                    f"{node.name}: {words[-1]} is a word of Django, HTTP or pytest; a thing of "
                    "ours needs a noun of its own (docs/glossary.md).",
                )


def files_are_short(house: House) -> Iterator[Violation]:
    """No file we write has more than 500 lines; past about 400, make it a folder of nouns."""
    for path in _files(house.root):
        if path.suffix not in COUNTED or ".min." in path.name:
            continue
        lines = path.read_text(encoding="utf-8", errors="replace").count("\n")
        if lines > MOST_LINES:
            yield Violation(
                path.relative_to(house.root).as_posix(),
                f"{lines} lines: make it a folder of files, each about one noun.",
            )


def tests_can_fail(house: House) -> Iterator[Violation]:
    """Every test asserts something that is not simply true."""
    for path in sorted((house.root / "tests").rglob("test_*.py")):
        relative = path.relative_to(house.root).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"), filename=relative)
        for node in ast.walk(tree):
            if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                continue
            if node.name.startswith("test") and not any(map(_asserts, ast.walk(node))):
                yield Violation(
                    f"{relative}:{node.lineno}",
                    f"{node.name} asserts nothing, so it can hardly fail: say what must be true.",
                )


def _asserts(node: ast.AST) -> bool:
    """`assert x`, `pytest.raises(…)`, Playwright's `expect(…)`, `django_assert_num_queries(…)` …"""
    if isinstance(node, ast.Assert):
        return not isinstance(node.test, (ast.Constant, ast.Tuple))
    if isinstance(node, ast.Call):
        called = dotted(node.func)
        last = called.rpartition(".")[2]
        return called in {"pytest.raises", "pytest.warns", "pytest.fail"} or bool(
            {"assert", "expect"} & set(last.split("_"))
        )
    return False
