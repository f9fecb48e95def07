from typing import Any

from django.db import migrations
from django.utils import timezone


def count_again(apps: Any, _schema_editor: Any) -> None:
    """Where residents taught each other, tallies say so from the next recount on."""
    said = apps.get_model("encounters", "Teaching").objects.order_by()
    marks = apps.get_model("territory", "StaleArea").objects
    for path in said.values_list("path", flat=True).distinct():
        commune = path.split(".")[1] if path.count(".") > 1 else path.split(".")[0]
        marks.get_or_create(
            origin=commune, path=path, defaults={"since_at": timezone.now(), "touched": 1}
        )


class Migration(migrations.Migration):
    dependencies = [("progress", "0003_by_place"), ("encounters", "0010_teaching")]

    operations = [migrations.RunPython(count_again, migrations.RunPython.noop)]
