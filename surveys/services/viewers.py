"""Members of staff who may read the results besides author, manager and central office."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from accounts.models import User
from backend.errors import NotVisible
from backend.events import publish
from surveys.events import SurveyChanged
from surveys.models import Survey, SurveyViewer
from surveys.policies import require_maker
from surveys.selectors.asking import candidates
from surveys.services.traces import note_act
from surveys.topics import desks_of


@transaction.atomic
def set_viewers(*, actor: User, survey: Survey, members: Iterable[UUID]) -> None:
    """The whole list. Only people with a post where the survey belongs; others are as if they were not there."""
    require_maker(actor, survey.organisation_id, survey.facility_id)
    wanted = set(members)
    if not wanted <= set(candidates(survey).filter(pk__in=wanted).values_list("pk", flat=True)):
        raise NotVisible
    Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    SurveyViewer.objects.filter(survey=survey).exclude(member__in=wanted).delete()
    SurveyViewer.objects.bulk_create(
        [SurveyViewer(survey=survey, member_id=pk) for pk in sorted(wanted)], ignore_conflicts=True
    )
    note_act(actor, "survey.viewers", survey, listed=len(wanted))
    publish(SurveyChanged(survey.pk), topics=desks_of(survey))
