"""Who of the staff reads what is written about a child on a day: the rule that measures and notes share."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from facilities.models import WHOLE_FACILITY_ROLES, Enrolment, Grant, Role, StaffPost, on_day


def read_in_class(user: User, roles: Collection[Role], day: str) -> Q:
    """Rows with facility, child and the named day: of children who are in her class, or were on that day.

    Who has the whole facility reads them all. Never of her own child: colleagues do.
    """
    today = timezone.localdate()
    posts = StaffPost.objects.held_by(user, today).filter(facility=OuterRef("facility"), role__in=roles)
    whole = posts.filter(Q(role__in=WHOLE_FACILITY_ROLES) | Q(classroom__isnull=True))
    then = Q(starts_on__lte=OuterRef(OuterRef(day))) & (
        Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef(OuterRef(day)))
    )
    attended = Enrolment.objects.filter(
        on_day(today) | then, child=OuterRef(OuterRef("child")), classroom=OuterRef("classroom")
    )
    own_child = Grant.objects.filter(guardian__user=user, child=OuterRef("child"))
    return (Q(Exists(whole)) | Q(Exists(posts.filter(Exists(attended))))) & ~Q(Exists(own_child))
