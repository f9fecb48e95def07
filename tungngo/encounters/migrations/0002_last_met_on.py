"""The last day somebody was met at a door, also for the standings that are there already."""

from zoneinfo import ZoneInfo

from django.db import migrations, models

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def fill(apps, schema_editor):
    """From the encounters in force: neither withdrawn nor amended."""
    encounters = apps.get_model("encounters", "Encounter").objects
    standings = apps.get_model("encounters", "HouseholdStanding").objects
    amended = set(encounters.exclude(amends_id=None).values_list("amends_id", flat=True))
    met = encounters.filter(result="met", withdrawn=False).order_by("happened_at", "id")
    last = {}
    for id_, origin, household, campaign, at in met.values_list(
        "id", "origin", "household_id", "campaign_id", "happened_at"
    ).iterator():
        if id_ not in amended:
            last[origin, household, campaign] = at.astimezone(VIETNAM).date()
    for (origin, household, campaign), day in last.items():
        standings.filter(origin=origin, household_id=household, campaign_id=campaign).update(
            last_met_on=day
        )


class Migration(migrations.Migration):
    dependencies = [
        ("encounters", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="householdstanding",
            name="last_met_on",
            field=models.DateField(null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
