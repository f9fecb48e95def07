from django.db import migrations, models


class Migration(migrations.Migration):
    """Marks say whether they were touched again; people of a place are found by its path alone."""

    dependencies = [("territory", "0004_list_import_uploader")]

    operations = [
        migrations.AddField(
            model_name="stalearea",
            name="touched",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.RemoveIndex(model_name="resident", name="resident_by_path"),
        migrations.AddIndex(
            model_name="resident",
            index=models.Index(fields=["path", "segment"], name="resident_by_segment"),
        ),
    ]
