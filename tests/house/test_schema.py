"""Conventions of the database schema, asked of PostgreSQL itself."""

import pytest
from django.apps import apps
from django.db import connection, models

pytestmark = pytest.mark.django_db

OURS = ("accounts", "backend", "facilities", "notices", "attendance", "contactbook", "surveys", "photos")

FOREIGN_KEYS_WITHOUT_INDEX = """
SELECT c.conrelid::regclass::text, c.conname
FROM pg_constraint c
WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
  AND NOT EXISTS (
    SELECT 1 FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indpred IS NULL
    AND (i.indkey::int2[])[0:array_length(c.conkey, 1) - 1] @> c.conkey
    AND (i.indkey::int2[])[0:array_length(c.conkey, 1) - 1] <@ c.conkey)
"""


def rows(sql: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found: list[tuple[str, ...]] = cursor.fetchall()
    return found


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


def test_every_foreign_key_of_one_column_has_an_index() -> None:
    missing = [row for row in rows(FOREIGN_KEYS_WITHOUT_INDEX) if not row[1].endswith("_agrees")]

    assert missing == []


def test_keys_that_meet_the_outside_are_uuids() -> None:
    numbered = {
        model.__name__
        for model in our_models()
        if not isinstance(model._meta.pk, models.UUIDField | models.CompositePrimaryKey)
    }

    assert numbered == {
        "Answer", "AuditLink", "Choice", "ColumnMapping", "Delivery", "Heartbeat", "IdempotentAnswer", "RolloverRow",
        "RosterRow", "Scope", "StaffPin",
        # Addressed by facility and day or month, never by their number.
        "Attendance", "AttendanceSettings", "BookSettings", "ClosedDay", "GrowthCurve", "MonthClose", "PhotoSettings",
        "WatchBeat", "WatchRun",
        # Never addressed: the key is the photo's.
        "ClipWork",
    }  # fmt: skip


@pytest.mark.parametrize(
    "table",
    [
        "notices_reading", "notices_callattempt", "facilities_auditentry",
        "attendance_stamp", "attendance_napcheck", "attendance_medicationdose", "attendance_noshowcall",
        "contactbook_entryreading", "contactbook_entryrevision",
        "attendance_dosesignature",
        "surveys_questionfix", "surveys_participationchange", "surveys_eventchange", "surveys_meetingchange",
        "photos_photoconsent", "photos_ledgerbooking", "photos_ledgerentry",
    ],
)  # fmt: skip
def test_what_is_only_ever_added_refuses_change(table: str) -> None:
    triggers = rows(
        f"SELECT tgname FROM pg_trigger WHERE tgrelid = '{table}'::regclass AND tgname = 'only_added'"
    )

    assert triggers == [("only_added",)]


def test_no_model_overrides_save_or_listens_to_signals() -> None:
    from django.db.models import signals

    overriding = [model.__name__ for model in our_models() if "save" in vars(model)]
    receivers = [
        receiver
        for signal in (
            signals.pre_save,
            signals.post_save,
            signals.pre_delete,
            signals.post_delete,
            signals.m2m_changed,
        )
        for (_key, receiver, *_rest) in signal.receivers
        if str(getattr(receiver() if callable(receiver) else receiver, "__module__", "")).split(".")[0]
        in OURS
    ]

    assert overriding == []
    assert receivers == []


def test_every_dated_row_ends_after_it_starts() -> None:
    dated = [
        model for model in our_models() if {"starts_on", "ends_on"} <= {f.name for f in model._meta.fields}
    ]
    guarded = [model for model in dated if any("ends_after_start" in c.name for c in model._meta.constraints)]

    assert len(dated) >= 3
    assert guarded == dated
