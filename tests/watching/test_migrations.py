"""An upgrade runs beside the version before it: migrations expand, and contract a version later.

docs/deploy.md tells operators so.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models.fields import NOT_PROVIDED

TAKES_AWAY = (
    *(migrations.RemoveField, migrations.RenameField, migrations.DeleteModel),
    *(migrations.RenameModel, migrations.AlterModelTable),
)
#: Made before the first release, so there was no version to run beside. None is added once there is one.
BEFORE_ANY_RELEASE = {
    *("campaigns.0002_asks", "campaigns.0005_practise_after"),
    *("encounters.0003_beside", "encounters.0006_one_row_a_household"),
    "territory.0011_past_places",
}


def faults(operation: Operation, state: ProjectState, app: str) -> Iterator[str]:
    """What of an operation the version before could not live with."""
    if isinstance(operation, TAKES_AWAY):
        yield f"{type(operation).__name__} takes away what the version before still uses"
    if isinstance(operation, migrations.AddField):
        field = operation.field
        if not (field.many_to_many or field.null or _has_default(field)):
            yield f"{operation.name} needs db_default: the version before inserts without it"
    if isinstance(operation, migrations.AlterField):
        was = state.models[app, operation.model_name_lower].fields[operation.name]
        now = operation.field
        if was.null and not now.null and not _has_default(now):
            yield f"{operation.name} may not be empty any more, but the version before leaves it so"
        if (was.max_length or 0) > (now.max_length or 10**9):
            yield f"{operation.name} became shorter than what the version before writes"
        if was.get_internal_type() != now.get_internal_type():
            yield f"{operation.name} became another kind of column"


def _has_default(field: models.Field) -> bool:
    return field.db_default is not NOT_PROVIDED


def found_in(migration: migrations.Migration, loader: MigrationLoader) -> list[str]:
    """The faults of one migration, each with its name; none when it says that it contracts."""
    if migration.initial or getattr(migration, "contracts_after", ""):
        return []
    app, name = migration.app_label, migration.name
    state = loader.project_state((app, name), at_end=False)
    found = []
    for operation in migration.operations:
        found += [f"{app}.{name}: {fault}" for fault in faults(operation, state, app)]
        operation.state_forwards(app, state)
    return found


def test_migrations_expand() -> None:
    loader = MigrationLoader(None)
    found = {
        f"{app}.{name}": found_in(migration, loader)
        for (app, name), migration in loader.disk_migrations.items()
        if type(migration).__module__.startswith("tungngo.")
    }
    assert len(found) > 15
    wrong = {name for name, said in found.items() if said}
    assert wrong == BEFORE_ANY_RELEASE, [
        "expand now; contract a version later with contracts_after = 'X.Y'",
        *(said for name in wrong - BEFORE_ANY_RELEASE for said in found[name]),
    ]


@pytest.mark.parametrize(
    ("operation", "is_fault"),
    [
        (migrations.RemoveField("door", "word"), True),
        (migrations.RenameField("door", "word", "words"), True),
        (migrations.DeleteModel("door"), True),
        (migrations.AddField("door", "more", models.TextField()), True),
        (migrations.AddField("door", "more", models.TextField(default="")), True),
        (migrations.AddField("door", "more", models.TextField(db_default="")), False),
        (migrations.AddField("door", "more", models.TextField(null=True)), False),
        (migrations.AlterField("door", "word", models.CharField(max_length=20)), True),
        (migrations.AlterField("door", "word", models.CharField(max_length=9, null=True)), True),
        (migrations.AlterField("door", "word", models.IntegerField(null=True)), True),
        (migrations.AlterField("door", "word", models.CharField(max_length=30, null=True)), False),
        (migrations.AddIndex("door", models.Index(fields=["word"], name="by_word")), False),
    ],
)
def test_what_the_version_before_could_not_live_with(operation: Operation, is_fault: bool) -> None:
    state = ProjectState()
    word = models.CharField(max_length=20, null=True)
    state.add_model(
        migrations.state.ModelState(
            "made_up", "Door", [("id", models.AutoField(primary_key=True)), ("word", word)]
        )
    )
    assert bool(list(faults(operation, state, "made_up"))) == is_fault
