"""Whether a statement could be sent to one shard: its SQL read by sqlglot, not by regular expression.

The rules of a schema distributed by `origin` (docs/decisions/0002): what touches a distributed table
names one value of `origin` for each of them, by a constant or by a join on it; what is inserted has one
origin; a conflict is sought by a key with the origin; the origin of a row never changes; and what is
computed in an UPDATE is computed by nothing that may give another answer on another machine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlglot
from sqlglot import exp

KEY = "origin"
DIALECT = {"postgresql": "postgres", "sqlite": "sqlite"}
#: What may stand in the SET of an upsert: the same in, the same out, wherever it is computed.
IMMUTABLE = (exp.Coalesce, exp.Greatest, exp.Least, exp.Case, exp.If, exp.Cast, exp.And, exp.Or)
#: What gives another answer each time it is asked.
VOLATILE = (exp.Rand, exp.CurrentTimestamp, exp.CurrentDate, exp.CurrentTime, exp.Uuid)
VOLATILE_NAMES = {"now", "random", "clock_timestamp", "gen_random_uuid", "nextval", "timeofday"}

Query = exp.Select | exp.Update | exp.Delete
Values = frozenset[Any]


@dataclass(frozen=True)
class Routed:
    """What a statement touches, which origins it names, and what speaks against sending it to one shard."""

    tables: frozenset[str]
    origins: Values
    wrong: tuple[str, ...]


def routed(sql: str, params: Sequence[Any] | None, distributed: Set[str], vendor: str) -> Routed:
    """How a statement (as Django hands it to the driver) would be sent. `distributed`: table names."""
    tree = _parsed(sql, DIALECT[vendor])
    if tree is None:
        return Routed(frozenset(), frozenset(), ())
    return _Reading(tree, tuple(params or ()), distributed).done()


@lru_cache(maxsize=2_000)
def _parsed(sql: str, dialect: str) -> exp.Expression | None:
    """The statement, each %s as `:pN`; None of one that touches no rows (SAVEPOINT, SET …)."""
    if sql.split(None, 1)[0].upper() not in {
        "SELECT",
        "INSERT",
        "UPDATE",
        "DELETE",
        "WITH",
        "MERGE",
    }:
        return None
    count = iter(range(100_000))
    named = re.sub(r"%([s%])", lambda m: "%" if m[1] == "%" else f":p{next(count)}", sql)
    return sqlglot.parse_one(named, dialect=dialect)


class _Reading:
    """One statement on its way through."""

    def __init__(
        self, tree: exp.Expression, params: tuple[Any, ...], distributed: Set[str]
    ) -> None:
        self.tree, self.params, self.distributed = tree, params, distributed
        self.wrong: list[str] = []
        self.origins: set[Any] = set()
        self.tables: set[str] = set()

    def done(self) -> Routed:
        if isinstance(self.tree, exp.Merge):
            self.wrong.append("MERGE cannot be distributed: use INSERT … ON CONFLICT")
        targets = set()
        for insert in self.tree.find_all(exp.Insert):
            targets.add(id(self._insert(insert)))
        for table in self.tree.find_all(exp.Table):
            if table.name in self.distributed and id(table) not in targets:
                self._reads(table)
        for update in self.tree.find_all(exp.Update):
            self._update(update)
        if len(self.origins) > 1:
            said = ", ".join(sorted(map(str, self.origins)))
            self.wrong.append(f"names more than one origin: {said}")
        return Routed(frozenset(self.tables), frozenset(self.origins), tuple(self.wrong))

    # ------------------------------------------------------------------------------ what is touched

    def _reads(self, table: exp.Table) -> None:
        self.tables.add(table.name)
        query = table.find_ancestor(exp.Select, exp.Update, exp.Delete)
        found = self._pinned(query, table.alias_or_name, frozenset())
        if found is None:
            self.wrong.append(f"{table.name} is asked without its {KEY}")
        else:
            self.origins |= found

    def _insert(self, insert: exp.Insert) -> exp.Table:
        into = insert.this
        table = into.this if isinstance(into, exp.Schema) else into
        if table.name not in self.distributed:
            return table
        self.tables.add(table.name)
        columns = [one.name for one in into.expressions] if isinstance(into, exp.Schema) else []
        if KEY not in columns:
            self.wrong.append(f"{table.name} is written without its {KEY}")
            return table
        found = self._inserted(insert.expression, columns.index(KEY))
        if found is None:
            self.wrong.append(f"{table.name}: the {KEY} of what is inserted cannot be told")
        else:
            self.origins |= found
        if conflict := insert.args.get("conflict"):
            self._conflict(table.name, conflict)
        return table

    def _inserted(self, source: exp.Expression, place: int) -> Values | None:
        if isinstance(source, exp.Values):
            return self._constants(row.expressions[place] for row in source.expressions)
        if isinstance(source, exp.Select):
            [read, *_others] = [*_sources(source), None]
            if source.is_star and isinstance(read, exp.Unnest):  # as Django's bulk_create writes it
                return self._listed(read, place)
            return self._of(source.expressions[place].unalias(), source, frozenset())
        return None

    def _listed(self, unnest: exp.Unnest, place: int) -> Values | None:
        """The values of one of the arrays beside each other, a column each."""
        listed = self._constants([unnest.expressions[place]])
        return frozenset().union(*listed) if listed else None

    def _recorded(self, called: exp.Anonymous, name: str) -> Values | None:
        """The values of a column of rows that travel as one JSON text."""
        if called.name.lower() != "json_to_recordset":
            return None
        told = self._constants(called.expressions)
        if told is None or not all(isinstance(text, str) for text in told):
            return None
        return frozenset(row.get(name) for text in told for row in json.loads(str(text)))

    def _conflict(self, table: str, conflict: exp.OnConflict) -> None:
        keys = {
            one.name for key in conflict.args.get("conflict_keys") or () for one in _columns(key)
        }
        if KEY not in keys:
            self.wrong.append(f"{table}: ON CONFLICT does not name {KEY}")
        for setting in conflict.expressions:
            if setting.this.name == KEY:
                self.wrong.append(f"{table}: ON CONFLICT changes {KEY}")
            for called in setting.expression.find_all(exp.Func):
                if not isinstance(called, IMMUTABLE):
                    self.wrong.append(f"{table}: {called.sql()} in DO UPDATE SET")

    def _update(self, update: exp.Update) -> None:
        name = update.this.name
        if name not in self.distributed:
            return
        for setting in update.expressions:
            if any(column.name == KEY for column in _columns(setting.this)):
                self.wrong.append(f"{name}: UPDATE changes {KEY}")
        for called in update.find_all(exp.Func):
            if isinstance(called, VOLATILE) or called.name.lower() in VOLATILE_NAMES:
                self.wrong.append(f"{name}: {called.sql()} in UPDATE")

    # ------------------------------------------------------------------------- which origin is meant

    def _pinned(
        self, query: Query | None, alias: str, seen: frozenset[tuple[int, str]]
    ) -> Values | None:
        """The values that the origin of `alias` may have in `query`; None: any."""
        if query is None or (id(query), alias) in seen:
            return None
        seen |= {(id(query), alias)}
        for condition in _conditions(query, alias):
            found = self._limited(condition, query, alias, seen)
            if found is not None:
                return found
        return None

    def _limited(
        self, condition: exp.Expression, query: Query, alias: str, seen: frozenset[tuple[int, str]]
    ) -> Values | None:
        """The values to which one condition limits the origin of `alias`; None: it does not."""
        condition = condition.unnest()
        if isinstance(condition, exp.And):
            sides = (self._limited(side, query, alias, seen) for side in condition.flatten())
            return next((found for found in sides if found is not None), None)
        if isinstance(condition, exp.Or):
            every = [self._limited(side, query, alias, seen) for side in condition.flatten()]
            return None if None in every else frozenset().union(*every)  # type: ignore[arg-type]
        if isinstance(condition, exp.EQ):
            for mine, other in _pairs(condition.this, condition.expression):
                if self._is(mine, query, alias):
                    return self._of(other.unnest(), query, seen)
        if isinstance(condition, exp.In) and condition.expressions:
            rows = [row.unnest() for row in condition.expressions]
            named = condition.this.unnest()
            columns = named.expressions if isinstance(named, exp.Tuple) else [named]
            for place, column in enumerate(columns):
                if self._is(column, query, alias):
                    cells = (r.expressions[place] if isinstance(r, exp.Tuple) else r for r in rows)
                    return self._constants(cells)
        return None

    def _of(
        self, value: exp.Expression, query: Query, seen: frozenset[tuple[int, str]]
    ) -> Values | None:
        """What an expression may be: a constant, a list of them, or a column that is limited itself."""
        if isinstance(value, exp.Any):
            listed = self._constants([value.this.unnest()])
            return frozenset().union(*listed) if listed else None
        if not isinstance(value, exp.Column):
            return self._constants([value])
        holder = _holder(value, query)
        if holder is None:
            return None
        owner, alias, source = holder
        if isinstance(source, exp.Table) and isinstance(source.this, exp.Anonymous):
            return self._recorded(source.this, value.name)
        if isinstance(source, exp.Table):
            cte = _cte(owner, source.name)
            if cte is None:
                return self._pinned(owner, alias, seen) if value.name == KEY else None
            source = cte
        return self._given(source, value.name, seen)

    def _given(
        self, source: exp.Expression, name: str, seen: frozenset[tuple[int, str]]
    ) -> Values | None:
        """What a column of a subquery, a CTE or a VALUES list may be."""
        inner = source.this if isinstance(source, exp.Subquery | exp.CTE) else source
        named = (
            [one.name for one in source.args["alias"].columns] if source.args.get("alias") else []
        )
        if isinstance(inner, exp.Unnest) and name in named:
            return self._listed(inner, named.index(name))
        if isinstance(inner, exp.Values) and name in named:
            place = named.index(name)
            return self._constants(row.expressions[place] for row in inner.expressions)
        if isinstance(inner, exp.Select):
            names = named or [one.alias_or_name for one in inner.expressions]
            if name in names:
                return self._of(inner.expressions[names.index(name)].unalias(), inner, seen)
        return None

    def _is(self, value: exp.Expression, query: Query, alias: str) -> bool:
        value = value.unnest()
        if not isinstance(value, exp.Column) or value.name != KEY:
            return False
        holder = _holder(value, query)
        return holder is not None and holder[0] is query and holder[1] == alias

    def _constants(self, values: Iterable[exp.Expression]) -> Values | None:
        """The values of constants and placeholders; None when one is something else."""
        found = set()
        for value in values:
            value = value.unnest()
            while isinstance(value, exp.Cast):
                value = value.this.unnest()
            if isinstance(value, exp.Placeholder):
                given = self.params[int(str(value.this).removeprefix("p"))]
                found.add(tuple(given) if isinstance(given, list) else given)
            elif isinstance(value, exp.Literal):
                found.add(value.this)
            else:
                return None
        return frozenset(found)


def _columns(node: exp.Expression) -> Iterator[exp.Column | exp.Identifier]:
    found = list(node.find_all(exp.Column))
    return iter(found or node.find_all(exp.Identifier))


def _conditions(query: Query, alias: str) -> Iterator[exp.Expression]:
    """What must hold of every row of `alias` in a query: its WHERE, and the ON of its joins (of an outer
    join only for what is joined)."""
    if where := query.args.get("where"):
        yield where.this
    for join in _joins(query):
        if (on := join.args.get("on")) and (not join.side or join.this.alias_or_name == alias):
            yield on


def _joins(query: Query) -> Iterator[exp.Join]:
    yield from query.args.get("joins") or ()
    source = query.args.get("from_") or query.args.get("from")
    if isinstance(query, exp.Update) and source is not None:
        yield from source.this.args.get("joins") or ()


def _sources(query: Query) -> Iterator[exp.Expression]:
    """What a query reads from: tables, subqueries, lists of values."""
    if isinstance(query, exp.Update | exp.Delete):
        yield query.this
    source = query.args.get("from_") or query.args.get("from")
    if source is not None:
        yield source.this
    yield from query.args.get("using") or ()
    for join in _joins(query):
        yield join.this


def _holder(
    column: exp.Column, query: exp.Expression | None
) -> tuple[Query, str, exp.Expression] | None:
    """The query, the alias and the source a column belongs to: its own query, else one around it."""
    while query is not None:
        found = [one for one in _sources(query) if column.table in ("", one.alias_or_name)]
        if len(found) == 1:
            return query, found[0].alias_or_name, found[0]
        query = query.find_ancestor(exp.Select, exp.Update, exp.Delete)
    return None


def _cte(query: Query, name: str) -> exp.CTE | None:
    here: exp.Expression | None = query
    while here is not None:
        within = here.args.get("with_") or here.args.get("with")
        for cte in within.expressions if within else ():
            if cte.alias == name:
                return cte
        here = here.parent
    return None


def _pairs(
    left: exp.Expression, right: exp.Expression
) -> Iterator[tuple[exp.Expression, exp.Expression]]:
    """What is equal to what, both ways round; of tuples, place by place."""
    left, right = left.unnest(), right.unnest()
    if isinstance(left, exp.Tuple) and isinstance(right, exp.Tuple):
        for mine, other in zip(left.expressions, right.expressions, strict=True):
            yield from _pairs(mine, other)
    else:
        yield left, right
        yield right, left
