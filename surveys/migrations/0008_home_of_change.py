"""A change of a meeting says whose it was: what staff freed is struck out in that home's calendar too."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0007_kept_changes"),
    ]

    operations = [
        migrations.AddField(
            model_name="meetingchange",
            name="household",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="facilities.household",
            ),
        ),
    ]
