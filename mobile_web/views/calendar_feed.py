"""A person's calendar for her other programs, at an address only she knows."""

from collections.abc import Iterator
from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from icalendar import Event as Entry

from accounts.models import User
from facilities.selectors.family import family_of
from mobile_web.calendar_file import calendar_file, event_entry, meeting_entry
from surveys.models import Event
from surveys.selectors.events import events_between
from surveys.selectors.meeting_history import entries_of
from surveys.services import feed_of

BEHIND, AHEAD = timedelta(days=120), timedelta(days=400)


@login_not_required
@require_safe
@cache_control(private=True, max_age=300)
def calendar_feed(request: HttpRequest, key: str) -> HttpResponse:
    """What she sees in her calendar today; an ended or a guessed address is not there."""
    feed = feed_of(key)
    if feed is None:
        raise Http404
    request.user = feed.user  # the database's wall asks the request who is at its other end

    with translation.override(feed.user.page_language):
        body = calendar_file(
            _("Nursery calendar"), [*_events(request, feed.user), *_meetings(request, feed.user)]
        )
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="engawa.ics"'
    return response


def _events(request: HttpRequest, user: User) -> Iterator[Entry]:
    today = timezone.localdate()
    events = events_between(Event.objects.visible_to(user), today - BEHIND, today + AHEAD)
    for event in events.exclude(is_published=False):
        address = reverse("guardian_event", args=[event.pk])
        yield event_entry(event, request.build_absolute_uri(address))


def _meetings(request: HttpRequest, user: User) -> Iterator[Entry]:
    """Her household's own; whose meeting it is stands behind the address, not in it."""
    today = timezone.localdate()
    for meeting in entries_of(family_of(user), today - BEHIND, today + AHEAD):
        address = f"{reverse('guardian_meeting', args=[meeting.period.pk])}?for={meeting.child_id}"
        yield meeting_entry(meeting, meeting.period.facility, request.build_absolute_uri(address))
