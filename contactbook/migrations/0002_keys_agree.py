"""Readings and revisions are only ever added; an entry's class is one of its facility."""

from django.db import migrations

ADDED = ("contactbook_entryreading", "contactbook_entryrevision")
FORWARD = [
    f"CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION engawa_only_added();"
    for table in ADDED
] + [
    "ALTER TABLE contactbook_entry ADD CONSTRAINT contactbook_entry_classroom_agrees "
    "FOREIGN KEY (classroom_id, facility_id) REFERENCES facilities_classroom (id, facility_id) "
    "DEFERRABLE INITIALLY DEFERRED;"
]
BACK = ["ALTER TABLE contactbook_entry DROP CONSTRAINT contactbook_entry_classroom_agrees;"] + [
    f"DROP TRIGGER only_added ON {table};" for table in ADDED
]


class Migration(migrations.Migration):
    dependencies = [("contactbook", "0001_first"), ("facilities", "0002_keys_agree")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
