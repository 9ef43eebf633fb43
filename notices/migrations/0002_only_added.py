"""Readings and calls are only ever added; a sent notice keeps its words; places of one organisation agree."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_first"), ("facilities", "0002_keys_agree")]

    operations = [
        migrations.RunSQL(
            """
            CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON notices_reading
                FOR EACH STATEMENT EXECUTE FUNCTION engawa_only_added();
            CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON notices_callattempt
                FOR EACH STATEMENT EXECUTE FUNCTION engawa_only_added();
            CREATE FUNCTION engawa_keeps_its_words() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'a sent notice keeps its words' USING ERRCODE = 'restrict_violation';
            END $$;
            CREATE TRIGGER keeps_its_words BEFORE UPDATE ON notices_notice FOR EACH ROW
                WHEN (OLD.published_at IS NOT NULL AND (OLD.title, OLD.body, OLD.translations, OLD.urgency,
                      OLD.published_at, OLD.organisation_id)
                      IS DISTINCT FROM (NEW.title, NEW.body, NEW.translations, NEW.urgency,
                      NEW.published_at, NEW.organisation_id))
                EXECUTE FUNCTION engawa_keeps_its_words();
            ALTER TABLE notices_notice ADD CONSTRAINT notices_notice_facility_agrees
                FOREIGN KEY (facility_id, organisation_id) REFERENCES facilities_facility (id, organisation_id)
                DEFERRABLE INITIALLY DEFERRED;
            ALTER TABLE notices_scope ADD CONSTRAINT notices_scope_classroom_agrees
                FOREIGN KEY (classroom_id, facility_id) REFERENCES facilities_classroom (id, facility_id)
                DEFERRABLE INITIALLY DEFERRED;
            ALTER TABLE notices_noticeclassroom ADD CONSTRAINT notices_noticeclassroom_classroom_agrees
                FOREIGN KEY (classroom_id, facility_id) REFERENCES facilities_classroom (id, facility_id)
                DEFERRABLE INITIALLY DEFERRED;
            """,
            """
            ALTER TABLE notices_noticeclassroom DROP CONSTRAINT notices_noticeclassroom_classroom_agrees;
            ALTER TABLE notices_scope DROP CONSTRAINT notices_scope_classroom_agrees;
            ALTER TABLE notices_notice DROP CONSTRAINT notices_notice_facility_agrees;
            DROP TRIGGER keeps_its_words ON notices_notice; DROP FUNCTION engawa_keeps_its_words();
            DROP TRIGGER only_added ON notices_callattempt; DROP TRIGGER only_added ON notices_reading;
            """,
        ),
    ]
