"""Where a row names two things of one place, PostgreSQL keeps them agreeing; audit entries are only added."""

from django.db import migrations

# (table, columns, referenced table, referenced columns)
AGREEMENTS = [
    ("facilities_guardian", "household_id, organisation_id", "facilities_household", "id, organisation_id"),
    ("facilities_grant", "guardian_id, organisation_id", "facilities_guardian", "id, organisation_id"),
    ("facilities_grant", "child_id, organisation_id", "facilities_child", "id, organisation_id"),
    ("facilities_enrolment", "child_id, organisation_id", "facilities_child", "id, organisation_id"),
    ("facilities_enrolment", "facility_id, organisation_id", "facilities_facility", "id, organisation_id"),
    ("facilities_enrolment", "classroom_id, facility_id", "facilities_classroom", "id, facility_id"),
    ("facilities_staffpost", "member_id, organisation_id", "facilities_staffmember", "id, organisation_id"),
    ("facilities_staffpost", "facility_id, organisation_id", "facilities_facility", "id, organisation_id"),
    ("facilities_staffpost", "classroom_id, facility_id", "facilities_classroom", "id, facility_id"),
    ("facilities_auditentry", "facility_id, organisation_id", "facilities_facility", "id, organisation_id"),
]


def _agree(table, columns, target, target_columns):
    name = f"{table}_{columns.split('_id')[0]}_agrees"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) "
        f"REFERENCES {target} ({target_columns}) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("facilities", "0001_first")]

    operations = [
        *[_agree(*agreement) for agreement in AGREEMENTS],
        migrations.RunSQL(
            """
            CREATE FUNCTION engawa_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME
                    USING ERRCODE = 'restrict_violation';
            END $$;
            CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON facilities_auditentry
                FOR EACH STATEMENT EXECUTE FUNCTION engawa_only_added();
            """,
            "DROP TRIGGER only_added ON facilities_auditentry; DROP FUNCTION engawa_only_added()",
        ),
    ]
