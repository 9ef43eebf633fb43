"""A guardian's notices: what is unread, what must be confirmed, who in the family has read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from backend.prepared import Prepared
from facilities.models import Facility
from facilities.selectors.family import Family, adults_reading_along
from notices.models import SENT, Notice, Reading, State
from notices.phrases import FACILITY

# Raw, because building these in the ORM took three quarters of a page's time; who received what is not said again
# here: {received} is the SQL of `received_at`.
HERS = Prepared(
    lambda households, facilities: Notice.objects.received_at([(*households, *facilities)]).values("pk"),
    households=[UUID(int=1)],
    facilities=[UUID(int=2)],
)
STANDING = """
WITH hers(notice_id) AS ({received}),
opened AS (
    SELECT notice_id, bool_or(kind = 'confirmed') AS is_confirmed FROM notices_reading
    WHERE guardian_id = ANY(%(seats)s) AND kind IN ('opened', 'confirmed') GROUP BY notice_id)
SELECT count(*) FILTER (WHERE o.notice_id IS NULL),
       array_agg(n.id) FILTER (
           WHERE n.urgency = 'emergency' AND o.is_confirmed IS NOT TRUE
             AND (n.valid_until IS NULL OR n.valid_until > %(now)s)
             AND NOT EXISTS (SELECT 1 FROM notices_notice c
                             WHERE c.supersedes_id = n.id AND c.state = ANY(%(sent)s)))
FROM notices_notice n LEFT JOIN opened o ON o.notice_id = n.id
WHERE n.id IN (SELECT hers.notice_id FROM hers) AND n.state = ANY(%(sent)s)
"""
LISTED = """
WITH hers(notice_id) AS ({received})
SELECT n.id, n.organisation_id, n.facility_id, n.urgency, n.title, n.translations, n.is_drill, n.state, n.published_at,
       n.valid_until, n.supersedes_id, coalesce(f.name, o.office_name) AS place,
       (SELECT c.id FROM notices_notice c
        WHERE c.supersedes_id = n.id AND c.state = ANY(%(sent)s)
          AND c.id IN (SELECT hers.notice_id FROM hers)) AS later_id
FROM notices_notice n
JOIN facilities_organisation o ON o.id = n.organisation_id
LEFT JOIN facilities_facility f ON f.id = n.facility_id
WHERE n.id IN (SELECT hers.notice_id FROM hers) {filters}
ORDER BY n.published_at DESC, n.id DESC LIMIT %(limit)s
"""
UNREAD = """
AND n.state = ANY(%(sent)s) AND NOT EXISTS (
    SELECT 1 FROM notices_reading g
    WHERE g.notice_id = n.id AND g.guardian_id = ANY(%(seats)s) AND g.kind IN ('opened', 'confirmed'))
"""
BEFORE = """
AND (n.published_at, n.id) < (SELECT e.published_at, e.id FROM notices_notice e
                              WHERE e.id = %(before)s AND e.id IN (SELECT hers.notice_id FROM hers))
"""


@dataclass(frozen=True)
class FamilyMark:
    """One adult of the household and when she first opened the notice, if she did."""

    name: str
    relation: str
    is_me: bool
    opened_at: datetime | None
    confirmed_at: datetime | None


@dataclass(frozen=True)
class InboxItem:
    """One notice in a guardian's list. `place` is who sent it, `corrected_by` what took its place in her list."""

    notice: Notice
    place: str
    corrected_by: UUID | None
    is_unread: bool
    is_confirmed: bool
    family: tuple[FamilyMark, ...]


@dataclass(frozen=True)
class Standing:
    """What every page of hers says: how many notices she has not opened, which emergencies wait for her word."""

    unread: int = 0
    waiting: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class EmergencyBand:
    """An emergency that still waits for this guardian's confirmation, in every language it has."""

    notice: Notice
    sender: str
    texts: dict[str, dict[str, str]]
    facility_phone: str
    is_confirmed: bool


def inbox(
    family: Family, *, before: UUID | None = None, unread_only: bool = False, limit: int = 30
) -> list[InboxItem]:
    """Her notices, newest first; `before` continues after the notice with that id. Three queries at any number."""
    return _items(family, _listed(family, before=before, unread_only=unread_only, limit=limit))


def unread(family: Family, *, limit: int) -> list[InboxItem]:
    """The newest she has not opened, without who else has. One query."""
    found = _listed(family, before=None, unread_only=True, limit=limit)
    return [InboxItem(notice, place, later, True, False, ()) for notice, place, later in found]


def inbox_item(family: Family, notice: Notice) -> InboxItem:
    """One of her notices with the marks of her family."""
    later = Notice.objects.received_at(family.places).filter(supersedes=notice, state__in=SENT)
    return _items(family, [(notice, notice.sender_name, later.values_list("pk", flat=True).first())])[0]


def standing_of(family: Family) -> Standing:
    """Recalled notices do not count; over emergencies and corrected ones no longer wait. One query."""
    if not family.places:
        return Standing()
    with connection.cursor() as cursor:
        cursor.execute(STANDING.format(received=HERS.sql), _given(family, now=timezone.now()))
        count, waiting = cursor.fetchone()
    return Standing(count, tuple(waiting or ()))


def unread_count(family: Family) -> int:
    """How many notices she has not opened."""
    return standing_of(family).unread


def waiting_emergencies(family: Family, known: Standing | None = None) -> list[EmergencyBand]:
    """Emergencies she has not confirmed yet, newest first; no query where it is known that none waits."""
    waiting = (known or standing_of(family)).waiting
    if not waiting:
        return []
    notices = Notice.objects.filter(pk__in=waiting).select_related("facility", "organisation").newest_first()
    return [band(notice, family.facilities, is_confirmed=False) for notice in notices]


def band(notice: Notice, facilities: Iterable[Facility], *, is_confirmed: bool) -> EmergencyBand:
    """The red band of an emergency with the family's own facilities in its words."""
    places = list(facilities)
    names = "・".join(place.name for place in places)
    texts = {"ja": {"title": notice.title, "body": notice.body}, **notice.translations}
    return EmergencyBand(
        notice=notice,
        sender=notice.sender_name,
        texts={
            language: {key: with_place(text, names) for key, text in words.items()}
            for language, words in texts.items()
        },
        facility_phone=places[0].phone if places else "",
        is_confirmed=is_confirmed,
    )


def with_place(text: str, facility_names: str) -> str:
    """The text as one family reads it."""
    return text.replace(FACILITY, facility_names) if facility_names else text


def _given(family: Family, **more: object) -> dict[str, Any]:
    """What every statement about her notices needs; what `received_at` itself needs is added by HERS."""
    households, facilities = ([*column] for column in zip(*sorted(family.places), strict=True))
    hers = HERS.values(households=households, facilities=facilities)
    return {**hers, "seats": _seats(family), "sent": [*SENT], **more}


def _seats(family: Family) -> list[UUID]:
    return [guardian for guardian, _household in family.seats]


def _listed(
    family: Family, *, before: UUID | None, unread_only: bool, limit: int
) -> list[tuple[Notice, str, UUID | None]]:
    """(notice, who sent it, what corrected it): one query, only the columns a list shows."""
    if not family.places:
        return []
    filters = (UNREAD if unread_only else "") + (BEFORE if before else "")
    sql = LISTED.format(received=HERS.sql, filters=filters)
    rows = Notice.objects.raw(sql, _given(family, before=before, limit=limit))
    return [(row, vars(row)["place"], vars(row)["later_id"]) for row in rows]


def _times(notices: list[UUID], guardians: list[UUID]) -> dict[tuple[UUID, UUID, str], datetime]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT notice_id, guardian_id, kind, at FROM notices_reading "
            "WHERE notice_id = ANY(%s) AND guardian_id = ANY(%s) AND kind <> 'shown'",
            [notices, guardians],
        )
        return {(notice, guardian, kind): at for notice, guardian, kind, at in cursor.fetchall()}


def _items(family: Family, listed: list[tuple[Notice, str, UUID | None]]) -> list[InboxItem]:
    adults = adults_reading_along(family) if listed else []
    me, seats = family.user.pk, _seats(family)
    people = [(adult.pk, adult.name, adult.get_relation_display(), adult.user_id == me) for adult in adults]
    times = _times([row[0].pk for row in listed], [*seats, *(person[0] for person in people)])
    opened, confirmed = Reading.Kind.OPENED.value, Reading.Kind.CONFIRMED.value
    items = []
    for notice, place, later in listed:
        key = notice.pk
        marks = tuple(
            FamilyMark(name, relation, is_me, times.get((key, pk, opened)), times.get((key, pk, confirmed)))
            for pk, name, relation, is_me in people
        )
        is_opened = any((key, seat, opened) in times for seat in seats)
        is_confirmed = any((key, seat, confirmed) in times for seat in seats)
        items.append(
            InboxItem(
                notice, place, later, notice.state != State.RECALLED and not is_opened, is_confirmed, marks
            )
        )
    return items
