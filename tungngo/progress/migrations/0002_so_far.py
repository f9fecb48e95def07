import uuid
from collections import defaultdict
from typing import Any

from django.db import migrations

NO_CAMPAIGN = uuid.UUID(int=0)


def add_up(apps: Any, _schema_editor: Any) -> None:
    """The counts of all days stand in the population of their campaign too."""
    tallies = apps.get_model("progress", "Tally").objects
    populations = apps.get_model("progress", "Population").objects
    for row in populations.exclude(campaign_id=NO_CAMPAIGN).iterator():
        whole: dict[str, int] = defaultdict(int, row.counts)
        mine = tallies.filter(origin=row.origin, path=row.path, campaign_id=row.campaign_id)
        for counts in mine.values_list("counts", flat=True):
            for key, number in counts.items():
                whole[key] += number
        row.counts = dict(whole)
        row.save(update_fields=["counts"])


class Migration(migrations.Migration):
    dependencies = [("progress", "0001_initial")]

    operations = [migrations.RunPython(add_up, migrations.RunPython.noop)]
