"""The calendar: the family's, the office's, and the secret address for other programs."""

from django.urls import path

from mobile_web.views import calendar_feed, event_files
from mobile_web.views.guardian import calendar
from mobile_web.views.office import event_copy, event_replies, events
from mobile_web.views.office import event_files as office_files

urlpatterns = [
    path("calendar/", calendar.calendar, name="guardian_calendar"),
    path("calendar/events/<uuid:pk>/", calendar.event, name="guardian_event"),
    path("calendar/subscription/", calendar.feed, name="guardian_feed"),
    path("calendar/<slug:key>.ics", calendar_feed.calendar_feed, name="calendar_feed"),
    path("calendar/files/<uuid:pk>/", event_files.show, name="event_file"),
    path("office/events/", events.events, name="office_events"),
    path("office/events/plan.pdf", events.plan, name="office_events_plan"),
    path("office/events/copy/", event_copy.copy, name="office_event_copy"),
    path("office/events/new/", events.new, name="office_event_new"),
    path("office/events/<uuid:pk>/", events.event, name="office_event"),
    path("office/events/<uuid:pk>/edit/", events.edit, name="office_event_edit"),
    path("office/events/<uuid:pk>/act/", events.act, name="office_event_act"),
    path("office/events/<uuid:pk>/families/", event_replies.families, name="office_event_families"),
    path(
        "office/events/<uuid:pk>/families/<uuid:household_id>/<uuid:child_id>/",
        event_replies.entry,
        name="office_event_entry",
    ),
    path("office/events/<uuid:pk>/files/", office_files.add, name="office_event_files"),
    path("office/events/files/<uuid:pk>/remove/", office_files.remove, name="office_event_file_remove"),
]
