"""Pages of the office shell."""

from django.urls import path

from mobile_web.views.office import audience, calls, compose, dashboard, facilities, notices, paper, reach, sending

urlpatterns = [
    path("", dashboard.dashboard, name="office_dashboard"),
    path("facilities/", facilities.facilities, name="office_facilities"),
    path("facilities/<uuid:pk>/", facilities.facility, name="office_facility"),
    path("notices/", notices.notices, name="office_notices"),
    path("notices/new/", notices.new_notice, name="office_notice_new"),
    path("notices/<uuid:pk>/", notices.notice, name="office_notice"),
    path("notices/<uuid:pk>/write/", compose.compose, name="office_compose"),
    path("notices/<uuid:pk>/save/", compose.save, name="office_save"),
    path("notices/<uuid:pk>/discard/", compose.discard, name="office_discard"),
    path("notices/<uuid:pk>/audience/", audience.branch, name="office_audience"),
    path("notices/<uuid:pk>/audience/<uuid:facility>/", audience.classes, name="office_audience_classes"),
    path("notices/<uuid:pk>/silent/", audience.silent, name="office_silent"),
    path("notices/<uuid:pk>/send/", sending.send, name="office_send"),
    path("notices/<uuid:pk>/undo/", sending.undo, name="office_undo"),
    path("notices/<uuid:pk>/release/", sending.release, name="office_release"),
    path("notices/<uuid:pk>/finish/", sending.finish, name="office_finish"),
    path("notices/<uuid:pk>/correct/", sending.correct, name="office_correct"),
    path("notices/<uuid:pk>/recall/", sending.recall, name="office_recall"),
    path("notices/<uuid:pk>/reach/", reach.reach, name="office_reach"),
    path("notices/<uuid:pk>/reach/now/", reach.now, name="office_reach_now"),
    path("notices/<uuid:pk>/reach/facilities/", reach.facilities, name="office_reach_facilities"),
    path("notices/<uuid:pk>/reach/households/", reach.households, name="office_reach_households"),
    path("notices/<uuid:pk>/report/", reach.report, name="office_report"),
    path("notices/<uuid:pk>/paper/", paper.paper, name="office_paper"),
    path("calls/", calls.desk, name="office_calls"),
    path("calls/<uuid:pk>/next/", calls.take_next, name="office_call_next"),
    path("calls/<uuid:pk>/households/<uuid:household>/", calls.take, name="office_call_take"),
    path("calls/<uuid:pk>/card/", calls.card, name="office_call_card"),
    path("calls/<uuid:pk>/tasks/<uuid:task>/", calls.outcome, name="office_call_outcome"),
    path("calls/<uuid:pk>/tasks/<uuid:task>/extend/", calls.extend, name="office_call_extend"),
    path("calls/<uuid:pk>/tasks/<uuid:task>/give-back/", calls.give_back, name="office_call_give_back"),
    path("calls/<uuid:pk>/tasks/<uuid:task>/state/", calls.state, name="office_call_state"),
]
