from django.db import migrations, models


class Migration(migrations.Migration):
    """The most urgent doors of a province or the nation are found in the order of their table."""

    dependencies = [("territory", "0005_touched")]

    operations = [
        migrations.AddIndex(
            model_name="household",
            index=models.Index(
                models.F("priority").desc(),
                models.F("path"),
                models.F("walk_key"),
                condition=models.Q(ended_on=None),
                name="household_urgent",
            ),
        )
    ]
