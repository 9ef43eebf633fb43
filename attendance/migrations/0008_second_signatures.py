"""A second signature that comes later than the dose, and counts of heads over several classes."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import backend.ids

PEOPLE = {"on_delete": django.db.models.deletion.PROTECT, "related_name": "+", "to": settings.AUTH_USER_MODEL}

# The giver beside the signer in one row, so that the database can keep the two apart.
AGREES = """
ALTER TABLE attendance_dosesignature ADD CONSTRAINT attendance_dosesignature_giver_agrees
    FOREIGN KEY (dose_id, given_by_id) REFERENCES attendance_medicationdose (id, given_by_id)
    DEFERRABLE INITIALLY DEFERRED;
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON attendance_dosesignature
    FOR EACH STATEMENT EXECUTE FUNCTION engawa_only_added();
ALTER TABLE attendance_headcount ALTER COLUMN rooms SET DEFAULT '{}';
"""
BACK = """
DROP TRIGGER only_added ON attendance_dosesignature;
ALTER TABLE attendance_dosesignature DROP CONSTRAINT attendance_dosesignature_giver_agrees;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("attendance", "0007_dated_rows_end_after_start"),
        ("facilities", "0012_hours"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="medicationdose",
            name="seen_by",
            field=models.ForeignKey(blank=True, null=True, **PEOPLE),
        ),
        migrations.AddConstraint(
            model_name="medicationdose",
            constraint=models.UniqueConstraint(fields=("id", "given_by"), name="dose_and_giver"),
        ),
        migrations.CreateModel(
            name="DoseSignature",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=backend.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="signed at")),
                ("by", models.ForeignKey(**PEOPLE)),
                (
                    "dose",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signature",
                        to="attendance.medicationdose",
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
                ("given_by", models.ForeignKey(**PEOPLE)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("given_by", models.F("by")), _negated=True),
                        name="dose_signed_by_another",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="headcount",
            name="rooms",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(),
                blank=True,
                default=list,
                size=None,
                verbose_name="classes counted together",
            ),
        ),
        migrations.RunSQL(AGREES, BACK),
    ]
