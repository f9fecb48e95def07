"""The house holds: docs/tour.md says why, tests/house says how. One test for each rule.

A red test names the place and says what to do instead. A rule is changed by a decision in
docs/decisions, not by an exception.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.house import drawers, imports, names, pages, phone
from tests.house.tree import House, Violation
from tests.house.verbs import verbs_written
from tungngo.desk.journal_words import SENTENCES

Rule = Callable[[House], Iterator[Violation]]

RULES: list[Rule] = [
    imports.every_room_has_a_storey,
    imports.imports_only_go_down,
    imports.imports_stand_at_the_top,
    imports.no_way_round_the_imports,
    imports.no_signals,
    imports.relations_go_down,
    imports.relations_to_lower_rooms_are_closed,
    drawers.only_actions_write,
    drawers.rules_are_pure,
    drawers.lib_is_pure,
    drawers.one_clock,
    drawers.queries_take_reach,
    drawers.actions_name_their_actor,
    drawers.models_are_asked_in_their_own_room,
    drawers.paths_are_asked_as_ranges,
    drawers.times_and_days_are_named,
    drawers.exceptions_are_alive,
    names.names_say_something,
    names.names_are_our_own,
    names.files_are_short,
    names.tests_can_fail,
    pages.templates_speak_through_the_catalogue,
    pages.pages_hold_no_script_and_no_style,
    pages.scripts_of_the_desk_are_modules,
    phone.only_the_store_opens_the_database,
    phone.only_the_wire_fetches,
    phone.screens_do_not_know_each_other,
]


@pytest.fixture(scope="module")
def house() -> House:
    return House.read(Path(__file__).resolve().parent.parent)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_holds(house: House, rule: Rule) -> None:
    found = [str(violation) for violation in rule(house)]
    if found:
        pytest.fail("\n".join([rule.__doc__ or "", *found]), pytrace=False)


def test_every_verb_of_the_journal_has_its_sentence(house: House) -> None:
    """A line nobody can read is no journal. One put together must have at least one sentence."""
    written = verbs_written(house)
    assert len(written) > 90
    silent = [
        f"{where}: “{verb}” has no sentence in desk/journal_words.py"
        for verb, where in sorted(written.items())
        if not any(fnmatch(known, verb) for known in SENTENCES)
    ]
    assert not silent, "\n".join(silent)


def test_there_is_a_house_to_judge(house: House) -> None:
    """An empty folder would keep every rule."""
    assert len(house.sources) > 30
    assert {"lib", "accounts", "territory", "desk"} <= set(house.rooms())
