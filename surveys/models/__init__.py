"""Surveys with their questions and answers, events with their replies, meetings with their slots."""

from .answers import Answer, AnswerDraft, Participation, ParticipationChange, Response, Via
from .events import CalendarFeed, Event, EventChange, EventClassroom, EventFile, EventReply
from .meetings import Lane, MeetingChange, MeetingPeriod, MeetingSlot, MeetingWish
from .questionnaires import INTRODUCTION_LENGTH, Survey, SurveyReminder, SurveyViewer, Unit
from .questions import CHOICE_LENGTH, CHOOSING, QUESTION_LENGTH, Choice, Kind, Question, QuestionFix

__all__ = [
    "CHOICE_LENGTH",
    "CHOOSING",
    "INTRODUCTION_LENGTH",
    "QUESTION_LENGTH",
    "Answer",
    "AnswerDraft",
    "CalendarFeed",
    "Choice",
    "Event",
    "EventChange",
    "EventClassroom",
    "EventFile",
    "EventReply",
    "Kind",
    "Lane",
    "MeetingChange",
    "MeetingPeriod",
    "MeetingSlot",
    "MeetingWish",
    "Participation",
    "ParticipationChange",
    "Question",
    "QuestionFix",
    "Response",
    "Survey",
    "SurveyReminder",
    "SurveyViewer",
    "Unit",
    "Via",
]
