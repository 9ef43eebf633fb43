"""Rules of attendance that no flip of the walk shows, each with its reason, as in unseen.py."""

_P, _S, _V = "attendance.policies", "attendance.selectors", "attendance.services"
_FRAME = "mobile_web.views.office.care_frame"
_BEHIND = "The page before it is not there for whom it would refuse."
_SHAPES = "It draws what it is given."

ASKS: dict[str, str] = {
    f"{_P}.health.may_keep_health": f"{_P}.health._place_of",
    f"{_P}.words.may_keep_words": "CORRECTING_ROLES",
    f"{_S}.contracts.contracts_seen_by": "FacilityQuerySet.worked_in_by",
    f"{_S}.medicine.to_answer": f"{_S}.medicine.cared_for",
    f"{_S}.medicine.to_sign": f"{_S}.medicine.cared_for",
    f"{_S}.medicine.signable": f"{_S}.medicine.answerable",
    f"{_S}.missing.searched_facilities": f"{_S}.missing._facilities",
    f"{_S}.missing.missing_today": f"{_S}.missing.phoning_facilities",
    f"{_S}.missing.missing_row": f"{_S}.missing.missing_today",
    f"{_S}.reports.waiting_for": f"{_S}.reports.handled_by",
    f"{_S}.reports.answered_for": f"{_S}.reports.handled_by",
    f"{_FRAME}.billed_charge": f"{_P}.billing.require_biller",
}
TESTED: dict[str, tuple[str, str]] = {
    "STAMPING_ROLES": ("Every post at a facility is in it today.", ""),
    f"{_P}.places.require_stamper": (
        _BEHIND, "attendance/test_stamps.py::test_staff_of_the_facility_stamp_and_others_do_not",
    ),
    f"{_P}.months.require_month_keeper": (
        _BEHIND, "attendance/test_months.py::test_only_the_manager_closes_and_opens",
    ),
    f"{_P}.health.require_class_staff": (_BEHIND, "attendance/test_naps.py::test_strangers_find_no_nap"),
    f"{_P}.health.require_pupil_of": (
        "The walk's naps name no child.",
        "attendance/test_naps.py::test_a_child_of_another_class_does_not_sleep_here",
    ),
    f"{_P}.watch.require_asked": (
        _BEHIND,
        "attendance/test_no_show_answers.py::test_strangers_blocked_and_ended_guardians_find_no_question",
    ),
    f"{_P}.watch.require_searcher": (_BEHIND, "attendance/test_head_counts.py::test_strangers_count_nothing"),
    f"{_P}.watch.require_second_person": (
        "Nobody of the walk confirms her own count.",
        "attendance/test_head_counts.py::test_a_second_person_confirms_with_her_own_number",
    ),
    f"{_P}.watch.require_family_caller": (
        _BEHIND, "attendance/test_no_show_calls.py::test_nobody_phones_about_her_own_child",
    ),
    f"{_P}.words.require_card_holder": (
        _BEHIND, "attendance/test_cards.py::test_nobody_makes_or_ends_the_code_of_another",
    ),
    f"{_S}.care_list.care_list": (
        "It leaves out her own children; nobody of the walk runs a facility and has a child there.",
        "attendance/test_care_decisions.py::test_nobody_decides_what_her_own_family_pays",
    ),
    f"{_S}.child_day.own_children": (
        "As above.", "mobile_web/days/test_child_day.py::test_a_teacher_does_not_open_her_own_childs_day",
    ),
    f"{_S}.printed_cards.holders_of": (
        "As above.",
        "mobile_web/kiosk/test_cards.py::"
        "test_nobody_prints_or_ends_a_card_of_her_own_childs_other_household",
    ),
    f"{_S}.missing.held_card": (
        "It finds her own.", "attendance/test_no_show_calls.py::test_two_never_phone_the_same_family",
    ),
    f"{_S}.stamps.stamped_at": (
        "The service asks for the place again.",
        "attendance/test_stamp_http.py::test_children_of_elsewhere_and_nobodys_child_are_the_same_answer",
    ),
    f"{_P}.health.require_witness": (
        _BEHIND, "attendance/test_medicine_signatures.py::test_strangers_and_the_childs_own_family_sign_nothing",
    ),
    f"{_V}.no_show_calls._check": (
        "It refuses a guardian of another child, whom nobody of the walk names.",
        "attendance/test_no_show_calls.py::test_a_guardian_of_another_child_cannot_be_named",
    ),
    "mobile_web.stampers.stamper_in": (
        "Nobody of the walk brings a mark.",
        "attendance/test_stamp_http.py::test_a_mark_says_who_tapped_and_a_strange_or_broken_one_says_nobody",
    ),
    "mobile_web.stampers.stamper_mark": (
        "As above.",
        "attendance/test_stamp_http.py::test_a_mark_says_who_tapped_and_a_strange_or_broken_one_says_nobody",
    ),
    **{f"{_FRAME}.{name}": (_SHAPES, "") for name in ("months", "month_posted", "to_month", "to_child")},
}  # fmt: skip
