"""Posts: given, changed and ended from a day on. What was is never rewritten, and no place loses its last head."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.sessions import end_sessions
from backend.errors import DomainError, NotVisible
from backend.events import publish_revocation
from backend.rowlevel import as_system
from facilities.models import (
    Classroom,
    Facility,
    Invitation,
    Organisation,
    Role,
    StaffMember,
    StaffPost,
    lasting,
)
from facilities.models.roles import CENTRAL_KEEPING_ROLES, CENTRAL_ROLES
from facilities.policies import audit, require_giver
from facilities.services.pins import leave_tablets

LONGEST_AUDIT = timedelta(days=366)
DAY = timedelta(days=1)


@transaction.atomic
def add_post(
    *, actor: User, member: StaffMember, role: str, facility: Facility | None = None,
    classroom: Classroom | None = None, starts_on: date, ends_on: date | None = None,
) -> StaffPost:  # fmt: skip
    """One more role at one place, from today or a later day. Help at another facility is a post with a last day."""
    require_giver(actor, member.organisation_id, facility.pk if facility else None, role)
    member = StaffMember.objects.select_for_update(no_key=True).get(pk=member.pk)
    if member.left_on:
        raise DomainError(_("She has left. Invite her again first. Nothing was saved."), code="left")
    _check(member, role, facility, classroom, starts_on, ends_on)
    same = member.posts.filter(
        lasting(timezone.localdate()), role=role, facility=facility, classroom=classroom
    ).first()
    if same:
        return same
    with as_system():  # wherever the others are
        is_first = not StaffPost.objects.filter(
            lasting(timezone.localdate()), member__user=member.user_id
        ).exists()
    post = write_post(
        member, role=role, facility=facility, classroom=classroom, starts_on=starts_on, ends_on=ends_on
    )
    note(actor, "post.added", post)
    _tell(member, sign_out=is_first)
    return post


@transaction.atomic
def change_post(
    *, actor: User, post: StaffPost, role: str, classroom: Classroom | None, from_day: date,
    ends_on: date | None,
) -> StaffPost:  # fmt: skip
    """Another role, class or last day from a day on: the post before ends the day before and stays as it was."""
    post = _locked(post)
    require_giver(actor, post.organisation_id, post.facility_id, post.role)
    require_giver(actor, post.organisation_id, post.facility_id, role)
    _check(post.member, role, post.facility, classroom, from_day, ends_on)
    if (post.role, post.classroom_id, post.ends_on) == (role, getattr(classroom, "pk", None), ends_on):
        return post
    if post.role != role or ends_on:
        _keep_head(post, from_day - DAY if post.role != role else ends_on or from_day)
    if post.starts_on >= from_day:
        post.role, post.classroom, post.ends_on = role, classroom, ends_on
        post.save(update_fields=["role", "classroom", "ends_on"])
    elif post.role == role and post.classroom == classroom:
        post.ends_on = ends_on
        post.save(update_fields=["ends_on"])
    else:
        StaffPost.objects.filter(pk=post.pk).update(ends_on=from_day - DAY)
        post = write_post(
            post.member, role=role, facility=post.facility, classroom=classroom, starts_on=from_day,
            ends_on=ends_on,
        )  # fmt: skip
    note(actor, "post.changed", post)
    _tell(post.member)
    return post


@transaction.atomic
def end_post(*, actor: User, post: StaffPost, last_day: date | None = None) -> None:
    """After its last day, or at once: then yesterday was the last. A post that never began is taken back."""
    post = _locked(post)
    require_giver(actor, post.organisation_id, post.facility_id, post.role)
    today = timezone.localdate()
    if last_day and last_day < today:
        raise DomainError(_("The past stays as it was. Choose today or a later day. Nothing was saved."))
    last = last_day or today - DAY
    if post.ends_on and post.ends_on <= last:
        return
    _keep_head(post, last)
    close_post(post, last)
    note(actor, "post.ended", post)
    _tell(post.member)


def close_post(post: StaffPost, last: date) -> None:
    """The one place a post ends."""
    if post.starts_on > last:
        StaffPost.objects.filter(pk=post.pk).delete()
    else:
        StaffPost.objects.filter(pk=post.pk).update(ends_on=last)


def write_post(
    member: StaffMember, *, role: str, facility: Facility | None, classroom: Classroom | None,
    starts_on: date, ends_on: date | None,
) -> StaffPost:  # fmt: skip
    """The row; its callers have asked for the authority. An auditor looks for a time only."""
    if role == Role.AUDITOR and (ends_on is None or ends_on > starts_on + LONGEST_AUDIT):
        raise DomainError(_("Auditors look for a year at most. Enter the last day. Nothing was saved."))
    return StaffPost.objects.create(
        organisation_id=member.organisation_id, member=member, role=role, facility=facility,
        classroom=classroom, starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip


def check_place(
    organisation_id: UUID, role: str, facility: Facility | None, classroom: Classroom | None
) -> None:
    """Central roles hold for the organisation, others at one facility, and a class belongs to it."""
    if facility and facility.organisation_id != organisation_id:
        raise NotVisible
    if (role in CENTRAL_ROLES) != (facility is None):
        raise DomainError(
            _("Roles of the central office name no facility, all others name one. Nothing was saved.")
        )
    if classroom and (facility is None or classroom.facility_id != facility.pk):
        raise DomainError(_("This class belongs to another facility. Nothing was saved."))


def note(actor: User, action: str, post: StaffPost) -> None:
    """Who gave whom what, from when to when."""
    audit(
        actor,
        action,
        "staff_member",
        post.member_id,
        organisation=post.organisation_id,
        facility=post.facility_id,
        role=str(post.role),
        starts_on=str(post.starts_on),
        ends_on=str(post.ends_on or ""),
    )


def keep_heads(posts: list[StaffPost], last: date) -> None:
    """Refuses where one of these posts is the last of its place that leads it. Locks places in their order."""
    for post in sorted(posts, key=lambda row: (str(row.facility_id or ""), str(row.pk))):
        _keep_head(post, last)


def _keep_head(post: StaffPost, last: date) -> None:
    """After `last` there must be another manager, or another who may send for the organisation."""
    roles = CENTRAL_KEEPING_ROLES if post.facility_id is None else frozenset({Role.MANAGER})
    if post.role not in roles or (post.ends_on and post.ends_on <= last):
        return
    _lock_place(post)
    joined = Invitation.objects.filter(member=OuterRef("member"), kind=Invitation.Kind.STAFF)
    others = (
        StaffPost.objects.filter(organisation=post.organisation_id, facility=post.facility_id, role__in=roles)
        .filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=last),
            starts_on__lte=last + DAY,
        )
        .filter(Q(member__left_on__isnull=True) | Q(member__left_on__gt=last))
        .exclude(member=post.member_id)
        .filter(Exists(joined.exclude(used_at=None)) | ~Exists(joined))
    )
    if not others.exists():
        raise DomainError(_last_head(post), code="last_head")


def _lock_place(post: StaffPost) -> None:
    """Two heads who leave at the same moment stand in line here."""
    if post.facility_id is None:
        Organisation.objects.select_for_update(no_key=True).get(pk=post.organisation_id)
    else:
        Facility.objects.select_for_update(no_key=True).get(pk=post.facility_id)


def _last_head(post: StaffPost) -> object:
    if post.facility is None:
        return _(
            "She is the last who may send for the central office. Name another first. Nothing was saved."
        )
    return _("She is the last manager of %(place)s. Name another manager first. Nothing was saved.") % {
        "place": post.facility.name
    }


def _locked(post: StaffPost) -> StaffPost:
    rows = StaffPost.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("member", "facility", "classroom").filter(pk=post.pk).first()
    if found is None:
        raise NotVisible
    return found


def _check(
    member: StaffMember, role: str, facility: Facility | None, classroom: Classroom | None,
    starts_on: date, ends_on: date | None,
) -> None:  # fmt: skip
    check_place(member.organisation_id, role, facility, classroom)
    if starts_on < timezone.localdate():
        raise DomainError(_("The past stays as it was. Choose today or a later day. Nothing was saved."))
    if ends_on and ends_on < starts_on:
        raise DomainError(_("The last day lies before the first. Nothing was saved."))


def _tell(member: StaffMember, *, sign_out: bool = False) -> None:
    """Her open pages ask again what they may hear. With her first post she signs in again, now as staff."""
    if sign_out:
        end_sessions([member.user_id])
    leave_tablets(user_ids=[member.user_id])
    publish_revocation([member.user_id])
