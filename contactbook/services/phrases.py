"""The sentences a facility writes often: kept in order, an item at a time."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import DomainError
from contactbook.items import is_key, text_of
from contactbook.models import Phrase
from contactbook.phrases import USUAL
from contactbook.policies import require_keeper
from facilities.models import Facility
from facilities.policies import audit

MOST = 100


@transaction.atomic
def add_phrases(*, actor: User, facility: Facility, item: str, texts: list[str]) -> int:
    """These sentences at the end of the item's list; what is there already stays where it is."""
    require_keeper(actor, facility)
    wanted = [_tidy(text) for text in texts]
    if not is_key(item):
        raise DomainError(_("Choose what the sentence is for. Nothing was saved."), code="item")
    rows = Phrase.objects.filter(facility=facility, item=item)
    known = set(rows.values_list("text", flat=True))
    fresh = [text for text in dict.fromkeys(wanted) if text not in known]
    if len(known) + len(fresh) > MOST:
        raise DomainError(
            _("There is room for %(n)s sentences. Nothing was saved; remove some first.") % {"n": MOST},
            code="too_many",
        )
    last = rows.aggregate(last=Max("position"))["last"] or 0
    Phrase.objects.bulk_create(
        [
            Phrase(facility=facility, item=item, text=text, position=last + n)
            for n, text in enumerate(fresh, 1)
        ],
        ignore_conflicts=True,
    )
    if fresh:
        _note(actor, "phrase.add", facility, n=len(fresh))
    return len(fresh)


def add_usual_phrases(*, actor: User, facility: Facility) -> int:
    """The sentences teachers usually write, for the note."""
    return add_phrases(actor=actor, facility=facility, item="note", texts=list(USUAL))


@transaction.atomic
def change_phrase(*, actor: User, phrase: Phrase, text: str) -> Phrase:
    """Other words in the same place."""
    require_keeper(actor, phrase.facility)
    wanted = _tidy(text)
    rows = Phrase.objects.select_for_update().filter(facility=phrase.facility_id, item=phrase.item)
    if wanted in {row.text for row in rows if row.pk != phrase.pk}:
        raise DomainError(_("This sentence is there already. Nothing was saved."), code="twice")
    rows.filter(pk=phrase.pk).update(text=wanted)
    _note(actor, "phrase.change", phrase.facility)
    phrase.text = wanted
    return phrase


@transaction.atomic
def move_phrase(*, actor: User, phrase: Phrase, up: bool) -> None:
    """One place up or down; at the end of the list it stays."""
    require_keeper(actor, phrase.facility)
    rows = list(
        Phrase.objects.select_for_update()
        .filter(facility=phrase.facility_id, item=phrase.item)
        .order_by("position", "pk")
    )
    at = next((n for n, row in enumerate(rows) if row.pk == phrase.pk), None)
    to = None if at is None else at + (-1 if up else 1)
    if at is None or to is None or not 0 <= to < len(rows):
        return
    rows[at], rows[to] = rows[to], rows[at]
    for position, row in enumerate(rows, 1):
        row.position = position
    Phrase.objects.bulk_update(rows, ["position"])


@transaction.atomic
def remove_phrase(*, actor: User, phrase: Phrase) -> None:
    """Away; what was written with it stays as it is. Twice is once."""
    require_keeper(actor, phrase.facility)
    if Phrase.objects.filter(pk=phrase.pk).delete()[0]:
        _note(actor, "phrase.remove", phrase.facility)


def _tidy(text: str) -> str:
    found = " ".join(text_of(text, 200).split())
    if not found:
        raise DomainError(_("Write the sentence. Nothing was saved."), code="empty")
    return found


def _note(actor: User, action: str, facility: Facility, **details: Any) -> None:
    audit(
        actor, action, "facility", facility.pk, organisation=facility.organisation_id, facility=facility,
        **details,
    )  # fmt: skip
