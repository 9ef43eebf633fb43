"""A guardian's notices: what is unread, what must be confirmed, who in the family has read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from facilities.models import Facility
from facilities.selectors.family import Family, adults_reading_along
from notices.models import SENT, Notice, Reading, State, Urgency
from notices.phrases import FACILITY


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
    """One notice in a guardian's list. `place` is who sent it, in her words."""

    notice: Notice
    place: str
    is_unread: bool
    is_confirmed: bool
    family: tuple[FamilyMark, ...]


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
    notices = Notice.objects.received_at(family.places).select_related(
        "facility", "organisation", "supersedes"
    )
    if unread_only:
        notices = notices.filter(~Exists(_own_readings(family)), state__in=SENT)
    if before:
        edge = Notice.objects.received_at(family.places).filter(pk=before).values("published_at")[:1]
        notices = notices.filter(Q(published_at__lt=edge) | Q(published_at=edge, pk__lt=before))
    return _items(family, list(notices.newest_first()[:limit]))


def inbox_item(family: Family, notice: Notice) -> InboxItem:
    """One of her notices with the marks of her family."""
    return _items(family, [notice])[0]


def unread_count(family: Family) -> int:
    """How many notices she has not opened; recalled ones do not count."""
    notices = Notice.objects.received_at(family.places)
    return notices.filter(~Exists(_own_readings(family)), state__in=SENT).count()


def waiting_emergencies(family: Family) -> list[EmergencyBand]:
    """Emergencies she has not confirmed yet, newest first; over ones and corrected ones no longer cover the page."""
    now = timezone.now()
    confirmed = _own_readings(family).filter(kind=Reading.Kind.CONFIRMED)
    notices = (
        Notice.objects.received_at(family.places)
        .filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=now),
            ~Exists(confirmed),
            ~Exists(_corrections()),
            urgency=Urgency.EMERGENCY,
            state__in=SENT,
        )
        .select_related("facility", "organisation")
        .newest_first()
    )
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


def _corrections() -> QuerySet[Notice]:
    return Notice.objects.filter(supersedes=OuterRef("pk"), state__in=SENT)


def _own_readings(family: Family) -> QuerySet[Reading]:
    return Reading.objects.filter(
        notice=OuterRef("pk"),
        guardian__in=[pk for pk, _household in family.seats],
        kind__in=[Reading.Kind.OPENED, Reading.Kind.CONFIRMED],
    )


def _items(family: Family, notices: list[Notice]) -> list[InboxItem]:
    adults = adults_reading_along(family) if notices else []
    times: dict[tuple[UUID, UUID, str], datetime] = {
        (notice, guardian, kind): at
        for notice, guardian, kind, at in Reading.objects.filter(
            notice__in=[notice.pk for notice in notices], guardian__in=[guardian.pk for guardian in adults]
        ).values_list("notice", "guardian", "kind", "at")
    }
    items = []
    for notice in notices:
        marks = tuple(
            FamilyMark(
                guardian.name,
                guardian.get_relation_display(),
                guardian.user_id == family.user.pk,
                times.get((notice.pk, guardian.pk, Reading.Kind.OPENED)),
                times.get((notice.pk, guardian.pk, Reading.Kind.CONFIRMED)),
            )
            for guardian in adults
        )
        mine = [mark for mark in marks if mark.is_me]
        items.append(
            InboxItem(
                notice=notice,
                place=notice.sender_name,
                is_unread=notice.state != State.RECALLED and not any(mark.opened_at for mark in mine),
                is_confirmed=any(mark.confirmed_at for mark in mine),
                family=marks,
            )
        )
    return items
