"""Meetings: the office's pages, and a teacher's own."""

from django.urls import path

from mobile_web.views.office import meeting_plan, meeting_setup, meetings
from mobile_web.views.teacher import meetings as own

ONE = "office/meetings/<uuid:pk>/"

urlpatterns = [
    path("teacher/meetings/", own.meetings, name="teacher_meetings"),
    path("office/meetings/", meetings.periods, name="office_meetings"),
    path("office/meetings/new/", meetings.new, name="office_meetings_new"),
    path(ONE, meeting_plan.plan, name="office_meeting"),
    path(f"{ONE}edit/", meetings.edit, name="office_meeting_edit"),
    path(f"{ONE}setup/", meeting_setup.setup, name="office_meeting_setup"),
    path(f"{ONE}lanes/", meeting_setup.add_lane, name="office_meeting_lanes"),
    path(f"{ONE}lanes/<uuid:lane>/remove/", meeting_setup.remove_lane, name="office_meeting_lane_remove"),
    path(f"{ONE}times/", meeting_setup.times, name="office_meeting_times"),
    path(f"{ONE}act/", meetings.act, name="office_meeting_act"),
    path(f"{ONE}slots/<uuid:slot>/", meeting_plan.slot, name="office_meeting_slot"),
    path(f"{ONE}plan.pdf", meeting_plan.paper, name="office_meeting_paper"),
]
