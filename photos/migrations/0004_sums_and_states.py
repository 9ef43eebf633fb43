"""The ledger sums to zero and is only added to; an order goes only ways that there are; keys agree on the facility."""

from django.db import migrations

SUMS = """
CREATE FUNCTION photos_booking_sums() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked uuid := CASE TG_TABLE_NAME WHEN 'photos_ledgerbooking' THEN NEW.id ELSE (to_jsonb(NEW)->>'booking_id')::uuid END;
    lines integer;
    total bigint;
BEGIN
    SELECT count(*), coalesce(sum(yen), 0) INTO lines, total FROM photos_ledgerentry WHERE booking_id = asked;
    IF lines < 2 OR total <> 0 THEN
        RAISE EXCEPTION 'booking % has % entries that sum to %', asked, lines, total
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_sums_to_zero';
    END IF;
    RETURN NULL;
END $$;
"""
MOVES = """
CREATE FUNCTION photos_order_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.total <> NEW.total OR OLD.kept <> NEW.kept OR OLD.method <> NEW.method OR (
        OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
            ('ordered', 'paid'), ('ordered', 'cancelled'),
            ('paid', 'delivered'), ('paid', 'refunded'), ('delivered', 'refunded')))
    THEN
        RAISE EXCEPTION 'order % may not go from % to %', OLD.id, OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_goes_a_way';
    END IF;
    RETURN NEW;
END $$;
"""
LEDGER = ("photos_ledgerbooking", "photos_ledgerentry")
AGREEING = (
    ("photos_photosale", "album", "photos_album"),
    ("photos_photoprice", "sale", "photos_photosale"),
    ("photos_saleopening", "sale", "photos_photosale"),
    ("photos_cartline", "sale", "photos_photosale"),
    ("photos_cartline", "photo", "photos_photo"),
    ("photos_orderline", "order", "photos_order"),
    ("photos_orderline", "sale", "photos_photosale"),
    ("photos_orderline", "photo", "photos_photo"),
    ("photos_ledgerbooking", "order", "photos_order"),
    ("photos_ledgerentry", "booking", "photos_ledgerbooking"),
    ("photos_payment", "order", "photos_order"),
    ("photos_refund", "order", "photos_order"),
)
FORWARD = [
    SUMS,
    MOVES,
    "CREATE TRIGGER order_moves BEFORE UPDATE ON photos_order FOR EACH ROW EXECUTE FUNCTION photos_order_moves();",
    *(
        f"CREATE CONSTRAINT TRIGGER sums_to_zero AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION photos_booking_sums();"
        for table in LEDGER
    ),
    *(
        f"CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION engawa_only_added();"
        for table in LEDGER
    ),
    *(
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_{key}_agrees FOREIGN KEY ({key}_id, facility_id) "
        f"REFERENCES {other} (id, facility_id) DEFERRABLE INITIALLY DEFERRED;"
        for table, key, other in AGREEING
    ),
]
BACK = [
    *(f"ALTER TABLE {table} DROP CONSTRAINT {table}_{key}_agrees;" for table, key, _ in AGREEING),
    *(f"DROP TRIGGER only_added ON {table}; DROP TRIGGER sums_to_zero ON {table};" for table in LEDGER),
    "DROP TRIGGER order_moves ON photos_order;",
    "DROP FUNCTION photos_order_moves(); DROP FUNCTION photos_booking_sums();",
]


class Migration(migrations.Migration):
    dependencies = [("photos", "0003_sales")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
