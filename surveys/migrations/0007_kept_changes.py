"""An event with an announced change is never deleted: changes are only ever added."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0006_meeting_reminders"),
    ]

    operations = [
        migrations.AlterField(
            model_name="eventchange",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="surveys.event"
            ),
        ),
    ]
