"""The rules of surveys, events and meetings turned into their opposite."""

from typing import Any

from facilities.models import Guardian
from surveys.models import Survey
from tests.house.access.flips import Flip, every, everything, nothing, yes


def any_guardian(user: Any, *_asked: Any) -> Any:
    return Guardian.objects.filter(user=user).first()


FLIPS: dict[str, Flip] = {
    "surveys.policies.answering.may_enter": Flip(yes, "GET office_survey_entry", "other_manager"),
    "surveys.policies.answering.may_print": Flip(every(Survey), "GET office_survey_paper", "other_manager"),
    "surveys.policies.making.may_make": Flip(yes, "POST office_survey_viewers", "reader"),
    "surveys.policies.meetings.require_booker": Flip(any_guardian, "POST guardian_meeting_hold", "relative"),
    "SurveyQuerySet.visible_to": Flip(everything, "GET office_survey_answered", "teacher"),
    "surveys.selectors.asking.shared_patterns": Flip(every(Survey), "POST office_survey_use", "teacher"),
    "EventFileQuerySet.visible_to": Flip(everything, "GET event_file", "other_manager"),
    "surveys.policies.meetings.require_meeting_keeper": Flip(nothing, "GET office_meeting_setup", "teacher"),
    "MeetingPeriodQuerySet.visible_to": Flip(everything, "GET office_meeting", "other_manager"),
    "SurveyQuerySet.made_by": Flip(everything, "GET office_survey_write", "other_manager"),
}
