from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("facilities", "0010_kiosks"),
    ]

    operations = [
        migrations.AddField(
            model_name="guardian",
            name="wants_stamps",
            field=models.BooleanField(
                db_default=True, default=True, verbose_name="told of each arrival and departure"
            ),
        ),
    ]
