"""The house rules themselves: each must see its violation, and must not see one where none is.

Every example is a tiny made-up house. A rule that is broken so that it never complains turns red
here, and so does one that complains about honest code.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house import drawers, imports, names, pages, phone
from tests.house.tree import House
from tests.test_house import RULES, Rule

Files = dict[str, str]

HEAD = "from django.db import models\n"

BROKEN: list[tuple[Rule, Files, str]] = [
    (imports.every_room_has_a_storey, {"tungngo/attic/__init__.py": ""}, "attic"),
    (
        imports.imports_only_go_down,
        {"tungngo/teams/queries.py": "from tungngo.desk import views\n"},
        "only go down",
    ),
    (
        imports.imports_only_go_down,
        {"tungngo/desk/views.py": "import tungngo.field.wire\n"},
        "only go down",
    ),
    (
        imports.imports_only_go_down,
        {"tungngo/accounts/rules.py": "from ..teams.models import Team\n"},
        "teams.models.Team",
    ),
    (
        imports.imports_only_go_down,
        {
            "tungngo/lib/text.py": "from typing import TYPE_CHECKING\n"
            "if TYPE_CHECKING:\n    from tungngo.accounts.models import Account\n"
        },
        "accounts",
    ),
    (
        imports.imports_only_go_down,
        {"tungngo/desk/views.py": "from tungngo.settings import DATA\n"},
        "wiring",
    ),
    (
        imports.imports_only_go_down,
        {"tungngo/teams/actions.py": "from tungngo.cli import demo\n"},
        "wiring",
    ),
    (
        imports.imports_stand_at_the_top,
        {"tungngo/teams/actions.py": "def f():\n    if 1:\n        import json\n"},
        "inside a function",
    ),
    (
        imports.no_way_round_the_imports,
        {"tungngo/teams/actions.py": "def f(apps):\n    apps.get_model('desk', 'X')\n"},
        "get_model",
    ),
    (
        imports.no_signals,
        {"tungngo/teams/apps.py": "from django.db.models.signals import post_save\n"},
        "signals",
    ),
    (imports.no_signals, {"tungngo/jobs.py": "from django.dispatch import receiver\n"}, "dispatch"),
    (
        imports.relations_go_down,
        {"tungngo/teams/models.py": HEAD + "a = models.ForeignKey('encounters.Encounter')\n"},
        "encounters",
    ),
    (
        imports.relations_to_lower_rooms_are_closed,
        {
            "tungngo/teams/models.py": HEAD
            + "a = models.ForeignKey('territory.Area', models.PROTECT)\n"
        },
        "related_name",
    ),
    (
        imports.relations_to_lower_rooms_are_closed,
        {
            "tungngo/teams/models.py": HEAD
            + "from tungngo.territory.models import Area\n"
            + "a = models.ForeignKey(Area, on_delete=models.CASCADE, related_name='+')\n"
        },
        "PROTECT",
    ),
    (
        imports.relations_to_lower_rooms_are_closed,
        {
            "tungngo/teams/models.py": HEAD
            + "a = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)\n"
        },
        "accounts",
    ),
    (drawers.only_actions_write, {"tungngo/desk/views.py": "def f(team):\n team.save()\n"}, "save"),
    (
        drawers.only_actions_write,
        {"tungngo/desk/views.py": "def f(team):\n team.save(update_fields=['name'])\n"},
        "save",
    ),
    (
        drawers.only_actions_write,
        {"tungngo/teams/queries.py": "def f():\n Team.objects.filter(a=1).update(b=2)\n"},
        "update",
    ),
    (
        drawers.only_actions_write,
        {"tungngo/teams/queries.py": "def f():\n Team.objects.create(b=2)\n"},
        "create",
    ),
    (drawers.only_actions_write, {"tungngo/jobs.py": "def f(x):\n x.delete()\n"}, "delete"),
    (
        drawers.only_actions_write,
        {"tungngo/teams/rules.py": "def f(x):\n x.bulk_create([])\n"},
        "bulk_create",
    ),
    (
        drawers.only_actions_write,
        {"tungngo/field/wire.py": "def f(c, t):\n c.execute(f'INSERT INTO {t} VALUES (1)')\n"},
        "SQL",
    ),
    (
        drawers.only_actions_write,
        {"tungngo/field/wire.py": "SQL = 'update teams_team set name = %s'\n"},
        "SQL",
    ),
    (
        drawers.only_actions_write,
        {"tungngo/field/wire.py": "from tungngo.lib.rows import insert\n"},
        "lib.rows",
    ),
    (
        drawers.only_actions_write,
        {"tungngo/field/wire.py": "from tungngo.lib import rows\n"},
        "lib.rows",
    ),
    (
        drawers.rules_are_pure,
        {"tungngo/teams/rules.py": "from django.db.models import Q\n"},
        "pure",
    ),
    (
        drawers.rules_are_pure,
        {"tungngo/teams/rules.py": "from tungngo.teams.models import Team\n"},
        "pure",
    ),
    (
        drawers.rules_are_pure,
        {"tungngo/teams/rules/pace.py": "from datetime import date\n\nT = date.today()\n"},
        "clock",
    ),
    (
        drawers.rules_are_pure,
        {"tungngo/teams/rules.py": "from tungngo.lib import clock\ndef f():\n clock.today()\n"},
        "clock",
    ),
    (drawers.lib_is_pure, {"tungngo/lib/text.py": "import django.utils.text\n"}, "Django"),
    (drawers.lib_is_pure, {"tungngo/lib/text.py": "import time\nt = time.time()\n"}, "clock"),
    (
        drawers.one_clock,
        {"tungngo/teams/models.py": "from django.utils import timezone\nd = f(timezone.now)\n"},
        "another clock",
    ),
    (
        drawers.one_clock,
        {"tungngo/teams/actions.py": "import datetime as dt\nd = dt.datetime.now()\n"},
        "another clock",
    ),
    (
        drawers.queries_take_reach,
        {"tungngo/teams/queries.py": "def teams_of(account):\n return 1\n"},
        "teams_of",
    ),
    (
        drawers.queries_take_reach,
        {"tungngo/teams/queries/duty.py": "def teams_of(*, reach):\n return 1\n"},
        "teams_of",
    ),
    (
        drawers.actions_name_their_actor,
        {"tungngo/teams/actions.py": "def form_team(actor, name):\n 'Forms.'\n"},
        "keyword-only",
    ),
    (
        drawers.actions_name_their_actor,
        {"tungngo/teams/actions.py": "def form_team(*, name, actor):\n 'Forms.'\n"},
        "keyword-only",
    ),
    (
        drawers.actions_name_their_actor,
        {"tungngo/teams/actions/forming.py": "def form_team(*, actor):\n return 1\n"},
        "docstring",
    ),
    (
        drawers.models_are_asked_in_their_own_room,
        {
            "tungngo/teams/queries.py": "from tungngo.territory.models import Area as A\n"
            "x = A.objects.all()\n"
        },
        "territory",
    ),
    (
        drawers.models_are_asked_in_their_own_room,
        {
            "tungngo/cli/demo.py": "from tungngo.territory import models\n"
            "x = models.Area.objects.all()\n"
        },
        "the wiring",
    ),
    (
        drawers.paths_are_asked_as_ranges,
        {
            "tungngo/teams/queries.py": "def f(reach, Team):\n Team.filter(area__path__startswith='01.')\n"
        },
        "Reach.of",
    ),
    (
        drawers.times_and_days_are_named,
        {"tungngo/teams/models.py": HEAD + "class T:\n  made = models.DateTimeField()\n"},
        "_at",
    ),
    (
        drawers.times_and_days_are_named,
        {"tungngo/teams/models.py": HEAD + "class T:\n  birth = models.DateField(null=True)\n"},
        "_on",
    ),
    (
        drawers.times_and_days_are_named,
        {
            "tungngo/teams/models.py": HEAD
            + "class T:\n  made_at = models.DateTimeField(auto_now_add=True)\n"
        },
        "Django's clock",
    ),
    (drawers.exceptions_are_alive, {"tungngo/lib/clock.py": ""}, "WRITERS"),
    (names.names_say_something, {"tungngo/teams/utils.py": ""}, "utils"),
    (names.names_say_something, {"tungngo/core/models.py": ""}, "core"),
    (names.names_say_something, {"tungngo/look/templates/look/base.html": ""}, "base"),
    (names.names_say_something, {"tungngo/lib/sheets.py": "class SheetManager: pass\n"}, "Manager"),
    (names.names_are_our_own, {"tungngo/tickets/models.py": "class HelpRequest: pass\n"}, "noun"),
    (names.names_are_our_own, {"tungngo/lib/message.py": ""}, "message"),
    (names.names_are_our_own, {"tungngo/points/rules.py": "class Session: pass\n"}, "Session"),
    (names.files_are_short, {"tungngo/lib/long.py": "x = 1\n" * 501}, "501 lines"),
    (names.files_are_short, {"tests/test_long.py": "x = 1\n" * 501}, "501 lines"),
    (names.tests_can_fail, {"tests/test_a.py": "def test_a():\n print(1)\n"}, "test_a"),
    (names.tests_can_fail, {"tests/test_a.py": "def test_a():\n assert True\n"}, "test_a"),
    (
        names.tests_can_fail,
        {"tests/a/test_a.py": "class TestA:\n def test_b(self):\n  assert (1, 'always')\n"},
        "test_b",
    ),
    (
        pages.templates_speak_through_the_catalogue,
        {"tungngo/desk/templates/desk/a.html": "{% load i18n %}\n<br><p>Sign in</p>"},
        "a.html:2: “Sign in”",
    ),
    (
        pages.templates_speak_through_the_catalogue,
        {"tungngo/desk/templates/desk/a.html": "<img alt='Map of {{ area }}'>"},
        "Map of 0",
    ),
    (
        pages.pages_hold_no_script_and_no_style,
        {"tungngo/desk/templates/desk/a.html": "<p>\n<i style='width:1%'></i>"},
        "a.html:2",
    ),
    (
        pages.pages_hold_no_script_and_no_style,
        {"tungngo/desk/templates/desk/a.html": "<script type='module'>x()</script>"},
        "static/",
    ),
    (
        pages.scripts_of_the_desk_are_modules,
        {"tungngo/desk/templates/desk/a.html": "<script src=\"{% static 'desk/a.js' %}\" defer>"},
        "desk/a.js",
    ),
    (
        phone.only_the_store_opens_the_database,
        {"tungngo/field/static/field/screens/doors.js": "const db = new Dexie('x')\n"},
        "store.js",
    ),
    (
        phone.only_the_wire_fetches,
        {"tungngo/field/static/field/store.js": "// fetch(1)\nawait fetch('/x')\n"},
        "store.js:2",
    ),
    (
        phone.screens_do_not_know_each_other,
        {"tungngo/field/static/field/screens/doors.js": "import { a } from './door.js'\n"},
        "./door.js",
    ),
]

HONEST: Files = {
    "tungngo/settings.py": "from django.conf import global_settings\n",
    "tungngo/jobs.py": "def table():\n    from tungngo.progress import actions\n    return actions\n",
    "tungngo/cli/demo.py": "from tungngo.desk import urls\n",
    "tungngo/lib/clock.py": "from datetime import datetime\n\ndef now():\n    return datetime.now()\n",
    "tungngo/lib/text.py": '"""insert into nothing."""\nimport time\n\nslow = time.perf_counter()\n',
    "tungngo/lib/qr.py": "def f(code, book, d, s):\n    code.save('a.png', kind='png')\n"
    "    book.save('a.xlsx')\n    d.update(a=1)\n    s.add(2)\n    d.get(1).update({})\n",
    "tungngo/look/templates/look/page.html": "<html lang='{{ l }}'><script defer src='x.js'>go on</script>"
    "<main title='{% translate \"Go\" %}'>{{ x }} {# note #} · Từng Ngõ <b lang='vi'>Đang mở</b>\n"
    "{% block density %}desk{% endblock %}{% blocktranslate %}Words{% endblocktranslate %}</main>\n",
    "tungngo/accounts/journal.py": "def write():\n    JournalLine.objects.create()\n",
    "tungngo/accounts/models.py": HEAD
    + "class Account(models.Model):\n    made_at = models.DateTimeField()\n"
    "    badge = models.ForeignKey('self', on_delete=models.CASCADE)\n",
    "tungngo/accounts/queries.py": "from tungngo.accounts.models import Account\n\n"
    "def accounts(reach):\n    return Account.objects.all()\n\ndef _hidden():\n    return 1\n",
    "tungngo/territory/models.py": HEAD
    + "from tungngo.lib.columns import belongs_to\n"
    + "class Area(models.Model):\n    from_on = models.DateField()\n"
    "    parent = models.ForeignKey('self', on_delete=models.CASCADE, related_name='children')\n"
    "    made_by = models.ForeignKey(\n        'accounts.Account', models.PROTECT, related_name='+')\n"
    "    household = belongs_to('territory.Household', 'household_id')\n",
    "tungngo/territory/rules.py": "from datetime import date\nfrom tungngo.lib.clock import day_of\n"
    "\ndef is_old(day: date):\n    return day_of(day) > day\n",
    "tungngo/territory/actions.py": "from tungngo.lib import clock, rows\n"
    "from tungngo.territory.models import Area\n\n"
    "def rename(*, actor, area):\n    '''Renames.'''\n    area.save()\n    clock.now()\n"
    "    Area.objects.filter(pk=1).update(name='x')\n    rows.insert(Area)\n"
    "\ndef _part(area):\n    area.delete()\n",
    "tungngo/territory/migrations/0001_initial.py": "def f(apps, editor):\n"
    "    apps.get_model('territory', 'Area').objects.create()\n",
    "tungngo/desk/views.py": "from tungngo.territory.actions import rename\n"
    "from tungngo.lib import clock\n\nlabel = 'Update the list and set a day'\nday = clock.today()\n",
    "tungngo/desk/forms.py": "class SignInForm: pass\n",
    "tungngo/field/static/field/store.js": "import Dexie from './vendor/dexie.js'\n// fetch('x')\n"
    "const db = new Dexie('town')\n",
    "tungngo/field/static/field/wire.js": "const answer = await fetch('https://x/y')\n",
    "tungngo/field/static/field/vendor/dexie.js": "indexedDB.open(); fetch('x')\n" * 600,
    "tungngo/field/static/field/screens/doors.js": "import { list } from '../store.js'\n"
    "wire.fetch('x'); prefetch('x')\n",
    "tests/test_a.py": "import pytest\n\ndef test_a(x):\n    assert x\n\ndef test_b():\n"
    "    with pytest.raises(ValueError):\n        int('x')\n\ndef test_c(page):\n"
    "    expect(page).to_have_title('x')\n",
}


def build(root: Path, files: Files) -> House:
    """A house of these files and nothing else."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return House.read(root)


@pytest.mark.parametrize(
    ("rule", "files", "says"),
    BROKEN,
    ids=[f"{rule.__name__}-{number}" for number, (rule, _files, _says) in enumerate(BROKEN)],
)
def test_a_rule_sees_its_violation(tmp_path: Path, rule: Rule, files: Files, says: str) -> None:
    found = [str(violation) for violation in rule(build(tmp_path, files))]
    assert any(says in sentence for sentence in found), found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_rule_leaves_honest_code_alone(
    tmp_path: Path, rule: Rule, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The made-up house has its own few exceptions, and all of them live.
    monkeypatch.setattr(drawers, "WRITERS", {"tungngo/accounts/journal.py": "pen"})
    monkeypatch.setattr(drawers, "CLOCKS", {"tungngo/lib/clock.py": "clock"})
    for name in ("LIB_WITH_DJANGO", "NAMED_IN_SETTINGS", "WITHOUT_REACH", "WITHOUT_ACTOR"):
        monkeypatch.setattr(drawers, name, {})
    found = [str(violation) for violation in rule(build(tmp_path, HONEST))]
    assert not found


def test_every_rule_has_a_violation_to_see() -> None:
    assert {rule.__name__ for rule in RULES} == {rule.__name__ for rule, _files, _says in BROKEN}
