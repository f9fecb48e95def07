from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_wanted")]

    operations = [
        migrations.AlterField(
            model_name="export",
            name="kind",
            field=models.CharField(
                choices=[("xlsx", "XLSX"), ("csv", "CSV"), ("parquet", "Parquet")], max_length=8
            ),
        ),
    ]
