"""Skills that were installed before the catalogue said where helpers act for the resident."""

from django.db import migrations

CODES = ["public-service", "etax-mobile", "digital-signature"]


def ask(apps, schema_editor):
    apps.get_model("campaigns", "Skill").objects.filter(code__in=CODES).update(asks_consent=True)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0002_asks")]
    operations = [migrations.RunPython(ask, migrations.RunPython.noop)]
