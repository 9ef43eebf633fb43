"""What somebody has begun to answer: kept for her alone until she sends it. Answers without a name are never kept."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import DomainError, NotVisible
from facilities.models import Child
from surveys.answers import LONGEST, plain
from surveys.models import AnswerDraft, Kind, Survey, Unit
from surveys.policies.answering import require_answerer
from surveys.selectors.asked import asked_of_family, asked_of_staff
from surveys.units import UnitKey

MOST_VALUES = 400
MOST_CODES = 100


@transaction.atomic
def save_answer_draft(
    *, actor: User, survey: Survey, child: Child | None, answers: Mapping[str, object]
) -> AnswerDraft:
    """Keep what she has typed so far, however unfinished; it is nobody's answer yet."""
    require_answerer(actor, survey, _unit_of(actor, survey, child))
    if survey.is_anonymous:
        raise DomainError(
            _(
                "Answers without a name are kept on your device only, until you send them. Nothing was saved here."
            ),
            code="anonymous_draft",
        )
    kept = {key[:40]: _short(value) for key, value in [*answers.items()][:MOST_VALUES]}
    draft, _is_new = AnswerDraft.objects.update_or_create(
        survey=survey, user=actor, child=child, defaults={"answers": kept}
    )
    return draft


def forget_drafts(actor: User, survey: Survey, unit: UnitKey) -> None:
    """It was sent."""
    AnswerDraft.objects.filter(survey=survey, user=actor, child=unit.child_id).delete()


def _unit_of(actor: User, survey: Survey, child: Child | None) -> UnitKey:
    asked = asked_of_staff if survey.unit == Unit.STAFF else asked_of_family
    found = asked(actor, survey.pk)
    whose = child.pk if child else None
    units = [unit for unit in found.units if unit.key.child_id == whose] if found else []
    if not units:
        raise NotVisible
    return max(units, key=lambda unit: unit.may_answer).key


def _short(value: object) -> object:
    if isinstance(value, (list, tuple)):
        return [plain(str(one))[:5] for one in value[:MOST_CODES]]
    return plain(value)[: LONGEST[Kind.LONG]]
