"""A word to a class's families about an illness that goes round: a draft, to be read and sent by a person."""

from django.db import transaction

from accounts.models import User
from contactbook.policies import require_class_writer, require_illness_teller
from facilities.models import Classroom
from notices.models import Notice, Urgency
from notices.services.drafts import Scopes, save_draft


@transaction.atomic
def draft_word_of_illness(*, actor: User, classroom: Classroom, title: str, body: str) -> Notice:
    """Begin the notice; it goes nowhere by itself."""
    require_class_writer(actor, classroom)
    require_illness_teller(actor, classroom)
    return save_draft(
        actor=actor, organisation=classroom.facility.organisation, facility=classroom.facility,
        scopes=Scopes(classrooms=frozenset({classroom.pk})), urgency=Urgency.IMPORTANT, title=title, body=body,
    )  # fmt: skip
