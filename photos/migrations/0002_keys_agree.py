"""Consents are only ever added; what names a facility agrees with what it belongs to."""

from django.db import migrations

AGREEING = (
    ("photos_albumclassroom", "album", "photos_album"),
    ("photos_albumclassroom", "classroom", "facilities_classroom"),
    ("photos_photo", "album", "photos_album"),
    ("photos_phototag", "photo", "photos_photo"),
    ("photos_favourite", "photo", "photos_photo"),
    ("photos_takedownrequest", "photo", "photos_photo"),
)
FORWARD = [
    "CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON photos_photoconsent "
    "FOR EACH STATEMENT EXECUTE FUNCTION engawa_only_added();"
] + [
    f"ALTER TABLE {table} ADD CONSTRAINT {table}_{key}_agrees FOREIGN KEY ({key}_id, facility_id) "
    f"REFERENCES {other} (id, facility_id) DEFERRABLE INITIALLY DEFERRED;"
    for table, key, other in AGREEING
]
BACK = [f"ALTER TABLE {table} DROP CONSTRAINT {table}_{key}_agrees;" for table, key, _ in AGREEING] + [
    "DROP TRIGGER only_added ON photos_photoconsent;"
]


class Migration(migrations.Migration):
    dependencies = [("photos", "0001_first"), ("facilities", "0002_keys_agree")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
