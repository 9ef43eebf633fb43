"""Stray money and money on its way back are of the facility of what they are for."""

from django.db import migrations

AGREEING = (
    ("photos_straymoney", "order", "photos_order"),
    ("photos_ledgerbooking", "stray", "photos_straymoney"),
    ("photos_moneyback", "refund", "photos_refund"),
    ("photos_moneyback", "stray", "photos_straymoney"),
)
FORWARD = [
    f"ALTER TABLE {table} ADD CONSTRAINT {table}_{key}_agrees FOREIGN KEY ({key}_id, facility_id) "
    f"REFERENCES {other} (id, facility_id) DEFERRABLE INITIALLY DEFERRED;"
    for table, key, other in AGREEING
]
BACK = [f"ALTER TABLE {table} DROP CONSTRAINT {table}_{key}_agrees;" for table, key, _ in AGREEING]


class Migration(migrations.Migration):
    dependencies = [("photos", "0005_card_payments")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
