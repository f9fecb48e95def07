"""Each drawer keeps to its work: actions write, queries know their reach, rules are pure."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from tests.house.imports import NAMED_IN_SETTINGS
from tests.house.tree import (
    House,
    Source,
    Violation,
    dotted,
    keyword,
    public_functions,
    room_of,
    texts,
)

#: Files that write although they are not called actions, each with its reason.
WRITERS: Mapping[str, str] = {
    "tungngo/accounts/journal.py": "the journal's pen, which every action holds",
    "tungngo/cli/keeping/moving.py": "whole tables from one engine into another, empty one",
    "tungngo/lib/rows.py": "the statement itself; ONLY_FOR_ACTIONS says who may call it",
    "tungngo/lib/sqlite/words.py": "an index, which follows whatever actions write",
}
#: Modules that exist to write, so that only actions may import them.
ONLY_FOR_ACTIONS = ("tungngo.lib.rows",)
#: Queries that take no reach, each with its reason.
WITHOUT_REACH: Mapping[str, str] = {
    "accounts.queries.device_of": "the device is how the reach is found",
    "intake.queries.refused_of": "a phone asks about its own records, by their numbers",
    "territory.queries.worded.holding": "a condition on doors that are cut to a reach already",
    "territory.queries.worded.has_words": "a condition, on rows that are cut to a reach already",
    "teams.queries.people.powers_of": "where reach comes from",
    "teams.queries.people.led_by": "where reach comes from",
    "teams.queries.people.reach_of": "where reach comes from",
    "teams.queries.people.staff_reach_of": "where reach comes from",
}
#: Actions that are not `(*, actor, …)`, each with its reason.
WITHOUT_ACTOR: Mapping[str, str] = {
    "territory.actions.stale.mark_stale": "a part of the action that brought the facts",
    "territory.actions.stale.clear_stale": "a part of the recount, which nobody in particular does",
}
#: Files of lib that need Django, each with its reason.
LIB_WITH_DJANGO: Mapping[str, str] = {
    "tungngo/lib/catalogues.py": "reads templates as Django does, to find their texts",
    "tungngo/lib/columns.py": "kinds of database columns that all models share",
    "tungngo/lib/lookups.py": "reads many rows by key, through the models' fields",
    "tungngo/lib/pages.py": "counts and turns over what a query finds",
    "tungngo/lib/reach.py": "turns a reach into a condition of a query",
    "tungngo/lib/sqlite/base.py": "Django's back end itself, its writers taking turns",
    "tungngo/lib/rows.py": "writes many rows in one statement, through the models' fields",
    "tungngo/lib/sqlite/words.py": "an index beside the tables, through Django's connection",
}
#: Files that may ask what time it is.
CLOCKS: Mapping[str, str] = {
    "tungngo/lib/clock.py": "the clock",
    "tungngo/lib/ids.py": "a version 7 UUID holds the time it was made",
}

ALWAYS_WRITE = {
    *("bulk_create", "bulk_update", "get_or_create", "update_or_create"),
    *("abulk_create", "abulk_update", "aget_or_create", "aupdate_or_create", "asave", "adelete"),
}
ARGUMENTS_OF_SAVE = {"update_fields", "force_insert", "force_update", "using", "commit"}
QUERYSET = re.compile(r"\.(objects|_default_manager|_base_manager|filter|exclude|all)\b")
SQL_THAT_WRITES = re.compile(
    r"\b(insert\s+(or\s+\w+\s+)?into\s+[\w\"{]|delete\s+from\s+[\w\"{]"
    r"|update\s+(only\s+)?[\w\".{}]+\s+(as\s+\w+\s+)?set\s|truncate\s+(table\s+)?[\w\"{]+\s*$"
    r"|replace\s+into\s|merge\s+into\s|copy\s+[\w\"{}().,\s]+\s+from\s+stdin)",
    re.IGNORECASE,
)


def only_actions_write(house: House) -> Iterator[Violation]:
    """Rows are made, changed and removed in actions.py alone (and in migrations)."""
    for source in house.sources:
        if source.is_migration or source.relative in WRITERS:
            continue
        if source.room and source.drawer == "actions":
            continue
        found: list[tuple[ast.AST | int, str]] = [
            (node, _written_by(node, node.func))
            for node in ast.walk(source.tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        ]
        found += [
            (node, f"SQL that writes (“{text.strip()[:40]}…”)")
            for node, text in texts(source.tree)
            if SQL_THAT_WRITES.search(text)
        ]
        found += [
            (imported.line, f"{imported.target}, which writes,")
            for imported in source.imports
            if f"{imported.target}.".startswith(tuple(f"{name}." for name in ONLY_FOR_ACTIONS))
        ]
        for where, what in found:
            if what:
                yield Violation(
                    source.at(where),
                    f"{what} outside actions.py. Every write is an action: it names its actor, is "
                    "one transaction and leaves a journal line. Put it there and call it.",
                )


def _written_by(call: ast.Call, function: ast.Attribute) -> str:
    """What a call writes, in words; empty when it writes no row as far as can be seen."""
    method, chain = function.attr, dotted(function.value)
    shown = f"{chain or '…'}.{method}(…)"
    if method in ALWAYS_WRITE:
        return shown
    # A workbook or a picture is saved to somewhere; a model needs no telling.
    if method == "save" and not call.args:
        return shown if {found.arg for found in call.keywords} <= ARGUMENTS_OF_SAVE else ""
    on_rows = {"create", "update", "delete", "acreate", "aupdate", "raw_delete"}
    if method in on_rows and QUERYSET.search(f".{chain}"):
        return shown
    if method == "delete" and not call.args and not call.keywords:
        return shown
    if method == "create" and chain.rpartition(".")[2].endswith("_set"):
        return shown
    return ""


def rules_are_pure(house: House) -> Iterator[Violation]:
    """rules.py imports lib and its own rules: no Django, no models, no clock."""
    for source in house.drawer("rules"):
        for found in source.imports:
            parts = found.target.split(".")
            room = room_of(found.target)
            own = parts[:3] == ["tungngo", source.room, "rules"]
            if parts[0] in {"django", "psycopg", "sqlite3"} or (
                room and room != "lib" and not own and not _is_rules(parts)
            ):
                yield Violation(
                    source.at(found.line),
                    f"rules are pure, and {found.target} is not: hand the values in as arguments, "
                    "so that the rule can be tried without a database.",
                )
        yield from _clock_readings(source, "rules are pure: take the day or moment as an argument.")


def _is_rules(parts: list[str]) -> bool:
    return len(parts) > 2 and parts[2] == "rules"


def lib_is_pure(house: House) -> Iterator[Violation]:
    """lib knows no Django (but for the few files named above) and no clock but its own."""
    for source in house.sources:
        if source.room != "lib":
            continue
        for found in source.imports:
            if found.target.split(".")[0] == "django" and source.relative not in LIB_WITH_DJANGO:
                yield Violation(
                    source.at(found.line),
                    f"lib knows no Django, but imports {found.target}: move it to the room that "
                    "needs it, or name the file and the reason in LIB_WITH_DJANGO.",
                )
        if source.relative not in CLOCKS:
            yield from _clock_readings(source, "take the day or moment as an argument.")


def one_clock(house: House) -> Iterator[Violation]:
    """The time is asked of lib/clock.py alone, so that a replay or a test can set it."""
    for source in house.sources:
        if source.relative in CLOCKS or source.is_migration:
            continue
        if source.room == "lib" or source.drawer == "rules":
            continue  # judged more strictly above
        for node, name in _clock_calls(source):
            if not name.startswith("tungngo."):
                yield Violation(
                    source.at(node), f"{name}() asks another clock: use tungngo.lib.clock."
                )


ASKS_THE_TIME = {
    *("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today"),
    *("datetime.date.today", "time.time", "time.time_ns", "time.localtime", "time.gmtime"),
    *("django.utils.timezone.now", "django.utils.timezone.localdate"),
    *("django.utils.timezone.localtime", "tungngo.lib.clock.now", "tungngo.lib.clock.today"),
}


def _clock_calls(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Uses of a function that tells the time, called or handed on (`default=timezone.now`)."""
    means = {found.name: found.bound for found in source.imports}
    for node in ast.walk(source.tree):
        if isinstance(node, (ast.Attribute, ast.Name)):
            head, dot, rest = dotted(node).partition(".")
            full = means.get(head, "")
            full = f"{full}{dot}{rest}" if full else ""
            if full in ASKS_THE_TIME:
                yield node, full


def _clock_readings(source: Source, advice: str) -> Iterator[Violation]:
    for node, name in _clock_calls(source):
        yield Violation(source.at(node), f"{name} reads the clock: {advice}")


def queries_take_reach(house: House) -> Iterator[Violation]:
    """The first argument of every public query is `reach`: every read knows what it may see."""
    for source in house.drawer("queries"):
        for function in public_functions(source):
            named = f"{'.'.join(source.parts[1:])}.{function.name}"
            arguments = [*function.args.posonlyargs, *function.args.args]
            first = arguments[0].arg if arguments else ""
            if first != "reach" and named not in WITHOUT_REACH:
                yield Violation(
                    source.at(function),
                    f"{function.name} does not take `reach` first, so it cannot know what the "
                    "reader may see. Take it; or say in WITHOUT_REACH (tests/house/drawers.py) why "
                    f'not: "{named}".',
                )


def actions_name_their_actor(house: House) -> Iterator[Violation]:
    """A public action is `(*, actor, …)` with a docstring."""
    for source in house.drawer("actions"):
        for function in public_functions(source):
            named = f"{'.'.join(source.parts[1:])}.{function.name}"
            if named in WITHOUT_ACTOR:
                continue
            given = function.args
            keyword_only = [argument.arg for argument in given.kwonlyargs]
            if given.posonlyargs or given.args or given.vararg or keyword_only[:1] != ["actor"]:
                yield Violation(
                    source.at(function),
                    f"the action {function.name} must be keyword-only with `actor` first: "
                    f"`def {function.name}(*, actor, …)`, so that every call names who acts.",
                )
            if not ast.get_docstring(function):
                yield Violation(
                    source.at(function),
                    f"the action {function.name} has no docstring: say what it does, what it "
                    "refuses and what it writes.",
                )


def exceptions_are_alive(house: House) -> Iterator[Violation]:
    """An exception whose file or function is gone must go too."""
    files = {source.relative for source in house.sources}
    functions = {
        f"{'.'.join(source.parts[1:])}.{function.name}"
        for source in house.sources
        for function in public_functions(source)
    }
    lists: tuple[tuple[str, Mapping[str, str], set[str]], ...] = (
        ("WRITERS", WRITERS, files),
        ("LIB_WITH_DJANGO", LIB_WITH_DJANGO, files),
        ("CLOCKS", CLOCKS, files),
        ("NAMED_IN_SETTINGS", NAMED_IN_SETTINGS, files),
        ("WITHOUT_REACH", WITHOUT_REACH, functions),
        ("WITHOUT_ACTOR", WITHOUT_ACTOR, functions),
    )
    for name, exceptions, existing in lists:
        for gone in sorted(exceptions.keys() - existing):
            yield Violation(
                "tests/house/drawers.py", f"{name} names {gone}, which is gone: remove the line."
            )


def models_are_asked_in_their_own_room(house: House) -> Iterator[Violation]:
    """`.objects` of a model is written in the model's own room; others call its queries."""
    for source in house.sources:
        if source.is_migration:
            continue
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.Attribute):
                continue
            if node.attr not in {"objects", "_default_manager", "_base_manager"}:
                continue
            head = dotted(node.value).split(".")[0]
            room, target = source.room_of_name.get(head, ("", ""))
            if room and room != source.room and ".models" in f".{target}":
                yield Violation(
                    source.at(node),
                    f"{dotted(node)} asks {room}'s model from {source.room or 'the wiring'}: call "
                    f"a function of tungngo.{room}.queries, which knows the reach; write it if it "
                    "is missing.",
                )


def paths_are_asked_as_ranges(house: House) -> Iterator[Violation]:
    """What lies under a path is a range of an index (lib/reach.py); `LIKE` looks through every row."""
    for source in house.sources:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.keyword) and node.arg and node.arg.endswith("path__startswith"):
                yield Violation(
                    source.at(node.value),
                    "Ask Reach.of([path]).filter(rows) or reach.within(path).",
                )


def times_and_days_are_named(house: House) -> Iterator[Violation]:
    """A moment ends in `_at`, a day in `_on`."""
    endings = {"DateTimeField": ("_at", "moment"), "DateField": ("_on", "day")}
    for source in house.drawer("models"):
        for node in ast.walk(source.tree):
            if not isinstance(node, (ast.Assign, ast.AnnAssign)):
                continue
            if not isinstance(node.value, ast.Call):
                continue
            kind = dotted(node.value.func).rpartition(".")[2]
            ending, noun = endings.get(kind, ("", ""))
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                name = dotted(target)
                if ending and not name.endswith(ending):
                    yield Violation(
                        source.at(node),
                        f"{name} is a {noun}, so its name ends in `{ending}`.",
                    )
                if keyword(node.value, "auto_now") or keyword(node.value, "auto_now_add"):
                    yield Violation(
                        source.at(node),
                        f"{name} is filled by Django's clock: let the action write clock.now().",
                    )
