"""Forms of people without an account: a new child, a new member. Staff see them once the address is proved."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.errors import Conflict, DomainError
from backend.events import publish
from facilities import policies
from facilities.events import ApplicationsChanged
from facilities.models import (
    Application,
    Child,
    Classroom,
    Decision,
    Facility,
    Grant,
    Guardian,
    Household,
    Letter,
    Organisation,
)
from facilities.services.enrolment import enrol_child
from facilities.services.letters import write_letter
from facilities.services.members import admit_member
from facilities.topics import office_topic, staff_topic

CHILD_ANSWERS = ("family_name", "given_name", "family_kana", "given_kana", "born_on", "allergies")


@transaction.atomic
def submit_application(
    *,
    id: UUID,
    organisation: Organisation,
    kind: str,
    facility: Facility | None,
    email: str,
    answers: Mapping[str, Any],
) -> Application:
    """Whoever sent it has proved the address just now. `id` is the check's: a second tap is the same form."""
    application, is_new = Application.objects.get_or_create(
        pk=id,
        defaults={
            "organisation": organisation, "kind": kind, "facility": facility, "email": email, "answers": dict(answers),
        },
    )  # fmt: skip
    if is_new:
        write_letter(Letter.Kind.RECEIVED, application.organisation_id, application.pk, email)
        _tell(application)
    return application


@transaction.atomic
def approve_child(
    *, actor: User, application: Application, classroom: Classroom, starts_on: date, answer: str = ""
) -> Child:
    """The child, her household and the adult who applied join the roster; an invitation sheet comes next."""
    policies.require_roster_keeper(actor, application.organisation_id, application.facility_id)
    row = _open(application, Application.Kind.CHILD)
    if classroom.facility_id != row.facility_id:
        raise DomainError(_("This class belongs to another facility. Nothing was decided."))
    child = _admit(row)
    enrol_child(actor=actor, child=child, classroom=classroom, starts_on=starts_on)
    _decide(row, actor, Decision.APPROVED, answer, child=child, classroom=classroom)
    return child


@transaction.atomic
def approve_member(
    *, actor: User, application: Application, starts_on: date, answer: str = ""
) -> Application:
    """A member from this day for a year."""
    policies.require_roster_keeper(actor, application.organisation_id, None)
    row = _open(application, Application.Kind.MEMBER)
    member = admit_member(
        organisation_id=row.organisation_id, starts_on=starts_on, email=row.email, answers=row.answers
    )
    _decide(row, actor, Decision.APPROVED, answer, member=member)
    return row


@transaction.atomic
def refuse_application(*, actor: User, application: Application, answer: str) -> Application:
    """With a sentence that the person reads in her mail."""
    policies.require_roster_keeper(actor, application.organisation_id, application.facility_id)
    row = _open(application, application.kind)
    if not answer.strip():
        raise DomainError(_("Write a sentence for the person who applied. Nothing was decided."))
    _decide(row, actor, Decision.REFUSED, answer)
    return row


def _open(application: Application, kind: str) -> Application:
    row = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if row.kind != kind:
        raise DomainError(_("This is a form of another kind. Nothing was decided."))
    if row.state != Decision.OPEN:
        raise Conflict(
            _("%(name)s has decided this already. Nothing was changed.")
            % {"name": row.decided_by.name if row.decided_by else ""},
            code="decided_already",
        )
    return row


def _decide(row: Application, actor: User, state: Decision, answer: str, **results: Any) -> None:
    row.state, row.answer, row.decided_by, row.decided_at = state, answer.strip(), actor, timezone.now()
    for name, result in results.items():
        setattr(row, name, result)
    row.save()
    kind = Letter.Kind.APPROVED if state == Decision.APPROVED else Letter.Kind.REFUSED
    write_letter(kind, row.organisation_id, row.pk, row.email)
    policies.audit(
        actor, f"application.{state}", "application", row.pk, organisation=row.organisation_id,
        facility=row.facility_id,
    )  # fmt: skip
    _tell(row)


def _admit(row: Application) -> Child:
    """The child, with the adult who applied: she may do everything for her."""
    given = row.answers
    fields = {name: given.get(name, "") for name in CHILD_ANSWERS} | {
        "born_on": date.fromisoformat(given["born_on"])
    }
    same = Child.objects.filter(
        organisation=row.organisation_id, born_on=fields["born_on"],
        family_kana=fields["family_kana"], given_kana=fields["given_kana"],
    )  # fmt: skip
    if same.exists():
        raise DomainError(
            _("A child with this reading and birthday is on the roster already. Nothing was decided."),
            code="child_twice",
        )
    child = Child.objects.create(organisation_id=row.organisation_id, **fields)
    household = Household.objects.create(organisation_id=row.organisation_id, name=fields["family_name"])
    guardian = Guardian.objects.create(
        organisation_id=row.organisation_id, household=household, name=given["guardian_name"],
        kana=given.get("guardian_kana", ""), relation=given["relation"], phone=given["phone"], email=row.email,
        email_proved_at=row.sent_at, language=given.get("language", "ja"),
    )  # fmt: skip
    Grant.objects.create(
        organisation_id=row.organisation_id, guardian=guardian, child=child, starts_on=timezone.localdate(),
        can_write=True, can_answer=True, can_pick_up=True, can_buy=True, is_emergency_contact=True,
    )  # fmt: skip
    return child


def _tell(row: Application) -> None:
    topics = [office_topic(row.organisation_id)]
    if row.facility_id:
        topics.append(staff_topic(row.facility_id))
    publish(ApplicationsChanged(row.pk), topics=topics)
