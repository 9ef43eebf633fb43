from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0005_ten_at_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="meetingperiod",
            name="remind_times",
            field=ArrayField(base_field=models.DateTimeField(), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name="meetingperiod",
            name="reminded_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="meetingchange",
            name="period",
            field=models.ForeignKey(on_delete=PROTECT, related_name="changes", to="surveys.meetingperiod"),
        ),
        migrations.AlterField(
            model_name="meetingchange",
            name="slot",
            field=models.ForeignKey(on_delete=PROTECT, related_name="changes", to="surveys.meetingslot"),
        ),
    ]
