"""Everything that changes surveys, events and meetings. Import the module: `surveys.services.publish_survey(...)`."""

from .copying import copy_survey
from .publishing import close_survey, publish_survey, undo_survey
from .questions import save_questions
from .surveys import begin_survey, discard_survey, save_survey

__all__ = [
    "begin_survey",
    "close_survey",
    "copy_survey",
    "discard_survey",
    "publish_survey",
    "save_questions",
    "save_survey",
    "undo_survey",
]
