"""A family's meetings with teachers."""

from django.urls import path

from mobile_web.views.guardian import meeting_acts, meetings

ONE = "meetings/<uuid:pk>/<uuid:child_id>/"

urlpatterns = [
    path("meetings/", meetings.meetings, name="guardian_meetings"),
    path("meetings/<uuid:pk>/", meetings.meeting, name="guardian_meeting"),
    path(f"{ONE}cancel/", meeting_acts.cancel, name="guardian_meeting_cancel"),
    path(f"{ONE}wishes/", meeting_acts.wishes, name="guardian_meeting_wishes"),
    path(f"{ONE}meeting.ics", meeting_acts.file, name="guardian_meeting_file"),
    path(f"{ONE}<uuid:slot_id>/", meeting_acts.slot, name="guardian_meeting_slot"),
    path(f"{ONE}<uuid:slot_id>/hold/", meeting_acts.hold, name="guardian_meeting_hold"),
]
