"""Medicine a family asks the nursery to give: asked, answered, taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from attendance.events import MedicineMoved
from attendance.models import MedicationRequest
from attendance.policies import require_caretaker
from attendance.selectors.medicine import told_of_medicine
from backend.errors import Conflict, DomainError, NotVisible
from backend.events import publish
from facilities.clock import today_at
from facilities.models import Child, Facility
from facilities.policies import audit_row, require_child_at, require_right
from facilities.topics import household_topic, staff_topic
from notices.services import notify

LONGEST = timedelta(days=7)
AHEAD = timedelta(days=31)
MOST_TIMES = 4
ANSWER, DOSE = "medicine_answer", "medicine_dose"
NEWS_FOR = timedelta(hours=12)
State = MedicationRequest.State


@dataclass(frozen=True)
class Asked:
    """What a guardian writes on the form; each of `times` is one dose a day."""

    medicine: str
    illness: str
    prescriber: str
    dose: str
    times: Sequence[time]
    starts_on: date
    ends_on: date
    had_first_dose: bool
    storage: str = ""
    note: str = ""


@transaction.atomic
def ask_medicine(
    *, actor: User, child: Child, facility: Facility, id: UUID, asked: Asked
) -> MedicationRequest:
    """A guardian asks. The same form twice is one request."""
    guardian = require_right(actor, child, "can_write")
    require_child_at(child, facility, asked.starts_on)
    known = MedicationRequest.objects.filter(pk=id).first()
    if known:
        return _own(known, guardian.pk)
    _require_allowed(facility, asked)
    row = MedicationRequest.objects.create(
        id=id,
        facility=facility,
        child=child,
        guardian=guardian,
        medicine=asked.medicine,
        illness=asked.illness,
        prescriber=asked.prescriber,
        dose=asked.dose,
        times=sorted(asked.times),
        storage=asked.storage,
        had_first_dose=asked.had_first_dose,
        starts_on=asked.starts_on,
        ends_on=asked.ends_on,
        note=asked.note,
    )
    _tell(actor, "medicine.ask", row)
    return row


@transaction.atomic
def withdraw_medicine(*, actor: User, request: MedicationRequest) -> MedicationRequest:
    """Her household does not want it any more; what was given stays written. Twice is once."""
    guardian = require_right(actor, request.child, "can_write")
    if guardian.household_id != request.guardian.household_id:
        raise NotVisible
    open_rows = MedicationRequest.objects.filter(pk=request.pk, state__in=(State.SENT, State.ACCEPTED))
    if open_rows.update(state=State.WITHDRAWN):
        _tell(actor, "medicine.withdraw", request)
    request.refresh_from_db()
    return request


@transaction.atomic
def answer_medicine(
    *, actor: User, request: MedicationRequest, accept: bool, answer: str
) -> MedicationRequest:
    """Staff say yes, or no with a reason. Once; who comes second is told that somebody was first."""
    require_caretaker(actor, request.child, request.facility)
    if not accept and not answer:
        raise DomainError(_("Write to the family why not. Nothing was saved."), code="no_reason")
    state = State.ACCEPTED if accept else State.REFUSED
    values = {"state": state, "decided_by": actor, "decided_at": timezone.now(), "answer": answer}
    if not MedicationRequest.objects.filter(pk=request.pk, state=State.SENT).update(**values):
        raise Conflict(
            _("Somebody has answered this, or the family took it back. Nothing was saved."), code="answered"
        )
    _tell(actor, "medicine.accept" if accept else "medicine.refuse", request)
    tell_family(request, kind=ANSWER, about=request.pk)
    request.refresh_from_db()
    return request


def _require_allowed(facility: Facility, asked: Asked) -> None:
    today = today_at(facility)
    if not asked.had_first_dose:
        raise DomainError(
            _("A first dose is taken at home, where you can watch your child. Nothing was sent."),
            code="first_dose",
        )
    if not today <= asked.starts_on <= today + AHEAD:
        raise DomainError(_("Choose a first day from today on. Nothing was sent."), code="first_day")
    if not timedelta() <= asked.ends_on - asked.starts_on < LONGEST:
        raise DomainError(
            _("One form is for seven days at most. After that, please send a new one. Nothing was sent."),
            code="too_long",
        )
    times = list(asked.times)
    if not 1 <= len(times) <= MOST_TIMES or len(set(times)) != len(times):
        raise DomainError(_("Name one to four different times. Nothing was sent."), code="times")
    if any(not facility.opens_at <= one <= facility.closes_at for one in times):
        raise DomainError(
            _("At that time the nursery is closed. Give it at home then. Nothing was sent."), code="closed"
        )


def _own(known: MedicationRequest, guardian: UUID) -> MedicationRequest:
    if known.guardian_id != guardian:
        raise Conflict(_("This belongs to another child. Nothing was saved."), code="other_child")
    return known


def _tell(actor: User, action: str, row: MedicationRequest) -> None:
    audit_row(actor, action, "medication", row)
    tell_medicine(row)


def tell_medicine(row: MedicationRequest) -> None:
    """Staff's screens and the household that asked look again; another household is told nothing."""
    topics = [staff_topic(row.facility_id), household_topic(row.guardian.household_id)]
    publish(MedicineMoved(row.facility_id, row.child_id), topics=topics)


def tell_family(row: MedicationRequest, *, kind: str, about: UUID) -> None:
    """The adults of the household that asked who may see the child; words are made when it leaves."""
    notify(
        guardians=told_of_medicine(row),
        facility_id=row.facility_id,
        kind=kind,
        about=about,
        key=f"{kind}:{about}",
        expires_at=timezone.now() + NEWS_FOR,
    )
