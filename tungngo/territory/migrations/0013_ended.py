from django.db import migrations, models


class Migration(migrations.Migration):
    """Who left the list long ago, and which doors did, are found without looking through the others."""

    dependencies = [("territory", "0012_unnamed")]

    operations = [
        migrations.AddIndex(
            model_name=model,
            index=models.Index(
                fields=["ended_on"],
                condition=models.Q(ended_on__isnull=False),
                name=f"{model}_ended",
            ),
        )
        for model in ("household", "resident")
    ]
