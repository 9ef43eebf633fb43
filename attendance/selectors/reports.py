"""Reports as their own household reads them, and as the staff who handle them do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from attendance.models import STANDING_REPORTS, CareContract, Contest, Report
from facilities.models import WHOLE_FACILITY_ROLES, Enrolment, Grant, Guardian, StaffPost, on_day
from facilities.selectors.family import Family

Row = TypeVar("Row", Report, Contest)
PAST_SHOWN = 20
LOOKED_BACK = timedelta(days=7)
WITH = ("child", "facility", "picker", "confirmed_by", "guardian__household", "replaces__picker")


def own_reports(family: Family) -> QuerySet[Report]:
    """Everything her own household said of the children she may view. Another household's words are not there."""
    households = {household for _guardian, household, _child in family.grants}
    children = {child for _guardian, _household, child in family.grants}
    rows = Report.objects.filter(guardian__household__in=households, child__in=children)
    return rows.select_related(*WITH)


@dataclass(frozen=True)
class Told:
    """Coming ones by day, past ones from the newest."""

    coming: tuple[Report, ...]
    past: tuple[Report, ...]


def told_by(family: Family) -> Told:
    """Two queries. What was replaced or taken back is past."""
    rows = own_reports(family)
    alive = Q(ends_on__gte=family.day, state__in=[*STANDING_REPORTS, Report.State.REFUSED])
    coming = rows.filter(alive).order_by("starts_on", "sent_at")
    past = rows.exclude(alive).order_by("-starts_on", "-sent_at")[:PAST_SHOWN]
    return Told(tuple(coming), tuple(past))


def writes_for(family: Family) -> set[UUID]:
    """Children she may write about today."""
    rows = Grant.objects.seen_by(family.user, family.day).filter(can_write=True)
    return set(rows.values_list("child", flat=True))


def fetchers_of(family: Family) -> list[Guardian]:
    """Adults of her own households who may pick up one of her children, in the order of calling."""
    households = {household for _guardian, household, _child in family.grants}
    children = {child for _guardian, _household, child in family.grants}
    able = Grant.objects.live(family.day).filter(
        guardian=OuterRef("pk"), child__in=children, can_pick_up=True
    )
    rows = Guardian.objects.filter(Exists(able), household__in=households)
    return list(rows.order_by("call_order", "pk"))


def agreed_for(children: Iterable[UUID], day: date) -> list[CareContract]:
    """What is agreed for these children on a day, for the usual times."""
    return list(CareContract.objects.filter(on_day(day), child__in=list(children)).select_related("picker"))


def handled_by(user: User) -> QuerySet[Report]:
    """Reports of the children she looks after: of her classes, or of all of her facility. Never of her own child."""
    return _looked_after(Report.objects.all(), user).select_related(*WITH, "actor")


def contests_of(user: User) -> QuerySet[Contest]:
    """What families ask to be corrected, of the same children."""
    return _looked_after(Contest.objects.all(), user).select_related("child", "facility", "guardian")


def waiting_for(user: User) -> list[Report]:
    """Waiting reports, today's first, then by day."""
    rows = handled_by(user).filter(state=Report.State.SENT, ends_on__gte=timezone.localdate())
    return list(rows.order_by("starts_on", F("replaces").asc(nulls_last=True), "sent_at", "pk"))


def answered_for(user: User) -> list[Report]:
    """What holds today or later or was answered lately, newest first."""
    since = timezone.now() - LOOKED_BACK
    rows = handled_by(user).exclude(state__in=[Report.State.SENT, Report.State.REPLACED])
    rows = rows.filter(Q(confirmed_at__gte=since) | Q(changed_at__gte=since, state=Report.State.WITHDRAWN))
    return list(rows.order_by("-confirmed_at", "-changed_at", "pk")[:PAST_SHOWN])


def _looked_after(rows: QuerySet[Row], user: User) -> QuerySet[Row]:
    today = timezone.localdate()
    posts = StaffPost.objects.held_by(user, today).filter(facility=OuterRef("facility"))
    whole = posts.filter(Q(role__in=WHOLE_FACILITY_ROLES) | Q(classroom__isnull=True))
    rooms = StaffPost.objects.held_by(user, today).filter(classroom=OuterRef("classroom"))
    lasting = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    taught = Enrolment.objects.filter(
        lasting, Exists(rooms), child=OuterRef("child"), facility=OuterRef("facility")
    )
    own = Grant.objects.filter(guardian__user=user, child=OuterRef("child"))
    return rows.filter(Exists(whole) | Exists(taught), ~Exists(own))
