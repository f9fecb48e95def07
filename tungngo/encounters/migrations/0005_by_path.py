from django.db import migrations, models


class Migration(migrations.Migration):
    """A recount finds the facts of a place by its path, whichever commune first listed the doors."""

    dependencies = [("encounters", "0004_corrected")]

    operations = [
        migrations.RemoveIndex(model_name="encounter", name="encounter_by_path"),
        migrations.AddIndex(
            model_name="encounter",
            index=models.Index(fields=["path", "happened_at"], name="encounter_at_path"),
        ),
        migrations.AddIndex(
            model_name="encounter",
            index=models.Index(
                fields=["path"],
                condition=models.Q(amends_id__isnull=False) | models.Q(withdrawn=True),
                name="encounter_amending",
            ),
        ),
    ]
