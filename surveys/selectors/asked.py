"""What a person is asked: the surveys of her families, those of her work, and who of them has answered."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from facilities.models import Grant, StaffPost
from notices.models import SENT, Notice
from surveys.models import Participation, Survey, Unit, Via
from surveys.selectors.silent import places_asked
from surveys.selectors.units import Seat, units_of_each
from surveys.units import UnitKey

Places = Set[tuple[UUID, UUID]]
LISTED_FOR = timedelta(days=90)


@dataclass(frozen=True)
class AskedUnit:
    """One who answers once, as she may see it; `answer` is who answered last, when and how."""

    seat: Seat
    may_answer: bool
    answer: Participation | None

    @property
    def key(self) -> UnitKey:
        return self.seat.unit

    @property
    def token(self) -> str:
        """The unit inside its survey's address; empty for a family or a member of staff, who have one."""
        return str(self.key.child_id or self.key.guardian_id or "")

    @property
    def by_nursery(self) -> bool:
        """Entered by staff from a telephone call or a sheet of paper."""
        return self.answer is not None and self.answer.via != Via.APP


@dataclass(frozen=True)
class Asked:
    """A survey that asks her, with her units of it."""

    survey: Survey
    units: tuple[AskedUnit, ...]
    is_open: bool

    @property
    def waiting(self) -> list[AskedUnit]:
        """Those that she may answer for and nobody has."""
        return [unit for unit in self.units if unit.may_answer and unit.answer is None]

    @property
    def is_due(self) -> bool:
        return self.is_open and bool(self.waiting)


def surveys_asked_of(user: User, places: Places | None = None) -> list[Asked]:
    """Of her families: what waits for her first, by its end; then what is answered or over, newest first.

    `places` are her (household, facility), where they were read already.
    """
    now = timezone.now()
    whose = _whose(user, places)
    rows = _family_surveys(whose).filter(closes_at__gt=now - LISTED_FOR)
    return _in_order([asked for asked in _of_family(user, whose, rows, now) if asked.units])


def due_for(user: User, places: Places | None = None) -> list[Asked]:
    """What waits for an answer of hers, the first to end first. One query where nothing is open."""
    now = timezone.now()
    whose = _whose(user, places)
    rows = _family_surveys(whose).filter(closes_at__gt=now).order_by("closes_at", "pk")
    return [asked for asked in _of_family(user, whose, rows, now) if asked.is_due]


def asked_of_family(user: User, survey_id: UUID, places: Places | None = None) -> Asked | None:
    """One of them; none where it does not ask her family."""
    whose = _whose(user, places)
    rows = _family_surveys(whose).filter(pk=survey_id)
    asked = next(iter(_of_family(user, whose, rows, timezone.now())), None)
    return asked if asked and asked.units else None


def survey_of_notice(user: User, notice_id: UUID, places: Places | None = None) -> Asked | None:
    """What a notice on her page asks."""
    pk = _family_surveys(_whose(user, places)).filter(notice=notice_id).values_list("pk", flat=True).first()
    return asked_of_family(user, pk, places) if pk else None


def surveys_for_staff(user: User) -> list[Asked]:
    """Surveys of staff that ask her, in the same order."""
    now = timezone.now()
    rows = _staff_surveys(user).filter(closes_at__gt=now - LISTED_FOR)
    posts = _posts(user)
    return _in_order([asked for survey in rows if (asked := _of_staff(survey, posts, now))])


def asked_of_staff(user: User, survey_id: UUID) -> Asked | None:
    """One of them."""
    survey = _staff_surveys(user).filter(pk=survey_id).first()
    return _of_staff(survey, _posts(user), timezone.now()) if survey else None


def answers_of(survey: Survey, key: UnitKey) -> Participation | None:
    """Whether and by whom a unit was answered."""
    return participations_of(survey).filter(**vars_of(key)).first()


def vars_of(key: UnitKey) -> dict[str, UUID | None]:
    """The four columns that name a unit."""
    return {
        "household_id": key.household_id,
        "child_id": key.child_id,
        "guardian_id": key.guardian_id,
        "member_id": key.member_id,
    }


def key_of(row: Participation) -> UnitKey:
    """The unit an answer is of."""
    return UnitKey(row.household_id, row.child_id, row.guardian_id, row.member_id)


def _whose(user: User, places: Places | None) -> Places:
    return Grant.objects.places_of(user, timezone.localdate()) if places is None else places


def _family_surveys(places: Places) -> QuerySet[Survey]:
    received = Notice.objects.received_at(places).filter(state__in=SENT).values("pk")
    return _published().exclude(unit=Unit.STAFF).filter(notice__in=received)


def _staff_surveys(user: User) -> QuerySet[Survey]:
    places = StaffPost.objects.held_by(user).filter(facility__isnull=False)
    own = Q(facility__isnull=True) | Q(facility__in=places.values("facility"))
    return _published().filter(own, unit=Unit.STAFF, organisation__in=places.values("organisation"))


def _published() -> QuerySet[Survey]:
    rows = Survey.objects.filter(published_at__isnull=False, opens_at__lte=timezone.now())
    return rows.select_related("notice", "organisation", "facility")


def _of_family(user: User, places: Places, rows: Iterable[Survey], now: datetime) -> list[Asked]:
    """These surveys with her units of them. Six queries at most, however many surveys."""
    surveys = [*rows]
    if not surveys:
        return []
    households = sorted({household for household, _facility in places})
    seats = units_of_each(surveys, households)
    said = Participation.objects.filter(survey__in=surveys, household__in=households)
    answered = {(row.survey_id, key_of(row)): row for row in said.select_related("answered_by")}
    return [
        Asked(
            survey,
            tuple(
                AskedUnit(seat, user.pk in seat.users, answered.get((survey.pk, seat.unit)))
                for found in seats[survey.pk].values()
                for seat in found
                if _is_hers(seat, user)
            ),
            survey.is_open(now),
        )
        for survey in surveys
    ]


def _is_hers(seat: Seat, user: User) -> bool:
    """She sees the children it speaks for; each guardian answers for herself."""
    mine = [link for link in seat.links if link.user_id == user.pk]
    return bool(mine)


def _of_staff(survey: Survey, posts: Sequence[StaffPost], now: datetime) -> Asked | None:
    places = places_asked(survey)
    post = next((post for post in posts if post.facility_id in places), None)
    if post is None:
        return None
    seat = Seat(UnitKey(member_id=post.member_id), "", (), frozenset())
    unit = AskedUnit(seat, True, answers_of(survey, seat.unit))
    return Asked(survey, (unit,), survey.is_open(now))


def _posts(user: User) -> list[StaffPost]:
    held = StaffPost.objects.held_by(user).filter(facility__isnull=False)
    return [*held.select_related("facility").order_by("pk")]


def participations_of(survey: Survey) -> QuerySet[Participation]:
    """Who has answered, with whoever did it."""
    return Participation.objects.filter(survey=survey).select_related("answered_by")


def _in_order(found: Iterable[Asked]) -> list[Asked]:
    rows = sorted(found, key=lambda asked: str(asked.survey.pk), reverse=True)
    due = [asked for asked in rows if asked.is_due]
    return [*sorted(due, key=_end), *sorted((row for row in rows if not row.is_due), key=_end, reverse=True)]


def _end(asked: Asked) -> datetime:
    return asked.survey.closes_at or timezone.now()
