"""A person's calendar for her other programs, at an address only she knows."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from mobile_web.calendar_file import calendar_file
from surveys.models import Event
from surveys.selectors.events import events_between
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

    def address_of(event: Event) -> str:
        return request.build_absolute_uri(reverse("guardian_event", args=[event.pk]))

    today = timezone.localdate()
    events = events_between(Event.objects.visible_to(feed.user), today - BEHIND, today + AHEAD)
    with translation.override(feed.user.page_language):
        body = calendar_file(events.exclude(is_published=False), _("Nursery calendar"), address_of)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="engawa.ics"'
    return response
