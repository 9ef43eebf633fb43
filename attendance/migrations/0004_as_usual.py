import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("attendance", "0003_one_correction"),
    ]

    operations = [
        migrations.AlterField(
            model_name="attendancesettings",
            name="report_by",
            field=models.TimeField(default=datetime.time(9, 0), verbose_name="reports until"),
        ),
        migrations.AlterField(
            model_name="attendancesettings",
            name="watch_at",
            field=models.TimeField(default=datetime.time(9, 30), verbose_name="the watch asks at"),
        ),
        migrations.AlterField(
            model_name="report",
            name="kind",
            field=models.CharField(
                choices=[
                    ("absent", "Absent"),
                    ("late", "Late"),
                    ("early_leave", "Leaves early"),
                    ("pick_up", "Pick-up changes"),
                    ("as_usual", "Comes as usual"),
                ],
                max_length=11,
                verbose_name="kind",
            ),
        ),
    ]
