"""Forms to decide and members, for those who keep the roster."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from facilities.calendar import school_year_of
from facilities.models import Application, Classroom, Decision, Facility, Member, Organisation, StaffPost
from facilities.models.roles import CENTRAL_KEEPING_ROLES, KEEPING_ROLES


def applications_to(user: User) -> QuerySet[Application]:
    """All of the organisation for central keepers; forms for her facility for a facility's."""
    posts = StaffPost.objects.held_by(user)
    central = posts.filter(role__in=CENTRAL_KEEPING_ROLES).values("organisation")
    own = posts.filter(role__in=KEEPING_ROLES).values("facility")
    rows = Application.objects.filter(Q(organisation__in=central) | Q(facility__in=own))
    return rows.select_related("facility", "classroom", "decided_by", "member")


def open_applications(user: User) -> int:
    """How many wait for her."""
    return applications_to(user).filter(state=Decision.OPEN).count()


def members_of(user: User, *, lapsed: bool = False) -> QuerySet[Member]:
    """Members of organisations she keeps the roster of; by default those whose year runs."""
    central = StaffPost.objects.held_by(user).filter(role__in=CENTRAL_KEEPING_ROLES).values("organisation")
    rows = Member.objects.filter(organisation__in=central)
    today = timezone.localdate()
    running = Q(is_active=True, ends_on__gte=today)
    return rows.filter(~running if lapsed else running).order_by("kind", "kana", "name", "pk")


def organisation_open_to(pk: UUID) -> Organisation | None:
    """Whose forms may be filled in by anybody who has the address."""
    return Organisation.objects.filter(pk=pk, facilities__is_active=True).distinct().first()


def facilities_to_apply_to(organisation: Organisation) -> QuerySet[Facility]:
    return Facility.objects.filter(organisation=organisation, is_active=True).in_order()


def classes_for(application: Application) -> QuerySet[Classroom]:
    """Classes of this school year and of later ones, youngest first: the office may choose another day than wished."""
    ahead = Classroom.objects.filter(
        facility=application.facility, school_year__gte=school_year_of(timezone.localdate())
    )
    return ahead.order_by("school_year", "age", "name")
