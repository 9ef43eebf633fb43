"""What a guardian's home asks of her, as rows."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from attendance.selectors.home import days_now
from contactbook.models import Entry, Side, State
from contactbook.models.entries import EntryQuerySet
from mobile_web.http import FamilyRequest
from mobile_web.moments import clock_words, day_words

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
    """A page of the nursery that she has not read; this morning's page from home. At most two queries."""
    since = request.family.day - timedelta(days=NEWS_DAYS)
    children = {row.child.pk: row.child.given_name for row in request.family.children}
    rows = Entry.objects.read_by_family(request.user).filter(child__in=children, day__gte=since)
    unread = rows.filter(side=Side.NURSERY, state=State.PUBLISHED).exclude(readings__user=request.user)
    return [
        *_news(request, unread.order_by("child", "-day", "pk"), children),
        *_morning(request, rows, children),
    ]


def _news(request: FamilyRequest, unread: EntryQuerySet, children: dict[UUID, str]) -> list[Task]:
    newest: dict[UUID, Entry] = {}
    for row in unread:
        if row.child_id:
            newest.setdefault(row.child_id, row)
    return [
        Task(
            href=f"{reverse('guardian_book')}?child={row.child_id}",
            icon="notebook",
            title=_("The contact book of %(name)s is here") % {"name": children[row.child_id]},
            note="" if row.day == request.family.day else day_words(row.day),
            due=clock_words(row.published_at) if row.day == request.family.day and row.published_at else "",
            is_due_now=False,
        )
        for row in newest.values()
        if row.child_id
    ]


def _morning(request: FamilyRequest, rows: EntryQuerySet, children: dict[UUID, str]) -> list[Task]:
    """Until noon, for those who go today and whose family has not sent a page."""
    try:
        address = reverse("guardian_book_write")
    except NoReverseMatch:
        return []
    family = request.family
    if timezone.localtime().hour >= MORNING_ENDS or not family.counting or not family.today:
        return []
    going = {child for (child, _place), day in days_now(family).items() if day.state not in ("off", "absent")}
    today = rows.filter(side=Side.HOME, state=State.SENT, day=family.day)
    missing = [child for child in children if child in going - {*today.values_list("child", flat=True)}]
    if not missing:
        return []
    names = _(", ").join(children[child] for child in missing)
    note = _("%(names)s: temperature, meals, how the night was") % {"names": names}
    return [Task(address, "pencil", _("Write this morning's contact book"), note, "", is_due_now=False)]
