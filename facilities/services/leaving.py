"""Leaving: everything a colleague could open ends within seconds. Who is also a parent keeps her family's pages."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.sessions import end_sessions
from backend.errors import DomainError, NotVisible
from backend.rowlevel import as_system
from facilities.models import (
    Guardian,
    Invitation,
    Pairing,
    SignInReset,
    StaffMember,
    StaffPin,
    StaffPost,
    lasting,
)
from facilities.policies import audit, require_giver
from facilities.selectors.staff import members_visible_to
from facilities.services.pins import leave_tablets
from facilities.services.posts import DAY, close_post, keep_heads

SWEPT_FOR = timedelta(days=14)


@transaction.atomic
def leave_staff(*, actor: User, member: StaffMember, last_day: date | None = None) -> StaffMember:
    """After her last day, or (without one) at once. All her posts must be the actor's to take. Twice is once."""
    member = _locked(actor, member)
    today = timezone.localdate()
    if member.user_id == actor.pk:
        raise DomainError(_("Somebody else has to do this for you. Nothing was saved."), code="yourself")
    if last_day and last_day < today:
        raise DomainError(_("The past stays as it was. Choose today or a later day. Nothing was saved."))
    if member.left_on and member.left_on <= (last_day or today):
        return member
    last = last_day or today - DAY
    with as_system():  # wherever they are
        posts = list(member.posts.filter(lasting(timezone.localdate())).select_related("facility"))
    keep_heads(posts, last)
    for post in posts:
        if post.ends_on is None or post.ends_on > last:
            close_post(post, last)
    StaffMember.objects.filter(pk=member.pk).update(left_on=last_day or today)
    audit(
        actor, "staff.left", "staff_member", member.pk, organisation=member.organisation_id,
        left_on=str(last_day or today),
    )  # fmt: skip
    if last_day is None:
        close_access(member, actor)
    member.refresh_from_db()
    return member


@as_system()
@transaction.atomic
def close_access(member: StaffMember, actor: User | None) -> None:
    """Sessions, sockets, tablets, PIN, codes, offers; the account itself only where nothing else is hers."""
    user, now = member.user, timezone.now()
    end_sessions([user.pk])
    leave_tablets(user_ids=[user.pk])
    StaffPin.objects.filter(member=member).delete()
    staff_codes = Invitation.objects.open().filter(kind=Invitation.Kind.STAFF)
    own = staff_codes.filter(member=member) | staff_codes.filter(
        created_by=user, organisation=member.organisation_id
    )
    Invitation.objects.filter(pk__in=list(own.values_list("pk", flat=True))).update(
        revoked_at=now, revoked_by=actor
    )
    Pairing.objects.filter(created_by=user, device=None, expires_at__gt=now).update(expires_at=now)
    waiting = SignInReset.objects.filter(used_at=None, cancelled_at=None)
    waiting.filter(started_by=user).update(cancelled_at=now)
    if not _has_more(user):
        waiting.filter(user=user).update(cancelled_at=now)
        user.push_subscriptions.all().delete()
        User.objects.filter(pk=user.pk).update(is_active=False)


def end_leavers() -> int:
    """Close the access of those whose last day was yesterday or lately; returns how many were looked at."""
    today = timezone.localdate()
    rows = StaffMember.objects.filter(left_on__lt=today, left_on__gte=today - SWEPT_FOR).select_related(
        "user"
    )
    gone = [member for member in rows if not member.posts.filter(lasting(timezone.localdate())).exists()]
    for member in gone:
        close_access(member, None)
    return len(gone)


def _has_more(user: User) -> bool:
    """A family, or work that goes on elsewhere."""
    return (
        Guardian.objects.filter(user=user).exists()
        or StaffPost.objects.filter(lasting(timezone.localdate()), member__user=user).exists()
    )


def _locked(actor: User, member: StaffMember) -> StaffMember:
    if not members_visible_to(actor).filter(pk=member.pk).exists():
        raise NotVisible
    rows = StaffMember.objects.select_for_update(of=("self",), no_key=True).select_related("user")
    found = rows.get(pk=member.pk)
    with as_system():  # all of them: who looks after one may not end the others
        posts = list(found.posts.filter(lasting(timezone.localdate()))) or list(
            found.posts.order_by("-ends_on")[:1]
        )
    for post in posts:
        require_giver(actor, post.organisation_id, post.facility_id, post.role)
    return found
