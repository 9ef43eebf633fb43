"""A district of any size for the measures, made by SQL: a facility for every 60 households, six classes each.

Every household has one child and two guardians with mail; one household in thirty has no channel.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.models import User
from facilities.calendar import school_year_of
from facilities.models import Organisation, Role, StaffMember, StaffPost
from notices import services
from notices.models import Notice, State
from tests.owner import as_owner

HOUSEHOLDS_OF_A_FACILITY = 60

# md5 of a tagged number is a stable key, so that the rows of one household find each other without a join.
FILL = """
INSERT INTO facilities_facility (id, organisation_id, name, name_kana, name_en, kind, area, phone, time_zone, capacity,
                                 opens_at, closes_at, position, external_id, is_active)
SELECT md5('f' || n)::uuid, %(o)s, 'ベンチ第' || n || '保育園', '', '', 'nursery', '区' || n %% 23, '03-0000-0000', 'Asia/Tokyo',
       60, '07:15', '18:15', n, 'bench' || n, true FROM generate_series(1, %(facilities)s) n;
INSERT INTO facilities_classroom (id, facility_id, school_year, name, age, tint, capacity)
SELECT md5('c' || n || '-' || age)::uuid, md5('f' || n)::uuid, %(year)s, age || '歳児', age, 'usagi', 10
FROM generate_series(1, %(facilities)s) n, generate_series(0, 5) age;
INSERT INTO facilities_household (id, organisation_id, name, is_protected, external_id)
SELECT md5('h' || n)::uuid, %(o)s, '世帯' || n, false, '' FROM generate_series(1, %(households)s) n;
INSERT INTO facilities_child (id, organisation_id, family_name, given_name, family_kana, given_kana, honorific, born_on,
                              external_id, allergies)
SELECT md5('k' || n)::uuid, %(o)s, '世帯' || n, '子', '', '', 'chan', date '2023-05-01', '', '' FROM generate_series(1, %(households)s) n;
INSERT INTO facilities_guardian (id, organisation_id, household_id, user_id, name, kana, relation, phone, phone_note,
                                 call_order, email, email_failed_at, language, wants_push, wants_email, wants_paper)
SELECT md5('g' || n || '-' || p)::uuid, %(o)s, md5('h' || n)::uuid, NULL, '保護者' || n, '', 'mother', '090-0000-0000', '', p,
       CASE WHEN n %% 30 = 0 THEN '' ELSE 'g' || n || '-' || p || '@example.jp' END, NULL, 'ja', true, true, false
FROM generate_series(1, %(households)s) n, generate_series(1, 2) p;
INSERT INTO facilities_grant (id, organisation_id, guardian_id, child_id, can_view, can_write, can_answer, can_pick_up,
                              can_buy, is_emergency_contact, is_blocked, starts_on, ends_on)
SELECT md5('r' || n || '-' || p)::uuid, %(o)s, md5('g' || n || '-' || p)::uuid, md5('k' || n)::uuid, true, true, true, true,
       true, true, false, date '2024-04-01', NULL
FROM generate_series(1, %(households)s) n, generate_series(1, 2) p;
INSERT INTO facilities_enrolment (id, organisation_id, facility_id, classroom_id, child_id, kind, starts_on, ends_on)
SELECT md5('e' || n)::uuid, %(o)s, md5('f' || facility)::uuid, md5('c' || facility || '-' || n %% 6)::uuid,
       md5('k' || n)::uuid, 'regular', date '2024-04-01', NULL
FROM (SELECT n, 1 + (n - 1) / %(size)s AS facility FROM generate_series(1, %(households)s) n) placed;
"""

KEYS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype IN ('p', 'u') AND conrelid = ANY(%s::regclass[])
"""
INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
WHERE i.indrelid = ANY(%s::regclass[])
  AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u'))
"""

TABLES = """
notices_callattempt, notices_calltask, notices_reachminute, notices_facilityreach, notices_reading, notices_recipient,
notices_delivery, notices_noticeclassroom, notices_scope, notices_notice, notices_pushsubscription, facilities_enrolment,
facilities_grant, facilities_guardian, facilities_child, facilities_household, facilities_staffpost,
facilities_staffmember, facilities_auditentry, facilities_classroom, facilities_facility, facilities_organisation
"""


@as_owner()
def fill(households: int, size: int = HOUSEHOLDS_OF_A_FACILITY) -> tuple[Organisation, User]:
    """Empty the database of the measures and fill it; the organisation and its central sender."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {TABLES} CASCADE")
    organisation = Organisation.objects.create(name="ベンチ区", office_name="ベンチ区 保育課")
    facilities = -(-households // size)
    values = {
        "o": organisation.pk,
        "households": households,
        "facilities": facilities,
        "size": size,
        "year": school_year_of(timezone.localdate()),
    }
    with foreign_keys_checked_at_the_end("facilities_"), connection.cursor() as cursor:
        cursor.execute(FILL, values)
    analyse()
    return organisation, _sender(organisation)


@contextmanager
def foreign_keys_checked_at_the_end(tables: str) -> Iterator[None]:
    """One join a key instead of one look-up a row: minutes become seconds at a million households.

    `tables` is how the names of the tables begin.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE contype = 'f' AND starts_with(conrelid::regclass::text, %s)",
            [tables],
        )
        keys = cursor.fetchall()
        for table, name, _definition in keys:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    yield
    with connection.cursor() as cursor:
        for table in {table for table, _name, _definition in keys}:
            cursor.execute(f"ANALYZE {table}")  # else a join of a million rows is planned as one of none
        for table, name, definition in keys:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')


@contextmanager
def indexes_built_at_the_end(cursor: Any, *tables: str) -> Iterator[None]:
    """Sort each index once instead of looking for a place for every row: an hour becomes minutes at fifty million.

    Nothing may refer to these tables meanwhile: call it inside of `foreign_keys_checked_at_the_end`.
    """
    cursor.execute(KEYS, [list(tables)])
    keys = cursor.fetchall()
    cursor.execute(INDEXES, [list(tables)])
    indexes = cursor.fetchall()
    for table, name, _definition in keys:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _definition in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    cursor.execute("SET maintenance_work_mem = '1GB'")
    for table, name, definition in keys:
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    for _name, definition in indexes:
        cursor.execute(definition)
    cursor.execute("RESET maintenance_work_mem")


@as_owner()
def analyse() -> None:
    """Fresh statistics and visibility map, as autovacuum leaves them on a quiet day."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def scheduled(actor: User, organisation: Organisation) -> Notice:
    """An emergency to everybody, due now."""
    notice = services.save_draft(
        actor=actor,
        organisation=organisation,
        facility=None,
        urgency="emergency",
        title="あすは休園です",
        body="{施設名}もお休みです。",
        scopes=services.Scopes(everything=True),
    )
    Notice.objects.filter(pk=notice.pk).update(
        state=State.SCHEDULED, publish_at=timezone.now(), published_by=actor
    )
    notice.refresh_from_db()
    return notice


def _sender(organisation: Organisation) -> User:
    user, _ = User.objects.get_or_create(login="bench-office", defaults={"name": "計測 係", "password": "!"})
    member = StaffMember.objects.create(organisation=organisation, user=user, name=user.name)
    StaffPost.objects.create(
        organisation=organisation, member=member, role=Role.CENTRAL_SENDER, starts_on=timezone.localdate()
    )
    return user
