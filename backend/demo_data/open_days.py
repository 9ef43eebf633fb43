"""What waits for somebody at the first facility: a contest, a change of a word; a corrected day, a count, a dose."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts.models import User
from attendance.models import Attendance, Contest, HeadCount, MedicationDose, MedicationRequest, Report, Stamp
from attendance.services.folding import fold_day
from backend.demo_data.numbers import Plan
from backend.demo_data.places import Places
from facilities.models import Facility, Grant, Guardian


def make_open_days(plan: Plan, places: Places) -> None:
    """Of the named mother's eldest, and of the named teacher's class; written as the services would leave it."""
    facility = places.facilities[0]
    mother = Guardian.objects.get(user__login="guardian")
    teacher, nurse = (User.objects.get(login=login) for login in ("teacher", "nurse"))
    _contest(plan, mother)
    _change(plan, facility, teacher)
    _correct(plan, facility, teacher)
    _count(plan, places, teacher, nurse)
    _give(plan, facility, teacher, nurse)


def _contest(plan: Plan, mother: Guardian) -> None:
    """Yesterday's departure, says the mother, was a quarter of an hour earlier."""
    days = Attendance.objects.filter(
        child__grants__guardian=mother, left_at__isnull=False, day__lt=plan.today
    )
    day = days.select_related("facility").order_by("-day", "child__born_on", "pk").first()
    if day is None or day.left_at is None:
        return
    Contest.objects.create(
        id=plan.made_id("contest", 1),
        facility=day.facility,
        child_id=day.child_id,
        guardian=mother,
        day=day.day,
        left_at=_clock(day.left_at - timedelta(minutes=15)),
        text="お迎えは15分ほど早かったと思います。ご確認をお願いします。",
        created_at=plan.now - timedelta(hours=2),
    )


def _change(plan: Plan, facility: Facility, teacher: User) -> None:
    """A family wants its confirmed absence of tomorrow to last a day longer."""
    taken = Report.objects.filter(facility=facility).values("child")
    grants = Grant.objects.filter(
        child__enrolments__facility=facility, can_write=True, is_blocked=False, guardian__user__isnull=False
    ).exclude(child__in=taken)
    grant = grants.exclude(guardian__user__login="guardian").select_related("guardian").order_by("pk").first()
    if grant is None:
        return
    tomorrow = plan.today + timedelta(days=1)
    said = {"facility": facility, "child_id": grant.child_id, "guardian": grant.guardian}
    said |= {"actor_id": grant.guardian.user_id, "kind": "absent", "reason": "private", "starts_on": tomorrow}
    first = Report.objects.create(
        id=plan.made_id("changed report", 1),
        ends_on=tomorrow,
        state="confirmed",
        confirmed_by=teacher,
        confirmed_at=plan.now - timedelta(hours=4),
        sent_at=plan.now - timedelta(hours=5),
        **said,
    )
    Report.objects.create(
        id=plan.made_id("changed report", 2),
        ends_on=tomorrow + timedelta(days=1),
        replaces=first,
        note="もう1日お休みします",
        sent_at=plan.now - timedelta(minutes=35),
        **said,
    )


def _correct(plan: Plan, facility: Facility, teacher: User) -> None:
    """A departure that was stamped late was put right the next morning."""
    late = Stamp.objects.filter(facility=facility, kind=Stamp.Kind.OUT, day__lt=plan.today)
    stamp = late.order_by("-day", "pk").select_related("child").first()
    if stamp is None:
        return
    at = stamp.at - timedelta(minutes=10)
    now = plan.now - timedelta(hours=1)
    Stamp.objects.create(
        id=plan.made_id("corrected stamp", 1), facility=facility, child=stamp.child, day=stamp.day, kind=stamp.kind,
        at=at, device_at=now, received_at=now, method="staff", actor=teacher, replaces=stamp, reason="wrong_time",
        note="お迎えのあとに打刻しました",
    )  # fmt: skip
    fold_day(Attendance.objects.get(facility=facility, child=stamp.child, day=stamp.day), 30)


def _count(plan: Plan, places: Places, teacher: User, nurse: User) -> None:
    """Two classes came back from the park; the nurse counted for herself. Another count waits for a second person."""
    facility = places.facilities[0]
    rooms = [places.classroom(facility, age) for age in (1, 2)]
    for number, (scene, minutes, pair) in enumerate(
        (("walk_back", 70, rooms), ("garden_out", 12, rooms[:1]))
    ):
        here = Attendance.objects.filter(
            facility=facility, day=plan.today, is_here=True, child__enrolments__classroom__in=pair
        )
        at = plan.now - timedelta(minutes=minutes)
        seen = [
            str(pk) for pk in sorted(set(here.filter(arrived_at__lte=at).values_list("child", flat=True)))
        ]
        second = {
            "confirmed_by": nurse,
            "confirmed_count": len(seen),
            "confirmed_at": at + timedelta(minutes=2),
        }
        HeadCount.objects.create(
            id=plan.made_id("head count", number),
            facility=facility,
            classroom=pair[0] if len(pair) == 1 else None,
            rooms=sorted(room.pk for room in pair) if len(pair) > 1 else [],
            scene=scene,
            note="みどり公園" if len(pair) > 1 else "",
            expected=seen,
            counted=seen,
            counted_by=teacher,
            counted_at=at,
            **(second if len(pair) > 1 else {}),
        )


def _give(plan: Plan, facility: Facility, teacher: User, nurse: User) -> None:
    """The noon dose was given by the nurse, and the teacher looked on."""
    request = MedicationRequest.objects.filter(facility=facility, state="accepted").order_by("pk").first()
    if request is None:
        return
    MedicationDose.objects.create(
        id=plan.made_id("dose", 1),
        facility=facility,
        request=request,
        day=plan.today,
        planned_at=time(12),
        given_at=plan.now - timedelta(minutes=50),
        given_by=nurse,
        seen_by=teacher,
    )


def _clock(at: datetime) -> time:
    return timezone.localtime(at).time().replace(second=0, microsecond=0)
