"""The calendar of the ward and of the demo mother's nursery: what is planned, two papers, and who comes."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from django.utils import timezone

from accounts.models import User
from backend import files
from backend.demo_data.numbers import Plan
from backend.demo_data.places import Places
from backend.paper import set_html
from facilities.models import Enrolment, Facility, Household, Role, StaffPost
from surveys.models import Event, EventFile, EventReply, Unit

Kind = Event.Kind
PAPER = """<style>@page {{ size: A5; margin: 14mm }} body {{ font: 11pt/1.7 "BIZ UDPGothic" }} h1 {{ font-size: 17pt }}
td {{ padding: 1mm 4mm 1mm 0; vertical-align: top }}</style><h1>{title}</h1><p>{place}</p><table>{rows}</table>"""
DISHES = (
    "ごはん、さけの塩焼き、ほうれんそうのおひたし、みそ汁", "うどん、ちくわの磯辺揚げ、りんご",
    "ごはん、鶏のから揚げ、切り干し大根、すまし汁", "ロールパン、かぼちゃのスープ、白身魚のムニエル",
    "カレーライス、コールスロー、みかん",
)  # fmt: skip
LETTER = (
    "朝夕の冷えこみを感じるころになりました。", "園庭では、どんぐりや落ち葉を集めて遊んでいます。",
    "手洗いとうがいを、おうちでもお願いします。", "上着のフードとひもは、安全のためお控えください。",
)  # fmt: skip


class _Planned(NamedTuple):
    """An event `days` from today."""

    days: int
    title: str
    fields: dict[str, Any]


def make_events(plan: Plan, places: Places) -> None:
    """One nursery's year round today, and what holds for the whole ward."""
    posts = StaffPost.objects.filter(organisation=places.organisation).select_related("member__user")
    hers = Enrolment.objects.filter(child__grants__guardian__user__login="guardian").order_by("pk")
    facility = Facility.objects.get(pk=hers[0].facility_id)
    manager = posts.filter(role=Role.MANAGER, facility=facility).order_by("pk")[0].member.user
    office = posts.filter(role=Role.CENTRAL_SENDER).order_by("pk")[0].member.user
    everywhere = [_event(plan, places, office, None, number, one) for number, one in enumerate(_of_ward())]
    here = [
        _event(plan, places, manager, facility, number + len(everywhere), one)
        for number, one in enumerate(_of_nursery(plan.today))
    ]
    for number, event in enumerate(one for one in here if one.is_paper):
        _hang(plan, number, event, manager)
    for event in (one for one in here if one.asks_reply):
        _reply(plan, event, facility)


def _of_ward() -> list[_Planned]:
    return [
        _Planned(16, "保育課 来年度の利用説明会", {"starts_at": time(18, 30), "place": "区役所 大会議室"}),
        _Planned(-9, "防災の日 引き取り訓練", {"starts_at": time(15), "text": "全園で行いました。"}),
    ]


def _of_nursery(today: date) -> list[_Planned]:
    first = today.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    month = {"starts_on": first, "ends_on": following - timedelta(days=1)}
    asks = {"asks_reply": True, "companions_most": 4}
    bring = {"bring": "上履き\n水筒", "place": "ホール"}
    heads = {"reply_unit": Unit.CHILD, "companions_most": 0, "place": "各保育室"}
    return [
        _Planned(0, f"{first.month}月の献立表", {"kind": Kind.MENU, **month}),
        _Planned(0, f"園だより {first.month}月号", {"kind": Kind.LETTER, **month}),
        _Planned(1, "身体測定", {}),
        _Planned(4, "誕生会", {"starts_at": time(10), "ends_at": time(11)}),
        _Planned(7, "避難訓練", {"starts_at": time(10)}),
        _Planned(12, "親子で楽しむ会", {**asks, **bring, "starts_at": time(9, 30), "ends_at": time(11, 30)}),
        _Planned(19, "保育参加", {**asks, **heads, "starts_at": time(9), "ends_at": time(12)}),
        _Planned(5, "いもほり遠足", {"bring": "長靴\n軍手", "cancelled_at": timezone.now(), "cancel_reason": "畑の都合により"}),
        _Planned(26, "年度末の大掃除(下書き)", {"is_published": False}),
    ]  # fmt: skip


def _event(
    plan: Plan, places: Places, author: User, facility: Facility | None, number: int, one: _Planned
) -> Event:
    day = _weekday(plan.today + timedelta(days=one.days))
    values = {"starts_on": day, "ends_on": day, "is_published": True} | one.fields
    if values.get("asks_reply"):
        by = plan.today + timedelta(days=one.days - 4)
        values["reply_by"] = datetime.combine(by, time(17), timezone.get_default_timezone())
    return Event.objects.create(
        id=plan.made_id("event", number), organisation=places.organisation, facility=facility, author=author,
        title=one.title, created_at=plan.now - timedelta(days=20), **values,
    )  # fmt: skip


def _weekday(day: date) -> date:
    """The nursery's days."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _hang(plan: Plan, number: int, event: Event, author: User) -> None:
    rows = _menu(event.starts_on) if event.kind == Kind.MENU else [f"<tr><td>{line}" for line in LETTER]
    place = event.facility.name if event.facility else ""
    paper = PAPER.format(title=event.title, place=place, rows="".join(rows))
    content = bytes(set_html(paper).write_pdf())
    path = f"events/{event.pk}/{number}.pdf"
    files.keep(path, content)
    EventFile.objects.create(
        id=plan.made_id("event file", number), event=event, name=f"{event.title}.pdf", path=path,
        content_type="application/pdf", size=len(content), sha256=sha256(content).hexdigest(), added_by=author,
    )  # fmt: skip


def _menu(first: date) -> Iterator[str]:
    days = (first + timedelta(days=offset) for offset in range(28))
    for number, day in enumerate(day for day in days if day.weekday() < 5):
        yield f"<tr><td>{day.day}日<td>{DISHES[number % len(DISHES)]}"


def _reply(plan: Plan, event: Event, facility: Facility) -> None:
    """Every other family; of each child where each child is asked about. The demo's mother has not replied."""
    rooms = Enrolment.objects.filter(facility=facility, starts_on__lte=plan.today, ends_on=None)
    seen: set[object] = set()
    rows = []
    grants = rooms.filter(child__grants__is_blocked=False).exclude(
        child__grants__guardian__user__login="guardian"
    )
    pairs = grants.order_by("child").values_list("child", "child__grants__guardian__household").distinct()
    authors = dict(
        Household.objects.filter(guardians__user__isnull=False).values_list("pk", "guardians__user")
    )
    for number, (child, household) in enumerate(pairs):
        key = child if event.reply_unit == Unit.CHILD else household
        if number % 2 or key in seen or household not in authors:
            continue
        seen.add(key)
        comes = ("yes", "yes", "yes", "no", "maybe")[number // 2 % 5]
        heads = {"adults": 1 + number % 4 // 2} if comes == "yes" and event.companions_most else {}
        rows.append(
            EventReply(
                id=plan.made_id(f"reply {event.pk}", number), event=event, facility=facility, household_id=household,
                child_id=child if event.reply_unit == Unit.CHILD else None, comes=comes,
                replied_by_id=authors[household], version=1, **heads,
            )
        )  # fmt: skip
    EventReply.objects.bulk_create(rows)
