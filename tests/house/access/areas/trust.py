"""Who looked at what, and what a family takes home."""

from tests.house.access import rules
from tests.house.access.entries import get_entries, post_entries
from tests.house.access.persons import people

AUDITS = rules.whole(
    "Auditors and approvers for the organisation, managers for their facility; for everybody else it is not there.",
    people("auditor", "approver", "manager", "other_manager", "foreign_manager"),
)
ENTRIES = [
    *get_entries(rules.GUARDIAN_PAGES, "guardian_looked", "guardian_takeout"),
    *post_entries(rules.GUARDIAN_PAGES, "guardian_takeout_file"),
    *get_entries(AUDITS, "office_audit"),
    *post_entries(AUDITS, "office_audit_export"),
]
