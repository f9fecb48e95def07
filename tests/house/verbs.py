"""Every verb the house writes into its journal, found in the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.house.tree import House, Source, dotted

VERB = re.compile(r"[a-z_]+\.[a-z_]+")


def verbs_written(house: House) -> dict[str, str]:
    """verb → where it is written. One that is put together (`f"export.{state}"`) as its beginning and "*"."""
    found: dict[str, str] = {}
    for source in house.sources:
        if source.is_migration:
            continue
        for node, verb in _verbs_of(source):
            found.setdefault(verb, source.at(node))
    return found


def _verbs_of(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """What is given as `verb`, by name or by place, and what is put into a variable of that name."""
    named = {
        node.targets[0].id: node.value
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    takes = {
        node.name: [argument.arg for argument in node.args.args].index("verb")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef) and "verb" in [a.arg for a in node.args.args]
    }
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Assign) and dotted(node.targets[0]) == "verb":
            yield from ((node, verb) for verb in _said(node.value, named))
        if not isinstance(node, ast.Call):
            continue
        given = [keyword.value for keyword in node.keywords if keyword.arg == "verb"]
        place = takes.get(dotted(node.func))
        if place is not None and place < len(node.args):
            given.append(node.args[place])
        yield from ((node, verb) for value in given for verb in _said(value, named))


def _said(value: ast.expr, named: dict[str, ast.expr]) -> Iterator[str]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        if VERB.fullmatch(value.value):
            yield value.value
    elif isinstance(value, ast.IfExp):
        yield from _said(value.body, named)
        yield from _said(value.orelse, named)
    elif isinstance(value, ast.JoinedStr) and isinstance(value.values[0], ast.Constant):
        yield str(value.values[0].value) + "*"
    elif isinstance(value, ast.Name) and isinstance(named.get(value.id), (ast.Constant, ast.Tuple)):
        yield from _said(named[value.id], named)
