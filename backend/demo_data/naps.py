"""Nap time in the first facility, allergies of its children, and medicine: one to answer, one to give."""

from datetime import time, timedelta
from itertools import count

from accounts.models import User
from attendance.models import Allergy, Attendance, MedicationRequest, Nap, NapCheck, NapRoom
from backend.demo_data.numbers import Plan
from backend.demo_data.places import Places
from facilities.models import Child, Classroom, Facility, Grant

_POSITIONS = ("back", "back", "right", "back", "left", "back", "back", "right")
_REGISTER = (
    ("egg", "", "mild", "卵(加熱もなし)", "豆腐ハンバーグ", "", ""),
    (
        "milk",
        "",
        "anaphylaxis",
        "牛乳・乳製品",
        "豆乳",
        "じんましん・せきが出たら、すぐエピペンと119番",
        "事務室の棚 右上",
    ),
    ("wheat", "", "severe", "小麦", "米粉パン", "口のまわりが赤くなったら看護師へ", ""),
    ("other", "ごま", "mild", "ごま", "", "", ""),
)


def make_naps(plan: Plan, places: Places) -> None:
    """A class in the middle of its nap, whatever the hour: one child waits to be looked at, one is awake."""
    facility = places.facilities[0]
    room = places.classroom(facility, 1)
    here = Attendance.objects.filter(facility=facility, day=plan.today, is_here=True).values("child")
    children = list(
        Child.objects.filter(pk__in=here, enrolments__classroom=room)
        .distinct()
        .order_by("family_kana", "given_kana", "pk")
    )
    teacher = User.objects.get(login="teacher")
    for number, child in enumerate(children[:-1]):
        _sleep(plan, facility, room, child, number, teacher)
    NapRoom.objects.create(
        id=plan.made_id("nap room", 1),
        facility=facility,
        classroom=room,
        at=plan.now - timedelta(minutes=25),
        degrees="22.5",
        humidity=51,
        by=teacher,
    )
    _make_register(plan, facility, places)
    _make_medicine(plan, facility, children)


def _sleep(plan: Plan, facility: Facility, room: Classroom, child: Child, number: int, teacher: User) -> None:
    is_awake = number == 3
    since = 12 if number == 2 else 9 if is_awake else number % 8
    slept = plan.now - timedelta(minutes=since + 9 * 3 + 2 + number % 5)
    nap = Nap.objects.create(
        id=plan.made_id("nap", number),
        facility=facility,
        classroom=room,
        child=child,
        day=plan.today,
        slept_at=slept,
        woke_at=plan.now - timedelta(minutes=4) if is_awake else None,
        every=10,
        last_check_at=plan.now - timedelta(minutes=since),
    )
    for look in range(4):
        at = plan.now - timedelta(minutes=since + 9 * (3 - look))
        NapCheck.objects.create(
            id=plan.made_id("nap check", number * 10 + look),
            facility=facility,
            nap=nap,
            at=at,
            received_at=at,
            position=_POSITIONS[(number + look) % len(_POSITIONS)],
            by=teacher,
        )


def _make_register(plan: Plan, facility: Facility, places: Places) -> None:
    """Some children of each class, the named teacher's first."""
    manager = User.objects.get(login="manager")
    numbers = count(1)
    for room in (one for one in places.classrooms if one.facility_id == facility.pk):
        children = Child.objects.filter(enrolments__classroom=room).distinct().order_by("family_kana", "pk")
        for child, entry in zip(children[1:8:3], _REGISTER[room.age % 2 :], strict=False):
            number = next(numbers)
            allergen, name, severity, leave_out, substitute, action, pen = entry
            Allergy.objects.create(
                id=plan.made_id("allergy", number),
                facility=facility,
                child=child,
                allergen=allergen,
                name=name,
                severity=severity,
                leave_out=leave_out,
                substitute=substitute,
                action=action,
                epipen_place=pen,
                valid_until=plan.today + timedelta(days=200),
                noted_by=manager,
                noted_at=plan.now - timedelta(days=40),
            )


def _make_medicine(plan: Plan, facility: Facility, children: list[Child]) -> None:
    nurse = User.objects.get(login="nurse")
    times = [time(12), time(15)]
    grants = Grant.objects.filter(child__in=children, can_write=True, is_blocked=False).order_by(
        "child", "pk"
    )
    firsts = {grant.child_id: grant for grant in grants.select_related("guardian", "child").reverse()}
    for number, grant in enumerate([firsts[key] for key in sorted(firsts)][:2]):
        is_accepted = number == 0
        MedicationRequest.objects.create(
            id=plan.made_id("medication", number),
            facility=facility,
            child=grant.child,
            guardian=grant.guardian,
            medicine="セフジトレン細粒" if is_accepted else "カルボシステイン",
            illness="中耳炎" if is_accepted else "かぜ(せき)",
            prescriber="みどり耳鼻科" if is_accepted else "やまだ小児科",
            dose="粉薬 1包(ピンクの袋)" if is_accepted else "シロップ 1回分",
            times=times if is_accepted else times[:1],
            storage="冷蔵庫",
            had_first_dose=True,
            starts_on=plan.today,
            ends_on=plan.today + timedelta(days=3),
            state="accepted" if is_accepted else "sent",
            sent_at=plan.now - timedelta(hours=20),
            decided_by=nurse if is_accepted else None,
            decided_at=plan.now - timedelta(hours=18) if is_accepted else None,
            answer="看護師がお預かりします。" if is_accepted else "",
        )
