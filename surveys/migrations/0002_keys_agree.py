"""Changes are only ever added; an answer's and a lane's class is one of its facility."""

from django.db import migrations

ADDED = ("surveys_questionfix", "surveys_participationchange", "surveys_eventchange", "surveys_meetingchange")
CLASSES = ("surveys_response", "surveys_lane")
FORWARD = [
    f"CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION engawa_only_added();"
    for table in ADDED
] + [
    f"ALTER TABLE {table} ADD CONSTRAINT {table}_classroom_agrees "
    "FOREIGN KEY (classroom_id, facility_id) REFERENCES facilities_classroom (id, facility_id) "
    "DEFERRABLE INITIALLY DEFERRED;"
    for table in CLASSES
]
BACK = [f"ALTER TABLE {table} DROP CONSTRAINT {table}_classroom_agrees;" for table in CLASSES] + [
    f"DROP TRIGGER only_added ON {table};" for table in ADDED
]


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_first"), ("facilities", "0002_keys_agree")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
