"""The office's list of surveys, sorted by what is to be done with them."""

from dataclasses import dataclass, field

from django.utils import timezone

from accounts.models import User
from surveys.models import Survey
from surveys.selectors.asking import followed_by
from surveys.selectors.reach import places_followed
from surveys.selectors.silent import Standing, total_standing

SHOWN = 60
COUNTED = 12


@dataclass(frozen=True)
class Line:
    """A survey that is out, with how many have answered of those she follows; None where it was not counted."""

    survey: Survey
    standing: Standing | None


@dataclass(frozen=True)
class Lists:
    """By what is to be done."""

    open: list[Line] = field(default_factory=list)
    coming: list[Survey] = field(default_factory=list)
    drafts: list[Survey] = field(default_factory=list)
    over: list[Line] = field(default_factory=list)
    patterns: list[Survey] = field(default_factory=list)


def surveys_of(user: User) -> Lists:
    """Newest first. The open ones and the last that ended are counted."""
    now, lists = timezone.now(), Lists()
    for survey in followed_by(user).order_by("-created_at")[:SHOWN]:
        if survey.is_template:
            lists.patterns.append(survey)
        elif survey.published_at is None:
            lists.drafts.append(survey)
        elif survey.opens_at and survey.opens_at > now:
            lists.coming.append(survey)
        else:
            line = lists.open if survey.is_open(now) else lists.over
            counted = len(line) < COUNTED
            line.append(
                Line(survey, total_standing(survey, places_followed(user, survey)) if counted else None)
            )
    return lists
