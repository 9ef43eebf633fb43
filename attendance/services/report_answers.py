"""What staff do with a family's words: confirm, refuse with a sentence, write down what was said on the telephone."""

from collections.abc import Iterable
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from attendance.models import Report
from attendance.policies import require_word_keeper
from attendance.services.report_rules import Words, check_words
from attendance.services.stamps import tell_of
from attendance.services.unsaid import word_gone
from attendance.services.words import word_of
from backend.errors import Conflict, DomainError
from facilities.models import Child, Facility
from facilities.policies import audit_row, require_child_at
from notices.services import notify

State = Report.State
ANSWER = "report_answer"


@transaction.atomic
def confirm_report(*, actor: User, report: Report, version: int | None = None) -> Report:
    """The nursery has read it. A second tap changes nothing; what was changed since she looked is not confirmed."""
    require_word_keeper(actor, report.child, report.facility)
    current = _locked(report)
    if current.state == State.CONFIRMED:
        return current
    if current.state != State.SENT:
        raise Conflict(_("The family took this back. Nothing was saved."), code="not_waiting")
    if version is not None and current.version != version:
        raise Conflict(
            _("The family changed this meanwhile. Nothing was confirmed; please read it again."),
            code="changed",
        )
    _replace(current)
    return _answered(actor, current, State.CONFIRMED)


@transaction.atomic
def confirm_many(*, actor: User, reports: Iterable[Report]) -> list[Report]:
    """Those of them that still wait; always in the same order, so that two who do it at once do not wait in a ring."""
    done = []
    for report in sorted(reports, key=lambda row: row.pk):
        require_word_keeper(actor, report.child, report.facility)
        current = _locked(report)
        if current.state == State.SENT and current.version == report.version and not current.replaces_id:
            done.append(_answered(actor, current, State.CONFIRMED))
    return done


@transaction.atomic
def refuse_report(*, actor: User, report: Report, answer: str) -> Report:
    """It does not hold; the family reads why. A change that is refused leaves the first words as they were."""
    require_word_keeper(actor, report.child, report.facility)
    if not answer.strip():
        raise DomainError(_("Write a sentence for the family. Nothing was saved."), code="answer_missing")
    current = _locked(report)
    if current.state == State.REFUSED:
        return current
    if current.state != State.SENT:
        raise Conflict(_("This does not wait any more. Nothing was saved."), code="not_waiting")
    current.answer = answer.strip()[:200]
    refused = _answered(actor, current, State.REFUSED)
    if current.guardian:
        place, key = current.facility_id, f"report:{current.pk}:refused"
        notify(guardians=[current.guardian], facility_id=place, kind=ANSWER, about=current.pk, key=key)
    return refused


@transaction.atomic
def write_down(*, actor: User, child: Child, facility: Facility, id: UUID, words: Words) -> Report:
    """From a telephone call: confirmed at once, whatever the hour. The id makes a second tap harmless."""
    require_word_keeper(actor, child, facility)
    require_child_at(child, facility, words.starts_on)
    pk = uuid5(id, f"{actor.pk}:{child.pk}:{facility.pk}")
    if found := Report.objects.filter(pk=pk).first():
        return found
    said = words.of_kind()
    check_words(said, child, facility)
    made, is_new = Report.objects.get_or_create(
        id=pk,
        defaults={
            "facility": facility,
            "child": child,
            "actor": actor,
            "state": State.CONFIRMED,
            "confirmed_by": actor,
            "confirmed_at": timezone.now(),
            **said.columns(),
        },
    )
    if is_new:
        _tell(actor, made, "report.write_down")
    return made


def _locked(report: Report) -> Report:
    return Report.objects.select_for_update().get(pk=report.pk)


def _replace(current: Report) -> None:
    """A change takes the place of what was confirmed, which must still hold."""
    if current.replaces_id is None:
        return
    old = Report.objects.filter(pk=current.replaces_id, state=State.CONFIRMED)
    if not old.update(state=State.REPLACED):
        raise Conflict(_("What this would change no longer holds. Nothing was saved."), code="not_standing")


def _answered(actor: User, current: Report, state: str) -> Report:
    current.state, current.confirmed_by, current.confirmed_at = state, actor, timezone.now()
    current.save(update_fields=["state", "confirmed_by", "confirmed_at", "answer"])
    _tell(actor, current, f"report.{'confirm' if state == State.CONFIRMED else 'refuse'}")
    return current


def _tell(actor: User, report: Report, action: str) -> None:
    place = report.facility
    audit_row(actor, action, "report", report, kind=report.kind)
    if report.state == State.CONFIRMED:
        word_of(report)
    if report.state == State.REFUSED or report.replaces_id:
        word_gone(report.child, place)
    tell_of(place, report.child)
