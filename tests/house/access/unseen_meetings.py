"""Rules of meetings and events that no flip of the walk shows, each with its reason, as in unseen.py."""

_M, _FILE = "surveys.policies.meetings", "surveys/test_meetings.py"

_OFFICE = "mobile_web/meetings/test_office_meetings.py"
_E, _EVENTS = "surveys.selectors.events", "surveys/test_events.py"
_I, _INVITED = "surveys.selectors.invited", "surveys/test_invitations.py"
_FILTERED = "It chooses among what the page already found."

ASKS: dict[str, str] = {
    "surveys.selectors.event_years.candidates_of": "surveys.selectors.event_years.events_of_year",
}
TESTED: dict[str, tuple[str, str]] = {
    f"{_M}.require_own_home": (
        "The other home sees the same page before and after.",
        "surveys/test_two_homes.py::test_another_home_neither_moves_nor_gives_back_the_meeting_of_the_child",
    ),
    f"{_M}.require_lane_keeper": (
        "Pages ask whether she keeps meetings first.", f"{_FILE}::test_a_teacher_blocks_slots_of_her_own_lane_only",
    ),
    "surveys.selectors.meeting_plan.names_shown": (
        "No child of elsewhere is in a plan she may open.",
        f"{_OFFICE}::test_a_teacher_reads_the_names_of_her_class_and_of_others_that_it_is_taken",
    ),
    "surveys.selectors.own_meetings.own_meetings": (
        "No meeting of elsewhere has her as its teacher.",
        "mobile_web/meetings/test_teacher_meetings.py::test_of_another_class_and_another_place_nothing_is_hers",
    ),
    "surveys.selectors.event_years.events_of_year": (
        _FILTERED, "surveys/test_event_copying.py::test_what_is_not_of_this_place_and_year_is_not_copied",
    ),
    f"{_E}.replies_of": (
        _FILTERED, f"{_EVENTS}::test_another_home_of_the_child_has_its_own_reply_and_reads_none_of_this",
    ),
    f"{_E}.replies_to": (
        _FILTERED, f"{_EVENTS}::test_the_central_office_counts_replies_and_reads_no_names",
    ),
    f"{_E}.own_children_at": (
        "The service asks for the right again.",
        f"{_EVENTS}::test_who_reads_along_and_strangers_reply_nothing",
    ),
    f"{_I}.invited_at": (
        "The service asks again whom she knows.",
        f"{_INVITED}::test_a_teacher_writes_down_for_her_own_class_and_reads_no_name_of_another",
    ),
}  # fmt: skip
