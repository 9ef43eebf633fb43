"""The guardian's home: where my children are, what I must do, what is unread."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from attendance.answer_links import Asked, answer_url
from attendance.selectors.no_show_page import questions_for
from facilities.selectors.transfers import transfers_open
from mobile_web.http import FamilyRequest
from mobile_web.moments import day_words, head_words, moment_words
from mobile_web.views.guardian.children import tiles_of
from mobile_web.views.guardian.frame import for_guardians, show
from mobile_web.views.guardian.rows import rows_of
from mobile_web.views.guardian.tasks import Task, book_tasks, event_tasks, meeting_tasks, survey_tasks
from notices.selectors import inbox

UNREAD_SHOWN = 5


@require_safe
@for_guardians
def home(request: FamilyRequest) -> HttpResponse:
    """One page for all her children."""
    day, weekday = head_words(timezone.localdate())
    standing = inbox.standing_of(request.family)
    bands = inbox.waiting_emergencies(request.family, standing)
    unread = inbox.unread(request.family, limit=UNREAD_SHOWN)
    context = {
        "day": day,
        "weekday": weekday,
        "tiles": [] if request.htmx else tiles_of(request.family),
        "may_write": bool(request.family.counting),
        "tasks": missing_of(request)
        + tasks_of(request.user, bands)
        + survey_tasks(request)
        + meeting_tasks(request)
        + event_tasks(request)
        + book_tasks(request)
        + transfers_of(request),
        "rows": rows_of(request.family, unread),
    }
    return show(request, "guardian/home.html", "guardian_home", context, standing=standing, bands=bands)


def missing_of(request: FamilyRequest) -> list[Task]:
    """The nursery misses a child: nothing is more urgent."""
    return [
        Task(
            href=answer_url(Asked(row.pk, guardian.pk, row.facility_id, row.facility.organisation_id)),
            icon="help",
            title=_("Is %(name)s coming today?") % {"name": row.child.given_name},
            note=_("%(place)s has no arrival and no word. Please answer.") % {"place": row.facility.name},
            due=_("now"),
            is_due_now=True,
        )
        for row, guardian in questions_for(request.user)
    ]


def tasks_of(user: User, bands: list[inbox.EmergencyBand]) -> list[Task]:
    """Emergencies that wait for her 「確認しました」."""
    language = user.language
    return [
        Task(
            href=reverse("guardian_notice", args=[band.notice.pk]),
            icon="check",
            title=_("Confirm the emergency notice"),
            note=(band.texts.get(language) or band.texts["ja"])["title"],
            due=_("until %(time)s") % {"time": moment_words(band.notice.valid_until)}
            if band.notice.valid_until
            else "",
            is_due_now=True,
        )
        for band in bands
    ]


def transfers_of(request: FamilyRequest) -> list[Task]:
    """Transfers that wait for the family's word."""
    return [
        Task(
            href=reverse("guardian_transfer", args=[row.pk]),
            icon="building",
            title=_("May the records go along?"),
            note=_("%(name)s goes to %(place)s") % {"name": row.child, "place": row.place},
            due=day_words(row.moves_on),
            is_due_now=False,
        )
        for row in transfers_open(request.user)
    ]
