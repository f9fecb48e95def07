"""Imports only go down, at the top of the file, and nothing goes round them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.tree import PACKAGE, STOREY, House, Source, Violation, dotted, room_of

ROOMS_FROM_THE_ROOF_DOWN = (
    "desk, field, public → watching → privacy → reports → criteria, advice → progress → encounters and the"
    " other features → campaigns → teams → territory → forgotten → parcels → intake → accounts → look → lib"
)


#: Files that import what the settings name, as Django does with its middleware, each with its reason.
NAMED_IN_SETTINGS = {
    "tungngo/intake/kinds.py": "OPERATION_KINDS: the wiring tells a low room what higher ones take",
    "tungngo/territory/following.py": "FOLLOWERS: what of higher rooms lies at places, which change",
    "tungngo/reports/actions/exports.py": "PARQUET_WRITER: pyarrow, which only a writer of it carries",
}


def every_room_has_a_storey(house: House) -> Iterator[Violation]:
    """A new room must be given its place before it can be judged."""
    for room in house.rooms():
        if room not in STOREY:
            yield Violation(
                f"{PACKAGE}/{room}",
                "this room has no storey: give it one in STOREYS (tests/house/tree.py) and in "
                "docs/tour.md, so that everybody knows whom it may import.",
            )


def imports_only_go_down(house: House) -> Iterator[Violation]:
    """A room imports lower rooms only: no neighbour, nothing above, never the wiring."""
    for source in house.sources:
        if source.room not in STOREY:
            continue
        for found in source.imports:
            if found.target.split(".")[0] != PACKAGE or found.target == PACKAGE:
                continue
            target = room_of(found.target)
            if not target:
                yield Violation(
                    source.at(found.line),
                    f"{source.room} imports {found.target}, which is wiring. Rooms know nothing of "
                    "the wiring: let the wiring call the room.",
                )
            elif target != source.room and STOREY[target] >= STOREY[source.room]:
                yield Violation(
                    source.at(found.line),
                    f"{source.room} imports {found.target}. Imports only go down "
                    f"({ROOMS_FROM_THE_ROOF_DOWN}): move what both need to a lower room, or let "
                    "the upper room do the work.",
                )


def no_way_round_the_imports(house: House) -> Iterator[Violation]:
    """No `apps.get_model` and no `import_module` in rooms: they hide an import from this test."""
    for source in house.sources:
        if not source.room or source.is_migration:
            continue
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.Call):
                continue
            name = dotted(node.func)
            if name == "import_string" and source.relative in NAMED_IN_SETTINGS:
                continue
            if name.endswith(("get_model", "import_module", "import_string", "__import__")):
                yield Violation(
                    source.at(node),
                    f"{name}(…) imports behind the back of the house test: import what you need "
                    "at the top of the file.",
                )


def imports_stand_at_the_top(house: House) -> Iterator[Violation]:
    """No import inside a function: it usually hides a circle. The wiring may, to start quickly."""
    for source in house.sources:
        if not source.room or source.is_migration:
            continue
        for found in source.imports:
            if found.inside_function:
                yield Violation(
                    source.at(found.line),
                    f"{found.target} is imported inside a function: move the import to the top; if "
                    "that makes a circle, something lies in the wrong room.",
                )


def no_signals(house: House) -> Iterator[Violation]:
    """No Django signals: an action says what it does, and leaves a journal line."""
    for source in house.sources:
        for found in source.imports:
            parts = found.target.split(".")
            if parts[0] != "signal" and {"signals", "dispatch"} & set(parts):
                yield Violation(
                    source.at(found.line),
                    f"{found.target} is about signals, which act where nobody looks. Call the "
                    "function, or let jobs.py hear the journal line.",
                )


def relations_go_down(house: House) -> Iterator[Violation]:
    """A relation named by a string is an import too."""
    for source in house.drawer("models"):
        for node, target in relations(source):
            if target != source.room and STOREY[target] >= STOREY.get(source.room, 99):
                yield Violation(
                    source.at(node),
                    f"a relation from {source.room} to {target} goes up or sideways: turn it round "
                    "or keep the id only.",
                )


RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField", "ForeignObject"}
MADE_RIGHT = {"belongs_to"}  # tungngo/lib/columns.py: always "+" and PROTECT


def relations(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """The relations of a models file to models of a known room: (call, the target's room)."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call):
            continue
        if dotted(node.func).rpartition(".")[2] not in RELATIONS | MADE_RIGHT:
            continue
        to = next((k.value for k in node.keywords if k.arg == "to"), None)
        to = to if to is not None else (node.args[0] if node.args else None)
        room = ""
        if isinstance(to, ast.Constant) and isinstance(to.value, str):
            label, dot, _model = to.value.partition(".")
            room = label if dot else source.room
        elif to is not None:
            name = dotted(to)
            room = (
                "accounts"
                if name.endswith("AUTH_USER_MODEL")
                else source.room_of_name.get(name.split(".")[0], (source.room, ""))[0]
            )
        if room in STOREY:
            yield node, room


def relations_to_lower_rooms_are_closed(house: House) -> Iterator[Violation]:
    """To a lower room: `related_name="+"`, because it must not know us, and `PROTECT`."""
    for source in house.drawer("models"):
        for node, target in relations(source):
            kind = dotted(node.func).rpartition(".")[2]
            if target == source.room or kind in MADE_RIGHT:
                continue
            given = {k.arg: k.value for k in node.keywords}
            name = given.get("related_name")
            if not (isinstance(name, ast.Constant) and name.value == "+"):
                yield Violation(
                    source.at(node),
                    f'the relation to {target} needs related_name="+": a lower room must not grow '
                    "attributes that an upper room gives it.",
                )
            on_delete = given.get("on_delete")
            if on_delete is None and len(node.args) > 1:
                on_delete = node.args[1]
            if kind != "ManyToManyField" and dotted(on_delete or node).rpartition(".")[2] != (
                "PROTECT"
            ):
                yield Violation(
                    source.at(node),
                    f"the relation to {target} needs on_delete=PROTECT: deleting below must not "
                    "quietly delete above.",
                )
