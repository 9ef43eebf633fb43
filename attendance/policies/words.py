"""Who speaks for a child, and who handles what families say."""

from datetime import date

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from attendance.models import Report
from backend.errors import NotAllowed, NotVisible
from facilities.clock import today_at
from facilities.models import (
    WHOLE_FACILITY_ROLES,
    Child,
    Enrolment,
    Facility,
    Grant,
    Guardian,
    StaffPost,
    on_day,
)
from facilities.policies import require_child_at, require_right, roles_at

from .places import CORRECTING_ROLES


def require_card_holder(user: User, guardian: Guardian, facility: Facility) -> None:
    """A guardian herself, who may pick up a child who goes there today; to others there is no card."""
    today = today_at(facility)
    going = Enrolment.objects.filter(on_day(today), facility=facility).values("child")
    fetches = Grant.objects.live(today).filter(guardian=guardian, can_pick_up=True, child__in=going)
    if guardian.user_id != user.pk or not user.is_active or not fetches.exists():
        raise NotVisible


def require_family_voice(user: User, child: Child, facility: Facility, day: date) -> Guardian:
    """The guardian who may speak for a child who goes there on that day; 404 without a view, 403 without the right."""
    guardian = require_right(user, child, "can_write")
    require_child_at(child, facility, day)
    return guardian


def require_word_keeper(user: User, child: Child, facility: Facility) -> None:
    """Who handles what families say: manager, office, nurse of the facility, teachers for their classes.

    Never for her own child: she would read what the other household wrote. Colleagues do it.
    """
    not_over = Q(ends_on__isnull=True) | Q(ends_on__gte=today_at(facility))
    rooms = Enrolment.objects.filter(not_over, child=child, facility=facility).values("classroom")
    whole = Q(role__in=WHOLE_FACILITY_ROLES) | Q(classroom__isnull=True)
    posts = StaffPost.objects.held_by(user).in_facility(facility.pk)
    seen = posts.filter(whole | Q(classroom__in=rooms))
    own = Grant.objects.filter(guardian__user=user, child=child)
    if not seen.exists() or own.exists():
        raise NotVisible
    if not seen.filter(role__in=CORRECTING_ROLES).exists():
        raise NotAllowed


def may_keep_words(user: User, facility: Facility) -> bool:
    """On a board she may open: does she confirm what families say, or only read it?"""
    return bool(roles_at(user, facility) & CORRECTING_ROLES)


def require_author(user: User, report: Report) -> Guardian:
    """She of the household that wrote it who still writes for the child. To another household it is not there."""
    if report.guardian is None:
        raise NotVisible
    home = report.guardian.household_id
    rows = Grant.objects.seen_by(user, timezone.localdate())
    rows = rows.filter(child=report.child_id, guardian__household=home).select_related("guardian")
    grant = rows.order_by("-can_write", "pk").first()
    if grant is None:
        raise NotVisible
    if not grant.can_write:
        raise NotAllowed
    return grant.guardian
