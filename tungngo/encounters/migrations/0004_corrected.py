from typing import Any

from django.db import migrations, models
from django.db.models import Exists, OuterRef


def tell_corrected(apps: Any, _schema_editor: Any) -> None:
    """Doors of which some fact corrects another go on being folded whole."""
    standings = apps.get_model("encounters", "HouseholdStanding")
    corrections = apps.get_model("encounters", "Encounter").objects.filter(
        origin=OuterRef("origin"),
        household_id=OuterRef("household_id"),
        campaign_id=OuterRef("campaign_id"),
        amends_id__isnull=False,
    )
    standings.objects.filter(Exists(corrections)).update(corrected=True)


class Migration(migrations.Migration):
    dependencies = [("encounters", "0003_beside")]

    operations = [
        migrations.AddField(
            model_name="householdstanding",
            name="corrected",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunPython(tell_corrected, migrations.RunPython.noop),
    ]
