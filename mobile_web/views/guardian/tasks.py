"""What a guardian's home asks of her, as rows."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from attendance.selectors.home import days_now
from contactbook.selectors.waiting import new_pages, written_today
from mobile_web.http import FamilyRequest
from mobile_web.moments import clock_words, day_words, moment_words
from surveys.selectors.asked import due_for
from surveys.selectors.family_meetings import FamilyPeriod, meetings_of
from surveys.selectors.invited import replies_due

NEWS_DAYS = 7
MORNING_ENDS = 12


@dataclass(frozen=True)
class Task:
    """Something she must do, as components/task_row.html shows it."""

    href: str
    icon: str
    title: str
    note: str
    due: str
    is_due_now: bool


def book_tasks(request: FamilyRequest) -> list[Task]:
    """A page of the nursery that she has not read; this morning's page from home. At most three queries."""
    children = {row.child.pk: row.child.given_name for row in request.family.children}
    return [*_news(request, children), *_morning(request, children)]


def _news(request: FamilyRequest, children: dict[UUID, str]) -> list[Task]:
    today = request.family.day
    return [
        Task(
            href=f"{reverse('guardian_book')}?child={page.child}",
            icon="notebook",
            title=_("The contact book of %(name)s is here") % {"name": children[page.child]},
            note="" if page.day == today else day_words(page.day),
            due=clock_words(page.published_at) if page.day == today and page.published_at else "",
            is_due_now=False,
        )
        for page in new_pages(request.user, children, today, today - timedelta(days=NEWS_DAYS))
    ]


def _morning(request: FamilyRequest, children: dict[UUID, str]) -> list[Task]:
    """Until noon, for those who go today and whose family has not sent a page."""
    try:
        address = reverse("guardian_book_write")
    except NoReverseMatch:
        return []
    family = request.family
    if timezone.localtime().hour >= MORNING_ENDS or not family.counting or not family.today:
        return []
    going = {child for (child, _place), day in days_now(family).items() if day.state not in ("off", "absent")}
    written = written_today(request.user, going, family.day)
    missing = [child for child in children if child in going - written]
    if not missing:
        return []
    names = _(", ").join(children[child] for child in missing)
    note = _("%(names)s: temperature, meals, how the night was") % {"names": names}
    return [Task(address, "pencil", _("Write this morning's contact book"), note, "", is_due_now=False)]


def event_tasks(request: FamilyRequest) -> list[Task]:
    """Events that wait for the family's reply; on the last day, now. One query where there is none."""
    today = timezone.localdate()
    return [
        Task(
            href=reverse("guardian_event", args=[one.event.pk]),
            icon="calendar-event",
            title=_("Do you come? %(title)s") % {"title": one.event.title},
            note=day_words(one.event.starts_on),
            due=_("until %(time)s") % {"time": moment_words(one.event.reply_by)}
            if one.event.reply_by
            else "",
            is_due_now=bool(one.event.reply_by and timezone.localdate(one.event.reply_by) <= today),
        )
        for one in replies_due(request.family)
    ]


def survey_tasks(request: FamilyRequest) -> list[Task]:
    """Surveys that wait for an answer of the family; on the last day, now. One query where there is none."""
    today = timezone.localdate()
    return [
        Task(
            href=reverse("guardian_survey", args=[row.survey.pk]),
            icon="list-check",
            title=_("Answer: %(title)s") % {"title": row.survey.words(request.user.language)["title"]},
            note=_(", ").join(unit.seat.name for unit in row.waiting if unit.seat.name),
            due=_("until %(time)s") % {"time": moment_words(row.survey.closes_at)}
            if row.survey.closes_at
            else "",
            is_due_now=bool(row.survey.closes_at and timezone.localdate(row.survey.closes_at) <= today),
        )
        for row in due_for(request.user, request.family.places)
    ]


def meeting_tasks(request: FamilyRequest) -> list[Task]:
    """Meetings that wait for a time or for wishes; on the last day, now. One query where there is none."""
    today = timezone.localdate()
    return [
        Task(
            href=reverse("guardian_meeting", args=[row.period.pk]),
            icon="calendar-event",
            title=_title_of(row),
            note=_(", ").join(one.child.given_name for one in row.waiting),
            due=_("until %(time)s") % {"time": moment_words(row.period.closes_at)}
            if row.period.closes_at
            else "",
            is_due_now=bool(row.period.closes_at and timezone.localdate(row.period.closes_at) <= today),
        )
        for row in meetings_of(request.family)
        if row.is_due
    ]


def _title_of(row: FamilyPeriod) -> str:
    names = {"title": row.period.title}
    return _("Say your wishes: %(title)s") % names if row.by_wishes else _("Choose a time: %(title)s") % names
