from django.db import migrations, models


class Migration(migrations.Migration):
    """Boundaries of areas, as maps draw them."""

    dependencies = [("territory", "0006_urgent")]

    operations = [
        migrations.CreateModel(
            name="AreaBoundary",
            fields=[
                (
                    "area",
                    models.OneToOneField(
                        on_delete=models.deletion.PROTECT,
                        primary_key=True,
                        related_name="boundary",
                        serialize=False,
                        to="territory.area",
                    ),
                ),
                ("shape", models.TextField()),
                ("digest", models.CharField(max_length=16)),
                ("x", models.IntegerField()),
                ("y", models.IntegerField()),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("name_x", models.IntegerField()),
                ("name_y", models.IntegerField()),
                ("name_room", models.PositiveIntegerField()),
                ("loaded_at", models.DateTimeField()),
            ],
        )
    ]
