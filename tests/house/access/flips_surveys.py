"""The rules of surveys, events and meetings turned into their opposite."""

from surveys.models import Survey
from tests.house.access.flips import Flip, every, yes

FLIPS: dict[str, Flip] = {
    "surveys.policies.answering.may_enter": Flip(yes, "GET office_survey_entry", "other_manager"),
    "surveys.policies.answering.may_print": Flip(every(Survey), "GET office_survey_paper", "other_manager"),
}
