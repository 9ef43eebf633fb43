"""Rules of surveys, events and meetings that no flip of the walk shows, each with its reason, as in unseen.py."""

_P = "surveys.policies"
_NO_PAGE = "No page asks it yet."
_ANSWERING = "surveys/test_answering.py"
_A = "surveys.selectors.asked"

ASKS: dict[str, str] = {
    "surveys.selectors.rounds.rounds_of": "SurveyQuerySet.visible_to",
    f"{_P}.making.require_maker": f"{_P}.making.may_make",
    "surveys.selectors.asking.followed_by": "SurveyQuerySet.made_by",
    f"{_P}.answering.require_answerer": f"{_A}.asked_of_family",
    f"{_P}.answering.require_entry": f"{_P}.answering.may_enter",
    f"{_P}.answering.asked_for_entry": f"{_P}.answering.may_enter",
    f"{_A}.asked_of_family": f"{_A}._of_family",
    f"{_A}.surveys_asked_of": f"{_A}._of_family",
    f"{_A}.due_for": f"{_A}._of_family",
    f"{_A}.survey_of_notice": f"{_A}.asked_of_family",
    f"{_A}._of_family": f"{_A}._is_hers",
    f"{_A}.surveys_for_staff": f"{_A}._staff_surveys",
    f"{_A}.asked_of_staff": f"{_A}._staff_surveys",
    "surveys.services.answer_drafts._unit_of": f"{_A}.asked_of_family",
    "surveys.selectors.listing.surveys_of": "surveys.selectors.asking.followed_by",
    "surveys.selectors.reach.silent_rows": "surveys.selectors.reach.places_named",
}
TESTED: dict[str, tuple[str, str]] = {
    f"{_A}._is_hers": (
        "Each household's units are read for itself.",
        f"{_ANSWERING}::test_each_guardian_answers_for_herself",
    ),
    f"{_A}._whose": (
        "Notices she never received are not found either.",
        f"{_ANSWERING}::test_for_strangers_and_blocked_guardians_there_is_no_survey",
    ),
    f"{_A}._staff_surveys": (
        "Her posts are compared with the places asked once more.",
        f"{_ANSWERING}::test_staff_answer_their_own",
    ),
    f"{_A}._posts": (
        "The survey is not hers then.", f"{_ANSWERING}::test_staff_answer_their_own",
    ),
    f"{_P}.answering._own_place": (
        "Who reads along is told on the page.",
        f"{_ANSWERING}::test_who_reads_along_looks_and_does_not_answer",
    ),
    "surveys.selectors.reach.places_followed": (
        "Counts and names of one place are no page of their own.",
        "surveys/test_standing.py::test_numbers_and_names_are_of_the_facilities_she_follows",
    ),
    "surveys.selectors.reach.places_named": (
        "Counts and names of one place are no page of their own.",
        "surveys/test_standing.py::test_numbers_and_names_are_of_the_facilities_she_follows",
    ),
    "EventQuerySet.managed_by": (_NO_PAGE, ""),
    "EventQuerySet.received_by": (_NO_PAGE, ""),
    "EventQuerySet.visible_to": (_NO_PAGE, ""),
}  # fmt: skip
