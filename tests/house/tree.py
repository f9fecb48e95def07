"""The code as the house rules see it: files, rooms, drawers, and what each file imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

PACKAGE = "tungngo"

#: Ground to roof. A room imports rooms of lower storeys only, never its neighbours.
STOREYS: tuple[tuple[str, ...], ...] = (
    ("lib",),
    ("look",),
    ("accounts",),
    ("intake",),
    ("parcels",),
    ("forgotten",),
    ("territory",),
    ("teams",),
    ("campaigns",),
    (
        *("encounters", "points", "learning", "notices"),
        *("tickets", "procedures", "counter", "markets", "quizzes"),
    ),
    ("upkeep",),
    ("progress",),
    ("criteria", "advice"),
    ("reports",),
    ("certificates",),
    ("privacy",),
    ("watching",),
    ("desk", "field", "public"),
)
STOREY = {room: number for number, rooms in enumerate(STOREYS) for room in rooms}
#: Folders of wiring: like the files beside the rooms, they may import any room.
WIRING = {"cli"}
FOLDERS_THAT_ARE_NO_ROOMS = {"locale", "__pycache__", *WIRING}


@dataclass(frozen=True)
class Violation:
    """One place that breaks a rule."""

    where: str
    says: str

    def __str__(self) -> str:
        return f"{self.where}: {self.says}"


@dataclass(frozen=True)
class Import:
    """One imported thing: `target` is its dotted name; `name` is bound to `bound` by it."""

    target: str
    name: str
    bound: str
    line: int
    inside_function: bool


@dataclass(frozen=True)
class Source:
    """A Python file of the package."""

    path: Path
    relative: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, filename=self.relative)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The dotted module name in parts: ("tungngo", "teams", "actions")."""
        parts = Path(self.relative).with_suffix("").parts
        return parts[:-1] if parts[-1] == "__init__" else parts

    @property
    def is_package(self) -> bool:
        return self.path.name == "__init__.py"

    @property
    def room(self) -> str:
        """The room's name; empty for the wiring, which lies beside the rooms."""
        inside = Path(self.relative).parts
        return inside[1] if len(inside) > 2 and inside[1] not in WIRING else ""

    @property
    def drawer(self) -> str:
        """`models`, `rules`, `queries`, `actions` … whether it is a file or a folder."""
        inside = Path(self.relative).parts
        return Path(inside[2]).stem if len(inside) > 2 else ""

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.parts

    def at(self, node: ast.AST | int) -> str:
        line = node if isinstance(node, int) else getattr(node, "lineno", 1)
        return f"{self.relative}:{line}"

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """Every import of the file, relative ones made absolute, wherever it stands."""
        return tuple(self._imports(self.tree, inside=False))

    def _imports(self, node: ast.AST, inside: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                for alias in child.names:
                    head = alias.name.partition(".")[0]
                    bound = alias.name if alias.asname else head
                    yield Import(alias.name, alias.asname or head, bound, child.lineno, inside)
            elif isinstance(child, ast.ImportFrom):
                base = self._base(child)
                for alias in child.names:
                    target = f"{base}.{alias.name}" if base else alias.name
                    name = alias.asname or alias.name
                    yield Import(target, name, target, child.lineno, inside)
            else:
                function = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
                yield from self._imports(child, inside or function)

    def _base(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.parts if self.is_package else self.parts[:-1]
        kept = package[: len(package) - node.level + 1]
        return ".".join((*kept, *([node.module] if node.module else ())))

    @cached_property
    def room_of_name(self) -> dict[str, tuple[str, str]]:
        """What a name imported from a room means here: name → (room, dotted name)."""
        return {
            found.name: (room, found.target)
            for found in self.imports
            if (room := room_of(found.target))
        }


@dataclass(frozen=True)
class House:
    """Every Python file of a package folder, and the folder itself."""

    root: Path
    sources: tuple[Source, ...]

    @classmethod
    def read(cls, root: Path) -> House:
        """Read `root`/tungngo."""
        return cls(
            root,
            tuple(
                Source(path, path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
                for path in sorted((root / PACKAGE).rglob("*.py"))
            ),
        )

    def rooms(self) -> list[str]:
        """The folders of the package that are rooms."""
        return sorted(
            path.name
            for path in (self.root / PACKAGE).iterdir()
            if path.is_dir() and path.name not in FOLDERS_THAT_ARE_NO_ROOMS
        )

    def drawer(self, name: str) -> Iterator[Source]:
        """The files of one drawer in every room."""
        return (s for s in self.sources if s.drawer == name and s.room and not s.is_migration)


def room_of(dotted: str) -> str:
    """The room a dotted name lies in; empty when it lies outside the package or in the wiring."""
    parts = dotted.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == PACKAGE and parts[1] in STOREY else ""


def dotted(node: ast.AST) -> str:
    """`models.DateField` for that expression; calls and subscripts inside are passed through."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            return f"{dotted(value)}.{attr}"
        case ast.Call(func=func):
            return dotted(func)
        case ast.Subscript(value=value):
            return dotted(value)
        case ast.Await(value=value):
            return dotted(value)
    return ""


def public_functions(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions at the top of a file whose name has no underscore before it."""
    for node in source.tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name[0] != "_":
            yield node


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """The value of a keyword argument, or None."""
    return next((found.value for found in call.keywords if found.arg == name), None)


def texts(tree: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """Every string that does something; what an f-string fills in is written `{}`."""
    silent = _docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            silent |= {id(part) for part in node.values}
            parts = (
                str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
            )
            yield node, "".join(parts)
        elif isinstance(getattr(node, "value", None), str) and id(node) not in silent:
            assert isinstance(node, ast.Constant)
            yield node, str(node.value)


def _docstrings(tree: ast.AST) -> set[int]:
    """The ids of the constants that are docstrings or bare strings, which execute nothing."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
