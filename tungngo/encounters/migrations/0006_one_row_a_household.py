from typing import Any

from django.db import migrations, models

#: People's rows become part of their household's, set-wise: a commune has 100,000 of them.
TAKE_IN = {
    "sqlite": """
        UPDATE encounters_householdstanding AS standing SET residents = (
            SELECT json_group_object(resident_id, json_array(met_on, json(levels)))
            FROM encounters_residentstanding AS person
            WHERE person.origin = standing.origin AND person.household_id = standing.household_id
            AND person.campaign_id = standing.campaign_id)""",
    "postgresql": """
        UPDATE encounters_householdstanding AS standing SET residents = people.residents FROM (
            SELECT origin, household_id, campaign_id, jsonb_object_agg(
                replace(resident_id::text, '-', ''), jsonb_build_array(met_on, levels)) AS residents
            FROM encounters_residentstanding GROUP BY origin, household_id, campaign_id) AS people
        WHERE people.origin = standing.origin AND people.household_id = standing.household_id
        AND people.campaign_id = standing.campaign_id""",
}


def take_people_in(_apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(TAKE_IN[schema_editor.connection.vendor])


class Migration(migrations.Migration):
    """A visit writes one row for the door and everybody behind it."""

    dependencies = [("encounters", "0005_by_path")]

    operations = [
        migrations.AddField(
            model_name="householdstanding",
            name="residents",
            field=models.JSONField(default=dict),
        ),
        migrations.RunPython(take_people_in, migrations.RunPython.noop),
        migrations.DeleteModel(name="ResidentStanding"),
    ]
