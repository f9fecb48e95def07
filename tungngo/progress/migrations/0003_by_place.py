from typing import Any

from django.db import migrations
from django.utils import timezone


def count_again(apps: Any, _schema_editor: Any) -> None:
    """Where something was recorded elsewhere than at a door, tallies say so from the next recount on."""
    encounters = apps.get_model("encounters", "Encounter").objects
    marks = apps.get_model("territory", "StaleArea").objects
    away = encounters.exclude(place_kind="door").order_by()
    for path in away.values_list("path", flat=True).distinct():
        commune = path.split(".")[1] if path.count(".") > 1 else path.split(".")[0]
        marks.get_or_create(
            origin=commune, path=path, defaults={"since_at": timezone.now(), "touched": 1}
        )


class Migration(migrations.Migration):
    dependencies = [
        ("progress", "0002_so_far"),
        ("encounters", "0009_gathering"),
        ("territory", "0005_touched"),
    ]

    operations = [migrations.RunPython(count_again, migrations.RunPython.noop)]
