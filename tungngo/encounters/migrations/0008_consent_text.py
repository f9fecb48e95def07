from django.db import migrations, models


class Migration(migrations.Migration):
    """A visit says which text was read before somebody agreed."""

    dependencies = [("encounters", "0007_places")]

    operations = [
        migrations.AddField(
            model_name="encounter",
            name="consent_text",
            field=models.PositiveSmallIntegerField(null=True),
        ),
    ]
