from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Who uploaded a list lies elsewhere once lists are distributed by commune (decision 0002)."""

    dependencies = [("territory", "0003_walk_order")]

    operations = [
        migrations.AlterField(
            model_name="listimport",
            name="uploaded_by",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        )
    ]
