"""A contract and a flat plan end on or after their first day, like every dated row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("attendance", "0006_who_searches"),
        ("facilities", "0012_hours"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="carecontract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="care_contract_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="flatplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="flat_plan_ends_after_start",
            ),
        ),
    ]
