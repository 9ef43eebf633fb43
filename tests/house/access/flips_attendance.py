"""The rules of attendance turned into their opposite: whose day, whose word, whose medicine, whose money."""

from typing import Any

from django.shortcuts import get_object_or_404

from attendance.models import Contest, MedicationRequest, NoShow, Report
from facilities.models import Child, Enrolment, Facility, Guardian, on_day
from tests.house.access.flips import EVERY_ROLE, Flip, every, nothing


def a_guardian(user: Any, *_: object) -> Any:
    return Guardian.objects.filter(user=user).first()


def some_place(_user: Any, child: Any, *_: object) -> Any:
    return Facility.objects.filter(enrolments__child=child).first()


def everybody_on(_user: Any, day: Any) -> Any:
    return Enrolment.objects.filter(on_day(day)).select_related("child", "classroom", "facility")


def every_question(_user: Any) -> Any:
    asked = Guardian.objects.order_by("pk")[0]
    return [(row, asked) for row in NoShow.objects.select_related("child", "facility")]


POLICIES = {
    "billing.require_biller": Flip(nothing, "POST office_charge_reopen", "teacher"),
    "health.require_health_keeper": Flip(some_place, "POST office_allergy_new", "teacher"),
    "health.require_caretaker": Flip(some_place, "POST staff_medicine_request", "part_timer"),
    "health.require_health_place": Flip(nothing, "GET office_kitchen_of", "teacher"),
    "health._facility_of": Flip(some_place, "POST staff_medicine_request", "part_timer"),
    "health._place_of": Flip(some_place, "POST staff_medicine_request", "part_timer"),
    "months.require_overseer": Flip(nothing, "GET office_attendance_place", "teacher"),
    "places.require_corrector": Flip(nothing, "POST attendance_stamp_add", "part_timer"),
    "places.require_runner": Flip(nothing, "GET office_care_month", "teacher"),
    "places._require": Flip(nothing, "GET office_care_rules", "teacher"),
    "words.require_family_voice": Flip(a_guardian, "POST guardian_contest", "relative"),
    "words.require_word_keeper": Flip(nothing, "POST office_word_refuse", "part_timer"),
    "words.require_author": Flip(a_guardian, "POST guardian_report_withdraw", "relative"),
}
ROLES = {
    "CORRECTING_ROLES": Flip(EVERY_ROLE, "POST attendance_stamp_add", "part_timer"),
    "HEALTH_ROLES": Flip(EVERY_ROLE, "GET office_kitchen_of", "teacher"),
    "RUNNING_ROLES": Flip(EVERY_ROLE, "GET office_care_month", "teacher"),
}
SELECTORS = {
    "care_list.central_facilities": Flip(
        lambda _user: list(Facility.objects.in_order()), "GET office_care", "teacher"
    ),
    "child_day.looked_after": Flip(everybody_on, "GET attendance_child_day", "other_teacher"),
    "medicine.cared_for": Flip(every(Child), "GET staff_medicine", "other_teacher"),
    "medicine.answerable": Flip(every(MedicationRequest), "GET staff_medicine_request", "other_teacher"),
    "medicine.of_family": Flip(every(MedicationRequest), "GET guardian_medicine", "guardian"),
    "missing._facilities": Flip(every(Facility), "GET office_missing", "part_timer"),
    "missing.phoning_facilities": Flip(every(Facility), "GET office_missing", "part_timer"),
    "no_show_page.questions_for": Flip(every_question, "GET guardian_home", "guardian"),
    "reports.handled_by": Flip(every(Report), "GET office_word", "other_teacher"),
    "reports.contests_of": Flip(every(Contest), "GET office_words", "other_teacher"),
    "reports._looked_after": Flip(lambda rows, _user: rows, "GET office_word", "other_teacher"),
}
DOORS = {
    "days_frame.overseen": Flip(
        lambda _request, pk: get_object_or_404(Facility, pk=pk), "GET office_attendance_place", "teacher"
    ),
    "care_frame.run_facility": Flip(
        lambda _request, pk: get_object_or_404(Facility, pk=pk), "GET office_care_month", "teacher"
    ),
    "care_frame.billed_child": Flip(
        lambda _request, _facility, pk: get_object_or_404(Child, pk=pk), "GET office_care_child", "manager"
    ),
}
FLIPS: dict[str, Flip] = {
    **{f"attendance.policies.{name}": flip for name, flip in POLICIES.items()},
    **ROLES,
    **{f"attendance.selectors.{name}": flip for name, flip in SELECTORS.items()},
    **{f"mobile_web.views.office.{name}": flip for name, flip in DOORS.items()},
}
