"""Extended care and contracts: at the office, and what a family reads."""

from django.urls import path

from mobile_web.stepup import step_up
from mobile_web.views.guardian import care as guardian_care
from mobile_web.views.office import care, care_child, care_rules, contracts

_PLACE = "office/care/<uuid:pk>/"
_CHILD = f"{_PLACE}children/<uuid:child_id>/"
_CHARGE = "office/care/charges/<uuid:pk>/"
_CONTRACT = "office/children/<uuid:pk>/contract/"

urlpatterns = [
    path("office/care/", care.overview, name="office_care"),
    path(_PLACE, care.month, name="office_care_month"),
    path(f"{_PLACE}recalculate/", care.recalculate, name="office_care_recalculate"),
    path(f"{_PLACE}confirm/", care.confirm, name="office_care_confirm"),
    path(f"{_PLACE}export/", step_up()(care.export), name="office_care_export"),
    path(f"{_PLACE}rules/", care_rules.rules, name="office_care_rules"),
    path(f"{_PLACE}rules/preview/", care_rules.preview, name="office_care_preview"),
    path(f"{_PLACE}rules/<uuid:rule_id>/drop/", care_rules.drop, name="office_care_rule_drop"),
    path(_CHILD, care_child.child, name="office_care_child"),
    path(f"{_CHILD}plan/", care_child.plan, name="office_care_plan"),
    path(f"{_CHILD}plan/<uuid:plan_id>/drop/", care_child.drop_plan, name="office_care_plan_drop"),
    path(f"{_CHARGE}adjust/", care_child.adjust, name="office_charge_adjust"),
    path(f"{_CHARGE}exclude/", care_child.exclude, name="office_charge_exclude"),
    path(f"{_CHARGE}reopen/", care_child.reopen, name="office_charge_reopen"),
    path(_CONTRACT, contracts.contract, name="office_contract"),
    path(f"{_CONTRACT}<uuid:contract_id>/drop/", contracts.drop, name="office_contract_drop"),
    path(f"{_CONTRACT}<uuid:contract_id>/end/", contracts.end, name="office_contract_end"),
    path("care/", guardian_care.children, name="guardian_care"),
    path("care/<uuid:pk>/", guardian_care.child, name="guardian_care_child"),
]
