"""Photos stand in notices and in the contact book."""

import backend.ids
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


AGREES = (
    "ALTER TABLE photos_photoplacement ADD CONSTRAINT photos_photoplacement_photo_agrees "
    "FOREIGN KEY (photo_id, facility_id) REFERENCES photos_photo (id, facility_id) DEFERRABLE INITIALLY DEFERRED;"
)
BACK = "ALTER TABLE photos_photoplacement DROP CONSTRAINT photos_photoplacement_photo_agrees;"


class Migration(migrations.Migration):
    dependencies = [
        ("facilities", "0012_hours"),
        ("photos", "0010_free_photos"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PhotoPlacement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=backend.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("notice", "Notice"), ("entry", "Page of the contact book")], max_length=6
                    ),
                ),
                ("target", models.UUIDField()),
                ("placed_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                        related_name="placements",
                        to="photos.photo",
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "target", "photo"), name="photo_placed_once")
                ],
            },
        ),
        migrations.RunSQL(AGREES, BACK),
    ]
