"""The ground of an import is one of two: it is shown by its label."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0002_messages")]

    operations = [
        migrations.AlterField(
            model_name="import",
            name="ground",
            field=models.CharField(
                choices=[("declared", "Self-declared"), ("certified", "Certified")],
                default="declared",
                max_length=10,
                verbose_name="ground",
            ),
        ),
    ]
