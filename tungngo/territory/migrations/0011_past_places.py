import django.db.models.deletion
from django.db import migrations, models

import tungngo.lib.columns

#: The one place that households remembered until now.
TAKE_OVER = """
    INSERT INTO territory_pastplace (origin, household_id, path, until_at)
    SELECT origin, id, was_at, moved_at FROM territory_household
    WHERE was_at <> '' AND moved_at IS NOT NULL"""


class Migration(migrations.Migration):
    """A household remembers every group it lay in, not the last one only."""

    dependencies = [("territory", "0010_moved")]

    operations = [
        migrations.CreateModel(
            name="PastPlace",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "origin",
                        "household_id",
                        "path",
                        "until_at",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("origin", tungngo.lib.columns.OriginField(editable=False, max_length=12)),
                ("household_id", models.UUIDField()),
                ("path", tungngo.lib.columns.PathField(max_length=64)),
                ("until_at", models.DateTimeField()),
                (
                    "household",
                    models.ForeignObject(
                        from_fields=("origin", "household_id"),
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.household",
                        to_fields=("origin", "id"),
                    ),
                ),
            ],
        ),
        migrations.RunSQL(TAKE_OVER, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="household", name="moved_at"),
        migrations.RemoveField(model_name="household", name="was_at"),
    ]
