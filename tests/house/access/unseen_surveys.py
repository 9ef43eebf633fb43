"""Rules of surveys, events and meetings that no flip of the walk shows, each with its reason, as in unseen.py."""

_P = "surveys.policies"
_NO_PAGE = "No page asks it yet."
_MAKING = "surveys/test_making.py"

ASKS: dict[str, str] = {
    f"{_P}.making.require_maker": f"{_P}.making.may_make",
    "surveys.selectors.asking.followed_by": "SurveyQuerySet.made_by",
}
TESTED: dict[str, tuple[str, str]] = {
    f"{_P}.making.may_make": (
        _NO_PAGE, f"{_MAKING}::test_teachers_ask_nobody_and_strangers_find_no_place",
    ),
    "SurveyQuerySet.made_by": (
        _NO_PAGE, f"{_MAKING}::test_who_makes_surveys_finds_those_of_her_place_and_no_other",
    ),
    "SurveyQuerySet.visible_to": (
        _NO_PAGE, f"{_MAKING}::test_results_are_for_author_manager_office_and_who_is_listed",
    ),
    "EventQuerySet.managed_by": (_NO_PAGE, ""),
    "EventQuerySet.received_by": (_NO_PAGE, ""),
    "EventQuerySet.visible_to": (_NO_PAGE, ""),
    "MeetingPeriodQuerySet.visible_to": (_NO_PAGE, ""),
}  # fmt: skip
