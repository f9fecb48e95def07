from django.db import migrations


def remember(apps, schema_editor):
    """Households merged and parted before now remember it as those parted from now on do."""
    household = apps.get_model("territory", "Household")
    doublings = apps.get_model("upkeep", "Doubling").objects
    undone = doublings.filter(undone_at__isnull=False, resident_id=None).order_by("undone_at")
    columns = ("origin", "household_id", "kept_id", "undone_at")
    for origin, double, kept, until in undone.values_list(*columns):
        for one, other in ((double, kept), (kept, double)):
            found = household.objects.filter(origin=origin, id=one)
            for once in found.values_list("once", flat=True):
                found.update(once={**(once or {}), str(other): until.isoformat()})


class Migration(migrations.Migration):
    """What was said of people while two households were one counts where they live (decision 0023)."""

    dependencies = [
        ("upkeep", "0003_forgotten"),
        ("territory", "0012_unnamed"),
    ]

    operations = [migrations.RunPython(remember, migrations.RunPython.noop)]
