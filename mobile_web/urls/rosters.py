"""Rosters brought as files, checked, applied, taken back; and taken along as files."""

from django.urls import path

from mobile_web.stepup import step_up
from mobile_web.views.office import roster, rosters

_ONE = "office/roster/<uuid:pk>/"

urlpatterns = [
    path("office/roster/", rosters.imports, name="office_roster_imports"),
    path("office/roster/upload/", rosters.upload, name="office_roster_upload"),
    path("office/roster/export/", step_up()(rosters.export), name="office_roster_export"),
    path(_ONE, roster.roster, name="office_roster"),
    path(f"{_ONE}now/", roster.now, name="office_roster_now"),
    path(f"{_ONE}results/", roster.results, name="office_roster_results"),
    path(f"{_ONE}columns/", roster.columns, name="office_roster_columns"),
    path(f"{_ONE}rows/<int:number>/leave/", roster.leave, name="office_roster_leave"),
    path(f"{_ONE}rows/<int:number>/back/", roster.back, name="office_roster_back"),
    path(f"{_ONE}ask/", roster.ask, name="office_roster_ask"),
    path(f"{_ONE}approve/", roster.approve, name="office_roster_approve"),
    path(f"{_ONE}undo/", roster.undo, name="office_roster_undo"),
    path(f"{_ONE}discard/", roster.discard, name="office_roster_discard"),
]
