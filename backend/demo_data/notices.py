"""Two weeks of notices with the way families read them, and one drill that reached everybody.

Recipients are frozen by the statement of publishing itself; readings, calls and counters follow set-based.
"""

from calendar import month_name
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from backend.demo_data import notices_sql as sql
from backend.demo_data.notice_texts import CENTRAL, CLUB, DRILL, EVENT, ILLNESS, NURSERY, Text
from backend.demo_data.numbers import Plan, run
from backend.demo_data.places import Places
from facilities.models import Classroom, Facility, Role, StaffPost
from notices.models import Delivery, Notice, NoticeClassroom, Scope, State
from notices.selectors.audience import classes_and_days
from notices.services.publication import FREEZE

DAYS = 13
EACH_NURSERY, EACH_CLUB = 8, 4
WEEKDAYS = "月火水木金土日"


@dataclass(frozen=True)
class _Sent:
    """A text, who sends it and when."""

    text: Text
    facility: Facility | None
    author: User
    at: datetime
    is_drill: bool = False


def make_notices(plan: Plan, places: Places) -> None:
    """Write the notices as if they had been sent and read; nothing of them waits to be delivered."""
    rng = plan.dice("notices")
    sent = sorted(_all(plan, places, rng), key=lambda one: (one.at, one.text.title))
    notices = Notice.objects.bulk_create([_notice(plan, places, n, one) for n, one in enumerate(sent)])
    _choose_audiences(places, notices)
    before = Delivery.objects.aggregate(last=Max("pk"))["last"] or 0
    for notice in notices:
        _freeze(plan, notice)
    _read(plan, notices, [one.text.share for one in sent], before)


def _choose_audiences(places: Places, notices: list[Notice]) -> None:
    Scope.objects.bulk_create([Scope(notice=notice, facility_id=notice.facility_id) for notice in notices])
    rooms: dict[UUID | None, list[Classroom]] = {facility.pk: [] for facility in places.facilities} | {
        None: places.classrooms
    }
    for room in places.classrooms:
        rooms[room.facility_id].append(room)
    NoticeClassroom.objects.bulk_create(
        [
            NoticeClassroom(notice=notice, classroom=room, facility_id=room.facility_id)
            for notice in notices
            for room in rooms[notice.facility_id]
            if not notice.ages or room.age in notice.ages
        ],
        batch_size=2000,
    )


def _all(plan: Plan, places: Places, rng: Random) -> Iterator[_Sent]:
    days = _weekdays(plan)
    authors = _authors(places)
    for facility in places.facilities:
        is_club = facility.kind == Facility.Kind.AFTER_SCHOOL
        texts = rng.sample(CLUB if is_club else NURSERY, EACH_CLUB if is_club else EACH_NURSERY)
        for text in texts:
            author = authors.get((facility.pk, text.role)) or authors[facility.pk, Role.MANAGER]
            at = _moment(plan, rng.choice(days), text.hour + rng.uniform(-0.4, 0.8))
            yield _Sent(text, facility, author, at)
    office = authors[None, Role.CENTRAL_SENDER]
    for text, day in zip(CENTRAL, rng.sample(days[1:], len(CENTRAL)), strict=True):
        yield _Sent(text, None, office, _moment(plan, day, text.hour))
    drill_day = next(day for day in days if (plan.today - day).days >= 4)
    yield _Sent(DRILL, None, office, _moment(plan, drill_day, DRILL.hour), is_drill=True)


def _weekdays(plan: Plan) -> list[date]:
    """The weekdays of the past two weeks, newest first; today only when the nurseries have been open a while."""
    first = 0 if timezone.localtime(plan.now).hour >= 19 else 1
    days = [plan.today - timedelta(days=n) for n in range(first, DAYS + 1)]
    return [day for day in days if day.weekday() < 5]


def _moment(plan: Plan, day: date, hour: float) -> datetime:
    morning = datetime.combine(day, time(0), timezone.get_default_timezone())
    at = morning + timedelta(minutes=round(hour * 60))
    return min(at, plan.now - timedelta(minutes=10))


def _authors(places: Places) -> dict[tuple[UUID | None, str], User]:
    """One sender for each facility and role: the first who holds the post."""
    posts = StaffPost.objects.filter(organisation=places.organisation).select_related("member__user")
    return {(post.facility_id, post.role): post.member.user for post in posts.order_by("-pk")}


def _notice(plan: Plan, places: Places, n: int, one: _Sent) -> Notice:
    words = _fields(one.at)
    translations = {
        language: {key: _fill(text, words) for key, text in texts.items()}
        for language, texts in one.text.translations.items()
    }
    return Notice(
        id=plan.made_id("notice", n), organisation=places.organisation, facility=one.facility, author=one.author,
        urgency=one.text.urgency, title=_fill(one.text.title, words), body=_fill(one.text.body, words),
        translations=translations, ages=list(one.text.ages), is_drill=one.is_drill, state=State.PUBLISHED,
        version=2, created_at=one.at - timedelta(minutes=20), publish_at=one.at, published_by=one.author,
        published_at=one.at, frozen_at=one.at + timedelta(seconds=1),
        valid_until=one.at + timedelta(hours=8) if one.is_drill else None,
    )  # fmt: skip


def _fields(at: datetime) -> dict[str, str]:
    day = timezone.localdate(at)
    soon, later = (_next_weekday(day + timedelta(days=days)) for days in (4, 15))
    return {
        "m": str(day.month), "next_m": str(day.month % 12 + 1), "illness": ILLNESS[day.month],
        "event": EVENT[later.month], "soon": _in_words(soon), "later": _in_words(later),
        "later_en": f"{later.day} {month_name[later.month]}",
    }  # fmt: skip


def _fill(text: str, words: dict[str, str]) -> str:
    """Put our fields in; `{施設名}` stays, it becomes each family's own facility when it is shown."""
    for name, value in words.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _next_weekday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _in_words(day: date) -> str:
    return f"{day.month}月{day.day}日({WEEKDAYS[day.weekday()]})"


def _freeze(plan: Plan, notice: Notice) -> None:
    run(
        FREEZE, notice=notice.pk, now=notice.published_at, emergency=notice.is_emergency, expires=notice.valid_until,
        **classes_and_days(notice.classrooms.values_list("classroom", flat=True), plan.today),
    )  # fmt: skip


def _read(plan: Plan, notices: list[Notice], share: list[float], before: int) -> None:
    run(
        sql.TOLD, share=share, notice=[notice.pk for notice in notices],
        at=[notice.published_at for notice in notices], drill=[notice.is_drill for notice in notices],
    )  # fmt: skip
    values = {"now": plan.now, "today": plan.today, "before": before}
    for statement in sql.WORK:
        run(statement, **values)
