"""Money that moved at the card company without us, in the ledger and in the office's lists."""

import backend.ids
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

AGREEING = (
    ("photos_outsidemoney", "order", "photos_order"),
    ("photos_outsidemoney", "stray", "photos_straymoney"),
    ("photos_outsidemoney", "back", "photos_moneyback"),
    ("photos_ledgerbooking", "outside", "photos_outsidemoney"),
)
FORWARD = [
    f"ALTER TABLE {table} ADD CONSTRAINT {table}_{key}_agrees FOREIGN KEY ({key}_id, facility_id) "
    f"REFERENCES {other} (id, facility_id) DEFERRABLE INITIALLY DEFERRED;"
    for table, key, other in AGREEING
]
BACK = [f"ALTER TABLE {table} DROP CONSTRAINT {table}_{key}_agrees;" for table, key, _ in AGREEING]


class Migration(migrations.Migration):
    dependencies = [
        ("facilities", "0012_hours"),
        ("photos", "0008_removed_at"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OutsideMoney",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=backend.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("provider", models.CharField(max_length=12)),
                ("reference", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("refund", "Paid back in Stripe's dashboard"),
                            ("dispute", "Disputed by the card's owner"),
                        ],
                        max_length=7,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Not decided yet"),
                            ("taken", "The money has left the account"),
                            ("void", "The money is in the account"),
                        ],
                        max_length=5,
                    ),
                ),
                ("amount", models.PositiveIntegerField(verbose_name="in the currency's smallest unit")),
                (
                    "answer_by",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="until when to answer a dispute"
                    ),
                ),
                ("came_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="ledgerbooking",
            name="booking_once",
        ),
        migrations.AddField(
            model_name="paymentevent",
            name="intent",
            field=models.CharField(
                blank=True, db_default="", max_length=120, verbose_name="the payment it is about"
            ),
        ),
        migrations.AlterField(
            model_name="ledgerbooking",
            name="step",
            field=models.CharField(
                choices=[
                    ("placed", "Ordered"),
                    ("paid", "Paid"),
                    ("cancelled", "Cancelled"),
                    ("refunded", "Paid back"),
                    ("stray", "Money came that nothing was open for"),
                    ("returned", "That money was paid back"),
                    ("outside", "Paid back in Stripe's dashboard"),
                    ("lost", "Lost to a dispute of the card's owner"),
                    ("undone", "That came back to the account"),
                ],
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="account",
            field=models.CharField(
                choices=[
                    ("receivable", "Owed by families"),
                    ("fees", "Collected with the monthly fee"),
                    ("card", "At the card company"),
                    ("sales", "Sales"),
                    ("profit", "Kept by the nursery"),
                    ("unsettled", "To be settled"),
                    ("given", "Given back at the card company"),
                    ("lost", "Lost to disputes"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("intent", ""), _negated=True), fields=["intent"], name="payment_by_intent"
            ),
        ),
        migrations.AddIndex(
            model_name="paymentevent",
            index=models.Index(
                condition=models.Q(("intent", ""), _negated=True),
                fields=["intent"],
                name="payment_event_by_intent",
            ),
        ),
        migrations.AddConstraint(
            model_name="moneyback",
            constraint=models.UniqueConstraint(fields=("id", "facility"), name="money_back_of_facility"),
        ),
        migrations.AddField(
            model_name="outsidemoney",
            name="back",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outside",
                to="photos.moneyback",
            ),
        ),
        migrations.AddField(
            model_name="outsidemoney",
            name="facility",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="facilities.facility"
            ),
        ),
        migrations.AddField(
            model_name="outsidemoney",
            name="order",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outside",
                to="photos.order",
            ),
        ),
        migrations.AddField(
            model_name="outsidemoney",
            name="stray",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outside",
                to="photos.straymoney",
            ),
        ),
        migrations.AddField(
            model_name="ledgerbooking",
            name="outside",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bookings",
                to="photos.outsidemoney",
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerbooking",
            constraint=models.UniqueConstraint(
                fields=("order", "step", "stray", "outside"), name="booking_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="ledgerbooking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("outside__isnull", False), ("step__in", frozenset(["lost", "outside", "undone"]))
                    ),
                    models.Q(
                        models.Q(("step__in", frozenset(["lost", "outside", "undone"])), _negated=True),
                        ("outside__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="booking_of_outside_money",
            ),
        ),
        migrations.AddIndex(
            model_name="outsidemoney",
            index=models.Index(fields=["facility", "state", "came_at"], name="outside_by_state"),
        ),
        migrations.AddConstraint(
            model_name="outsidemoney",
            constraint=models.UniqueConstraint(fields=("id", "facility"), name="outside_of_facility"),
        ),
        migrations.AddConstraint(
            model_name="outsidemoney",
            constraint=models.UniqueConstraint(fields=("provider", "reference"), name="outside_once"),
        ),
        migrations.AddConstraint(
            model_name="outsidemoney",
            constraint=models.CheckConstraint(
                condition=models.Q(("order__isnull", False), ("stray__isnull", False), _connector="OR"),
                name="outside_of_something",
            ),
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]
