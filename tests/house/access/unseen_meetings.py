"""Rules of meetings that no flip of the walk shows, each with its reason, as in unseen.py."""

_M, _NO_PAGE, _FILE = "surveys.policies.meetings", "No page asks it yet.", "surveys/test_meetings.py"

ASKS: dict[str, str] = {}
TESTED: dict[str, tuple[str, str]] = {
    f"{_M}.require_meeting_keeper": (_NO_PAGE, f"{_FILE}::test_a_teacher_sets_up_no_meetings"),
    f"{_M}.require_lane_keeper": (_NO_PAGE, f"{_FILE}::test_a_teacher_blocks_slots_of_her_own_lane_only"),
    f"{_M}.require_booker": (_NO_PAGE, f"{_FILE}::test_for_strangers_there_is_nothing"),
    f"{_M}.require_slot_for": (_NO_PAGE, f"{_FILE}::test_a_slot_of_another_class_is_not_there"),
}
