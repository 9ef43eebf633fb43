"""Short clips beside photos: how long one is, that its file is to be made, and whether a facility takes any."""

import django.db.models.deletion
from django.db import migrations, models


AGREES = (
    "ALTER TABLE photos_clipwork ADD CONSTRAINT photos_clipwork_photo_agrees "
    "FOREIGN KEY (photo_id, facility_id) REFERENCES photos_photo (id, facility_id) DEFERRABLE INITIALLY DEFERRED;"
)
BACK = "ALTER TABLE photos_clipwork DROP CONSTRAINT photos_clipwork_photo_agrees;"


class Migration(migrations.Migration):
    dependencies = [
        ("facilities", "0012_hours"),
        ("photos", "0011_placements"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClipWork",
            fields=[
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting"),
                            ("handed_over", "Handed over"),
                            ("refused", "Refused"),
                            ("expired", "Too late"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="queued",
                        max_length=11,
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                (
                    "token",
                    models.PositiveIntegerField(
                        default=0, help_text="Grows with each claim; a stale one writes nothing."
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("settled_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, default="", max_length=200)),
                (
                    "photo",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="work",
                        serialize=False,
                        to="photos.photo",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PhotoSettings",
            fields=[
                (
                    "facility",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="photo_settings",
                        serialize=False,
                        to="facilities.facility",
                    ),
                ),
                ("takes_clips", models.BooleanField(default=False, verbose_name="short video clips")),
            ],
        ),
        migrations.AddField(
            model_name="photo",
            name="seconds",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="length of a clip in seconds"
            ),
        ),
        migrations.AlterField(
            model_name="photo",
            name="state",
            field=models.CharField(
                choices=[
                    ("new", "New"),
                    ("ready", "Ready"),
                    ("hidden", "Hidden"),
                    ("removed", "Removed"),
                    ("making", "Being made"),
                    ("refused", "Could not be made"),
                ],
                default="new",
                max_length=7,
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("seconds__isnull", False),
                    models.Q(("state__in", ["making", "refused"]), _negated=True),
                    _connector="OR",
                ),
                name="photo_only_clips_are_made",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("seconds__isnull", True),
                    models.Q(("crop", ""), ("seconds__gte", 1), ("seconds__lte", 60)),
                    _connector="OR",
                ),
                name="clip_short_and_whole",
            ),
        ),
        migrations.AddField(
            model_name="clipwork",
            name="facility",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="facilities.facility"
            ),
        ),
        migrations.AddIndex(
            model_name="clipwork",
            index=models.Index(
                condition=models.Q(("state", "queued")), fields=["due_at"], name="clip_work_waiting"
            ),
        ),
    ]
