"""Who answers: a guardian for her family, a member of staff for herself, the nursery for a family on paper."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.errors import NotAllowed, NotVisible
from facilities.models import StaffPost
from facilities.models.roles import KEEPING_ROLES, SENDING_ROLES
from notices.models import SENT, NoticeClassroom, Recipient
from surveys.models import Survey, Unit
from surveys.selectors.asked import (
    Asked,
    AskedUnit,
    asked_of_family,
    asked_of_staff,
    key_of,
    participations_of,
)
from surveys.selectors.silent import places_asked
from surveys.selectors.units import Place, place_of, units_of
from surveys.units import UnitKey


def require_answerer(user: User, survey: Survey, unit: UnitKey) -> Place:
    """Her own unit; 404 where the survey does not ask it of her, 403 where she may only look."""
    asked = asked_of_staff(user, survey.pk) if unit.member_id else asked_of_family(user, survey.pk)
    return _own_place(user, asked, unit)


def may_enter(user: User, survey: Survey, household_id: UUID) -> bool:
    """May she enter what a family says on paper: the manager or office of its facility, or the sending office?"""
    if survey.notice is None or survey.notice.state not in SENT or survey.unit == Unit.STAFF:
        return False
    asked = Recipient.objects.filter(notice=survey.notice_id, household=household_id)
    posts = StaffPost.objects.held_by(user).filter(organisation=survey.organisation_id)
    here = posts.filter(role__in=KEEPING_ROLES, facility__in=asked.values("facility"))
    return here.exists() or (posts.filter(role__in=SENDING_ROLES).exists() and asked.exists())


def asked_for_entry(user: User, survey_id: UUID, household_id: UUID) -> Asked | None:
    """The family's units as its office enters them; none where she may not."""
    rows = Survey.objects.select_related("notice", "organisation", "facility")
    survey = rows.filter(pk=survey_id, published_at__isnull=False).first()
    if survey is None or not may_enter(user, survey, household_id):
        return None
    answered = {key_of(row): row for row in participations_of(survey).filter(household=household_id)}
    seats = units_of(survey, [household_id])[household_id]
    units = tuple(AskedUnit(seat, True, answered.get(seat.unit)) for seat in seats)
    return Asked(survey, units, survey.is_open(timezone.now())) if units else None


def may_print(user: User) -> QuerySet[Survey]:
    """Surveys of families whose sheet she prints: who makes them, and the office of a facility they ask."""
    posts = StaffPost.objects.held_by(user).filter(role__in=KEEPING_ROLES)
    here = NoticeClassroom.objects.filter(notice=OuterRef("notice"), facility__in=posts.values("facility"))
    rows = Survey.objects.exclude(unit=Unit.STAFF).select_related("facility", "organisation")
    return rows.filter(Q(pk__in=Survey.objects.made_by(user).values("pk")) | Exists(here))


def require_entry(user: User, survey: Survey, unit: UnitKey) -> Place:
    """The family's unit; 404 for whoever may not enter for it, and for a unit that is not asked."""
    if unit.household_id is None or not may_enter(user, survey, unit.household_id):
        raise NotVisible
    seats = units_of(survey, [unit.household_id])[unit.household_id]
    seat = next((seat for seat in seats if seat.unit == unit), None)
    if seat is None:
        raise NotVisible
    if user.pk in {link.user_id for link in seat.links}:
        raise NotAllowed(_("This is your own family: answer in the app, as a guardian. Nothing was saved."))
    return place_of(survey, seat)


def _own_place(user: User, asked: Asked | None, unit: UnitKey) -> Place:
    found = next((one for one in asked.units if one.key == unit), None) if asked else None
    if asked is None or found is None:
        raise NotVisible
    if not found.may_answer:
        raise NotAllowed(_("You read along for this child; somebody else of the family answers."))
    if unit.member_id is None:
        return place_of(asked.survey, found.seat)
    posts = StaffPost.objects.held_by(user).filter(member=unit.member_id, facility__isnull=False)
    post = posts.filter(facility__in=places_asked(asked.survey)).order_by("pk").first()
    if post is None or post.facility_id is None:
        raise NotVisible
    return Place(found.seat, post.facility_id)
