"""Staff as those see them who look after them: who works where, who has joined, whose sign-in is being reset."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from facilities.models import (
    CENTRAL_ROLES,
    Facility,
    Invitation,
    Organisation,
    Role,
    SignInReset,
    StaffMember,
    StaffPost,
    lasting,
)
from facilities.models.places import FacilityQuerySet

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
LEFT_SHOWN = timedelta(days=400)


@dataclass(frozen=True)
class StaffLine:
    """One person of the list. `factor` is 'passkey', 'app' or empty; `posts` are those of today and to come."""

    member: StaffMember
    posts: tuple[StaffPost, ...]
    factor: str
    has_joined: bool
    is_invited: bool
    seen_at: datetime | None


@dataclass(frozen=True)
class StaffGroup:
    """The people of one facility; the central office has none."""

    facility: Facility | None
    lines: tuple[StaffLine, ...]


def staff_places(user: User) -> FacilityQuerySet:
    """Facilities whose staff she sees: her own as a manager, all of the organisation for central roles."""
    posts = StaffPost.objects.held_by(user)
    central = posts.filter(role__in=CENTRAL_ROLES).values("organisation")
    managed = posts.filter(role=Role.MANAGER).values("facility")
    return Facility.objects.filter(Q(organisation__in=central) | Q(pk__in=managed)).filter(is_active=True)


def central_places(user: User) -> QuerySet[Organisation]:
    """Organisations whose central office she belongs to."""
    posts = StaffPost.objects.held_by(user).filter(role__in=CENTRAL_ROLES)
    return Organisation.objects.filter(pk__in=posts.values("organisation"))


def members_visible_to(user: User) -> QuerySet[StaffMember]:
    """Everybody of the organisation for central roles; for managers whoever works or worked at their facilities."""
    places = staff_places(user).values("pk")
    at_place = StaffPost.objects.filter(member=OuterRef("pk"), facility__in=places)
    central = Q(organisation__in=central_places(user).values("pk"))
    return StaffMember.objects.filter(central | Exists(at_place))


def resets_visible_to(user: User) -> QuerySet[SignInReset]:
    """Resets of her places that wait for a second person, or whose code is still out."""
    here = Q(facility__in=staff_places(user).values("pk"))
    here |= Q(organisation__in=central_places(user).values("pk"))
    open_ones = SignInReset.objects.filter(used_at=None, cancelled_at=None, expires_at__gt=timezone.now())
    return open_ones.filter(here).select_related("user", "started_by", "facility")


def lines_of(members: QuerySet[StaffMember]) -> list[StaffLine]:
    """The people with what the list says of each: five queries, however many they are."""
    posts = (
        StaffPost.objects.filter(lasting(timezone.localdate()))
        .select_related("facility", "classroom")
        .order_by("starts_on")
    )
    rows = list(
        members.select_related("user")
        .prefetch_related(Prefetch("posts", queryset=posts, to_attr="lasting_posts"))
        .annotate(session_seen=Max("user__sessions__seen_at"))
        .order_by("kana", "name", "pk")
    )
    factors = _factors([row.user_id for row in rows])
    invited = Invitation.objects.filter(kind=Invitation.Kind.STAFF, member__in=[row.pk for row in rows])
    used = set(invited.exclude(used_at=None).values_list("member", flat=True))
    waiting = set(invited.open().values_list("member", flat=True))
    return [
        StaffLine(
            member=row,
            posts=tuple(row.lasting_posts),
            factor=factors.get(row.user_id, ""),
            has_joined=row.pk in used or row.user.has_usable_password() or row.user_id in factors,
            is_invited=row.pk in waiting,
            seen_at=row.session_seen or row.user.last_login,
        )
        for row in rows
    ]


def groups_of(user: User, facility: Facility | None, *, is_central: bool) -> list[StaffGroup]:
    """The list of one facility, or of the central office."""
    today = StaffPost.objects.filter(lasting(timezone.localdate()), member=OuterRef("pk"))
    here = today.filter(role__in=CENTRAL_ROLES) if is_central else today.filter(facility=facility)
    rows = members_visible_to(user).filter(Exists(here), left_on__isnull=True) | members_visible_to(
        user
    ).filter(Exists(here), left_on__gte=timezone.localdate())
    return [StaffGroup(facility, tuple(lines_of(rows)))]


def left_lately(user: User, facility: Facility) -> QuerySet[StaffMember]:
    """Who left the facility in the last year or so."""
    since = timezone.localdate() - LEFT_SHOWN
    worked = StaffPost.objects.filter(member=OuterRef("pk"), facility=facility)
    rows = members_visible_to(user).filter(Exists(worked), left_on__gte=since)
    return rows.filter(left_on__lte=timezone.localdate()).order_by("-left_on")


def _factors(users: list[UUID]) -> dict[UUID, str]:
    """The strongest second factor of each: a passkey before an app."""
    rows = Authenticator.objects.filter(user__in=users, type__in=FACTORS).values_list("user", "type")
    found: dict[UUID, str] = {}
    for user, kind in rows:
        if kind == Authenticator.Type.WEBAUTHN or user not in found:
            found[user] = "passkey" if kind == Authenticator.Type.WEBAUTHN else "app"
    return found
