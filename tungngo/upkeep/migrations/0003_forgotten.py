from django.db import migrations, models


class Migration(migrations.Migration):
    """What a merge keeps of people is forgotten after its days."""

    dependencies = [("upkeep", "0002_area_change")]

    operations = [
        migrations.AddField(
            model_name="doubling",
            name="forgotten_at",
            field=models.DateTimeField(null=True),
        ),
    ]
