"""Where a new row names two things of one place, PostgreSQL keeps them agreeing; the chain is only added to."""

from django.db import migrations

# (table, columns, referenced table, referenced columns)
AGREEMENTS = [
    ("facilities_rosterimport", "facility_id, organisation_id", "facilities_facility", "id, organisation_id"),
    ("facilities_invitation", "facility_id, organisation_id", "facilities_facility", "id, organisation_id"),
    ("facilities_invitation", "child_id, organisation_id", "facilities_child", "id, organisation_id"),
    ("facilities_invitation", "guardian_id, organisation_id", "facilities_guardian", "id, organisation_id"),
    ("facilities_invitation", "member_id, organisation_id", "facilities_staffmember", "id, organisation_id"),
    (
        "facilities_changerequest",
        "facility_id, organisation_id",
        "facilities_facility",
        "id, organisation_id",
    ),
    ("facilities_changerequest", "child_id, organisation_id", "facilities_child", "id, organisation_id"),
    (
        "facilities_changerequest",
        "guardian_id, organisation_id",
        "facilities_guardian",
        "id, organisation_id",
    ),
    ("facilities_application", "facility_id, organisation_id", "facilities_facility", "id, organisation_id"),
    ("facilities_application", "child_id, organisation_id", "facilities_child", "id, organisation_id"),
    ("facilities_application", "classroom_id, facility_id", "facilities_classroom", "id, facility_id"),
    ("facilities_device", "facility_id, organisation_id", "facilities_facility", "id, organisation_id"),
    ("facilities_device", "classroom_id, facility_id", "facilities_classroom", "id, facility_id"),
    ("facilities_device", "acting_id, organisation_id", "facilities_staffmember", "id, organisation_id"),
    ("facilities_pairing", "facility_id, organisation_id", "facilities_facility", "id, organisation_id"),
    ("facilities_pairing", "classroom_id, facility_id", "facilities_classroom", "id, facility_id"),
    ("facilities_rolloverplan", "facility_id, organisation_id", "facilities_facility", "id, organisation_id"),
    ("facilities_rolloverrow", "plan_id, facility_id", "facilities_rolloverplan", "id, facility_id"),
    ("facilities_rolloverrow", "classroom_id, facility_id", "facilities_classroom", "id, facility_id"),
    ("facilities_transfer", "child_id, organisation_id", "facilities_child", "id, organisation_id"),
    ("facilities_transfer", "facility_id, organisation_id", "facilities_facility", "id, organisation_id"),
    ("facilities_transfer", "to_facility_id, organisation_id", "facilities_facility", "id, organisation_id"),
    ("facilities_transfer", "to_classroom_id, to_facility_id", "facilities_classroom", "id, facility_id"),
]


def _agree(table, columns, target, target_columns):
    name = f"{table}_{columns.split('_id')[0]}_agrees"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) "
        f"REFERENCES {target} ({target_columns}) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("facilities", "0003_join_and_leave")]

    operations = [
        *[_agree(*agreement) for agreement in AGREEMENTS],
        migrations.RunSQL(
            "CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON facilities_auditlink "
            "FOR EACH STATEMENT EXECUTE FUNCTION engawa_only_added()",
            "DROP TRIGGER only_added ON facilities_auditlink",
        ),
    ]
