"""Every rule turned into its opposite, with the surface and the persons by whom the walk sees it.

A flip is red when somebody gets what the table does not say, or reads a name of elsewhere (marks.py).
"""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any, NamedTuple

from django.db.models import Count, Model, QuerySet
from django.shortcuts import get_object_or_404

from facilities import models as rows_of
from facilities.models import (
    AuditEntry,
    ChangeRequest,
    Child,
    Classroom,
    Enrolment,
    Facility,
    Grant,
    Guardian,
    Role,
    StaffMember,
)
from facilities.selectors.family import Family, family_of
from facilities.selectors.transfers import TransferAsked
from facilities.services.recovery import Desk
from mobile_web.rooms import Workplace
from mobile_web.views.office import frame
from notices.models import Notice, Recipient
from notices.services.calls import Place


class Flip(NamedTuple):
    """What stands in the rule's place, and who sees that where."""

    wrong: Any
    surface: str
    persons: str


def everything(self: Any, *_arguments: object, **_options: object) -> Any:
    return self.all()


def yes(*_arguments: object, **_options: object) -> bool:
    return True


def no(*_arguments: object, **_options: object) -> bool:
    return False


def nothing(*_arguments: object, **_options: object) -> None:
    return None


def every(model: type[Model]) -> Callable[..., QuerySet[Any]]:
    """The selector without its person."""
    return lambda *_arguments, **_options: model._default_manager.all()


def listed(model: type[Model], *related: str) -> Callable[..., list[Any]]:
    return lambda *_arguments, **_options: list(model._default_manager.select_related(*related))


def any_notice(_request: Any, pk: Any) -> Any:
    return get_object_or_404(Notice, pk=pk)


def desk(_actor: Any, _whose: Any) -> Desk:
    place = Facility.objects.select_related("organisation").order_by("pk")[0]
    return Desk(place.organisation_id, place)


def keeps(_user: Any, child: Any) -> Any:
    return Enrolment.objects.filter(child=child).values_list("facility_id", flat=True).first()


def at_any_place(_actor: Any, notice: Any, household_id: Any) -> Place:
    found = Recipient.objects.filter(notice=notice, household=household_id).order_by("facility").first()
    return Place(notice, household_id, found.facility_id if found else household_id)


def a_family(_user: Any) -> Family:
    """Somebody's, whoever asks."""
    mother = Guardian.objects.filter(user__isnull=False, grants__can_write=True).select_related("user")[0]
    assert mother.user
    return family_of(mother.user)


def any_place(_user: Any) -> Workplace:
    post = rows_of.StaffPost.objects.select_related("facility", "organisation", "member").order_by("pk")[0]
    return Workplace(post, post.facility)


def all_places(self: Any, *_arguments: object) -> set[tuple[Any, Any]]:
    gone_to = self.filter(child__enrolments__isnull=False)
    return set(gone_to.values_list("guardian__household", "child__enrolments__facility"))


def some_enrolment(child: Any, *_: object) -> Any:
    return Enrolment.objects.filter(child=child).select_related("classroom").first()


EVERY_ROLE = frozenset(Role)
ASKED = ("child", "guardian__household", "asked_by", "decided_by", "facility")
POLICIES = {
    "may_send": Flip(yes, "POST office_discard", "reader"),
    "require_sender": Flip(nothing, "POST office_undo", "reader"),
    "require_staff": Flip(nothing, "GET office_reset", "ex_staff"),
    "facilities_to_call": Flip(nothing, "POST office_call_give_back", "part_timer"),
    "may_keep_roster": Flip(yes, "POST office_sheets_class", "teacher"),
    "require_roster_keeper": Flip(nothing, "POST office_sheets_facility", "part_timer"),
    "require_keeper_of": Flip(keeps, "POST office_guardian", "teacher"),
    "require_right": Flip(
        lambda user, *_: Guardian.objects.filter(user=user).first(), "GET guardian_profile_child", "relative"
    ),
    "roles_at": Flip(lambda *_: EVERY_ROLE, "POST attendance_stamp_add", "part_timer"),
    "require_child_at": Flip(some_enrolment, "POST attendance_stamp", "teacher"),
    "require_manager": Flip(nothing, "GET office_reset", "auditor"),
    "may_audit": Flip(yes, "GET office_audit", "office"),
    "may_give": Flip(yes, "POST office_staff_new", "reader"),
    "require_giver": Flip(nothing, "POST office_staff_code", "auditor"),
}
ROLES = {
    "CENTRAL_ROLES": Flip(EVERY_ROLE, "POST office_recall", "other_manager"),
    "WHOLE_FACILITY_ROLES": Flip(EVERY_ROLE, "GET office_child_edit", "part_timer"),
    "SENDING_ROLES": Flip(EVERY_ROLE, "POST office_recall", "reader"),
    "FACILITY_SENDING_ROLES": Flip(EVERY_ROLE, "POST api_notices-undo", "part_timer"),
    "KEEPING_ROLES": Flip(EVERY_ROLE, "POST office_roster_approve", "other_teacher"),
    "CENTRAL_KEEPING_ROLES": Flip(EVERY_ROLE, "POST office_roster_approve", "other_teacher"),
    "CALLING_ROLES": Flip(EVERY_ROLE, "GET office_call_card", "part_timer"),
    "CENTRAL_AUDIT_ROLES": Flip(EVERY_ROLE, "GET office_audit", "manager"),
    "AUDIT_ROLES": Flip(EVERY_ROLE, "GET office_audit", "office"),
}
QUERYSETS = {
    "ChildQuerySet.visible_to": Flip(everything, "GET api_children-detail", "co_guardian"),
    "ChildQuerySet.on_roster_of": Flip(everything, "GET office_child", "part_timer"),
    "FacilityQuerySet.worked_in_by": Flip(everything, "GET office_facility", "teacher"),
    "FacilityQuerySet.visible_to": Flip(everything, "GET api_facilities-detail", "left_guardian"),
    "GrantQuerySet.live": Flip(
        lambda self, _day: self.filter(is_blocked=False), "GET guardian_notice", "blocked_guardian expired_guardian"
    ),
    "GrantQuerySet.seen_by": Flip(
        lambda self, user, _day: self.filter(guardian__user=user), "GET guardian_profile_child", "blocked_guardian"
    ),
    "GrantQuerySet.places_of": Flip(all_places, "GET api_notices-detail", "other_teacher"),
    "ChangeRequestQuerySet.kept_by": Flip(everything, "GET office_request", "teacher"),
    "ChangeRequestQuerySet.of_guardian": Flip(
        everything, "POST guardian_request_withdraw", "blocked_guardian"
    ),
    "StaffPostQuerySet.held_by": Flip(
        lambda self, user, _day=None: self.filter(member__user_id=user.pk), "GET office_notice", "ex_staff"
    ),
    "NoticeQuerySet.received_by": Flip(everything, "GET api_notices-detail", "other_teacher"),
    "NoticeQuerySet.received_at": Flip(everything, "GET guardian_notice", "guardian"),
    "NoticeQuerySet.managed_by": Flip(everything, "GET office_compose", "teacher"),
}  # fmt: skip
PLACES_AND_PEOPLE = {
    "adults.full_grants": Flip(
        lambda user: Grant.objects.filter(guardian__user=user), "POST family_link_end", "relative"
    ),
    "applications.applications_to": Flip(every(rows_of.Application), "GET office_application", "teacher"),
    "applications.members_of": Flip(every(rows_of.Member), "POST office_member_end", "reader"),
    "audit_log.audit_visible_to": Flip(every(AuditEntry), "GET office_audit", "approver"),
    "board.classrooms_of": Flip(listed(Classroom, "facility"), "GET teacher_board_class", "other_teacher"),
    "enrolment.children_kept_by": Flip(every(Child), "POST office_enrolment_stay", "reader"),
    "enrolment.facilities_kept_by": Flip(every(Facility), "GET office_rollover", "part_timer"),
    "posts.posts_of": Flip(listed(rows_of.StaffPost, "organisation", "facility"), "GET office_dashboard", "guardian"),
    "registration.facilities_of": Flip(every(Facility), "GET office_registration", "reader"),
    "registration.newest_joined": Flip(
        lambda *_: list(rows_of.Invitation.objects.exclude(child=None)),
        "GET office_registration_facility", "foreign_office",
    ),
    "requests.keeps_requests": Flip(yes, "GET office_requests", "part_timer"),
    "requests.requests_to_decide": Flip(every(ChangeRequest), "GET office_requests", "other_manager"),
    "requests.decided_requests": Flip(every(ChangeRequest), "GET office_requests", "other_manager"),
    "requests.open_by_facility": Flip(
        lambda _user: [(one.name, one.pk, 1) for one in Facility.objects.all()], "GET office_requests", "reader"
    ),
    "requests.own_requests": Flip(listed(ChangeRequest, *ASKED), "GET guardian_profile", "guardian"),
    "requests.told_of": Flip(listed(ChangeRequest, *ASKED), "GET guardian_profile", "guardian"),
    "roster.rooms_of": Flip(
        lambda _user: Classroom.objects.annotate(children=Count("pk")).select_related("facility"),
        "GET office_children", "part_timer",
    ),
    "roster.is_central": Flip(no, "GET office_requests", "auditor"),
    "rosters.rosters_kept_by": Flip(every(rows_of.RosterImport), "GET office_roster_now", "teacher"),
    "staff.staff_places": Flip(every(Facility), "GET office_staff_member", "auditor"),
    "staff.central_places": Flip(every(rows_of.Organisation), "GET office_staff_member", "auditor"),
    "staff.members_visible_to": Flip(every(StaffMember), "GET office_staff_member", "foreign_manager"),
    "staff.resets_visible_to": Flip(every(rows_of.SignInReset), "GET office_staff", "approver"),
    "tablets.managed_facilities": Flip(every(Facility), "GET office_tablet", "office"),
    "transfers.transfers_asked": Flip(every(rows_of.Transfer), "GET guardian_transfer", "expired_guardian"),
    "transfers.transfers_open": Flip(
        lambda _user: [
            TransferAsked(row.pk, str(row.child), row.to_facility.name, row.moves_on)
            for row in rows_of.Transfer.objects.select_related("child", "to_facility")
        ],
        "GET guardian_home", "guardian",
    ),
    "transfers.transfer_asked": Flip(
        lambda _user, pk: rows_of.Transfer.objects.filter(pk=pk).first(), "GET guardian_transfer", "relative"
    ),
}  # fmt: skip
NOTICES = {
    "calls._facilities": Flip(nothing, "GET office_reach", "other_teacher"),
    "desk.followed_by": Flip(every(Notice), "GET office_reach_now", "manager"),
    "reach.seen_facilities": Flip(nothing, "GET api_notices-reach", "other_teacher"),
}
SERVICES = {
    "leaving._locked": Flip(
        lambda _actor, member: StaffMember.objects.select_related("user").get(pk=member.pk),
        "POST office_staff_leave", "reader",
    ),
    "recovery.desk_for": Flip(desk, "POST office_reset_cancel", "other_teacher"),
    "recovery._desk_of_staff": Flip(desk, "POST office_reset_cancel", "operator"),
    "recovery._desk_of_family": Flip(desk, "POST office_guardian_reset", "separated_guardian"),
    "recovery._require_head": Flip(nothing, "POST office_reset", "reader"),
    "relatives._inviter": Flip(
        lambda actor, _child: Guardian.objects.filter(user=actor).first(), "POST family_invite", "relative"
    ),
    "requests._require_decider": Flip(nothing, "POST office_request_decide", "manager"),
}  # fmt: skip
DOORS = {
    "facilities.acting.facility_in_hand": Flip(nothing, "GET teacher_board_class", "tablet_pin"),
    "facilities.acting.acting_on": Flip(lambda *_: nullcontext(), "GET teacher_board_class", "tablet_pin"),
    "mobile_web.tablets.device_in": Flip(
        lambda _request: rows_of.Device.objects.first(), "GET office_guardian_reset", "foreign_manager"
    ),
    "mobile_web.tablets.acting_in": Flip(
        lambda _request: StaffMember.objects.first(), "POST tablet_touch", "tablet"
    ),
    "facilities.selectors.family.family_of": Flip(a_family, "GET guardian_home", "manager"),
    "notices.services.calls.place_of": Flip(at_any_place, "POST office_call_take", "other_manager"),
    "mobile_web.views.office.frame.place_of": Flip(any_place, "GET office_dashboard", "guardian"),
    "mobile_web.views.office.frame.own_notice": Flip(any_notice, "GET office_audience", "manager"),
    "mobile_web.views.office.frame.notice_to_change": Flip(frame.own_notice, "POST office_finish", "office"),
    "mobile_web.views.office.frame.followed_notice": Flip(any_notice, "GET office_reach", "teacher"),
    "mobile_web.views.office.frame.phoned_notice": Flip(
        frame.followed_notice, "GET office_call_card", "reader"
    ),
}
FLIPS: dict[str, Flip] = {
    **{f"facilities.policies.{name}": flip for name, flip in POLICIES.items()},
    **ROLES,
    **QUERYSETS,
    **{f"facilities.selectors.{name}": flip for name, flip in PLACES_AND_PEOPLE.items()},
    **{f"notices.selectors.{name}": flip for name, flip in NOTICES.items()},
    **{f"facilities.services.{name}": flip for name, flip in SERVICES.items()},
    **DOORS,
}
