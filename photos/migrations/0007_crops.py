"""A part of a photo may be shown instead of all of it; who was cut out of it is remembered."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

AGREES = (
    "ALTER TABLE photos_photocutout ADD CONSTRAINT photos_photocutout_photo_agrees "
    "FOREIGN KEY (photo_id, facility_id) REFERENCES photos_photo (id, facility_id) DEFERRABLE INITIALLY DEFERRED;"
)
BACK = "ALTER TABLE photos_photocutout DROP CONSTRAINT photos_photocutout_photo_agrees;"


class Migration(migrations.Migration):
    dependencies = [
        ("facilities", "0012_hours"),
        ("photos", "0006_money_agrees"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="photo",
            name="crop",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="What is kept of it, as a rectangle in percents; empty: all of it.",
                max_length=15,
                validators=[django.core.validators.RegexValidator("\\A(?:\\d{1,2}-){2}\\d{1,3}-\\d{1,3}\\Z")],
            ),
        ),
        migrations.CreateModel(
            name="PhotoCutOut",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "photo_id", "child_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="facilities.child"
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="facilities.facility",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cut_outs",
                        to="photos.photo",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(AGREES, BACK),
    ]
