from django.db import migrations, models


class Migration(migrations.Migration):
    """A recount finds everything it counts of a place's facts in the index."""

    dependencies = [("encounters", "0011_by_person")]

    operations = [
        migrations.AddIndex(
            model_name="encounter",
            index=models.Index(
                fields=["path", "happened_at", "campaign_id", "place_kind"],
                name="encounter_counted",
            ),
        ),
        migrations.RemoveIndex(model_name="encounter", name="encounter_at_path"),
    ]
