"""What families say about a day: sent once, changed until the nursery has confirmed it, then asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from attendance.models import STANDING_REPORTS, Report
from attendance.policies import require_author, require_family_voice
from attendance.services.report_rules import (
    Words,
    check_household,
    check_words,
    is_late_word,
    local_now,
    words_of,
)
from attendance.services.stamps import tell_of
from attendance.services.unsaid import word_gone
from attendance.services.words import word_of
from backend.errors import Conflict, DomainError
from facilities.models import Child, Facility, Guardian
from facilities.policies import audit_row

UNSAYING = frozenset({"report.change", "report.withdraw"})  # after which an earlier word may not hold


@dataclass(frozen=True)
class Seat:
    """A child at one of the places she goes to."""

    child: Child
    facility: Facility


@transaction.atomic
def send_report(*, actor: User, seats: Sequence[Seat], id: UUID, words: Words) -> list[Report]:
    """One report a child, all or none. `id` is the sender's; the same again finds what the first made."""
    voices = [require_family_voice(actor, seat.child, seat.facility, words.starts_on) for seat in seats]
    if not seats:
        raise DomainError(_("Choose a child. Nothing was saved."), code="no_child")
    said = words.of_kind()
    list(
        Child.objects.select_for_update(no_key=True)
        .filter(pk__in=[seat.child.pk for seat in seats])
        .order_by("pk")
    )
    return [
        _again(actor, seat, id, said) or _send(actor, guardian, seat, id, said)
        for seat, guardian in zip(seats, voices, strict=True)
    ]


@transaction.atomic
def change_report(*, actor: User, report: Report, version: int, words: Words) -> Report:
    """Other words for a report that nobody has confirmed yet. Who saw an older version is shown both."""
    guardian = require_author(actor, report)
    current = Report.objects.select_for_update().get(pk=report.pk)
    said = words.of_kind()
    if words_of(current) == said:
        return current
    if current.state != Report.State.SENT:
        raise Conflict(
            _("The nursery has answered this already. Nothing was saved; you can ask for a change."),
            code="answered",
        )
    if current.version != version:
        raise Conflict(
            _("Somebody of your family changed this meanwhile. Nothing was saved; compare the two."),
            code="changed",
        )
    late = _checked(said, guardian, Seat(current.child, current.facility), current)
    for name, value in said.columns().items():
        setattr(current, name, value)
    current.is_after_deadline = current.is_after_deadline or late
    current.version += 1
    current.changed_at = timezone.now()
    current.save()
    _told(actor, current, "report.change")
    return current


@transaction.atomic
def withdraw_report(*, actor: User, report: Report) -> Report:
    """Take back what nobody has confirmed yet. Twice is once."""
    require_author(actor, report)
    current = Report.objects.select_for_update().get(pk=report.pk)
    if current.state == Report.State.WITHDRAWN:
        return current
    if current.state != Report.State.SENT:
        raise Conflict(
            _("The nursery has answered this already. Nothing was changed; you can ask for a change."),
            code="answered",
        )
    current.state, current.changed_at = Report.State.WITHDRAWN, timezone.now()
    current.version += 1
    current.save(update_fields=["state", "changed_at", "version"])
    _told(actor, current, "report.withdraw")
    return current


@transaction.atomic
def ask_change(*, actor: User, report: Report, id: UUID, words: Words) -> Report:
    """Other words for what was confirmed; the confirmed ones hold until staff accept these."""
    guardian = require_author(actor, report)
    current = Report.objects.select_for_update().get(pk=report.pk)
    pk = uuid5(id, f"{actor.pk}:{current.pk}")
    if asked := Report.objects.filter(pk=pk).first():
        return asked
    if current.state != Report.State.CONFIRMED:
        raise Conflict(
            _("This is no longer what holds. Nothing was saved; please look again."), code="not_standing"
        )
    if Report.objects.filter(replaces=current, state=Report.State.SENT).exists():
        raise Conflict(
            _("A change of this waits already. Nothing was saved; open it to change it."), code="pending"
        )
    said = words.of_kind()
    seat = Seat(current.child, current.facility)
    late = _checked(said, guardian, seat, current)
    return _made(actor, guardian, seat, pk, said, late=late, replaces=current)


def _again(actor: User, seat: Seat, id: UUID, said: Words) -> Report | None:
    """What the same id made before; with other words it is no replay."""
    found = Report.objects.filter(pk=id_of(actor, seat, id)).first()
    if found and found.version == 0 and words_of(found) != said:
        raise Conflict(
            _("This was sent already, with other words. Nothing was saved; open it to change it."),
            code="sent_already",
        )
    return found


def id_of(actor: User, seat: Seat, id: UUID) -> UUID:
    """A sender's id, told apart for each child and place; nobody else can take it."""
    return uuid5(id, f"{actor.pk}:{seat.child.pk}:{seat.facility.pk}")


def _send(actor: User, guardian: Guardian, seat: Seat, id: UUID, said: Words) -> Report:
    late = _checked(said, guardian, seat, None)
    return _made(actor, guardian, seat, id_of(actor, seat, id), said, late=late)


def _checked(said: Words, guardian: Guardian, seat: Seat, current: Report | None) -> bool:
    """All rules; True where it comes after the deadline."""
    before = words_of(current) if current else None
    takes_back = said.kind == Report.Kind.AS_USUAL
    if takes_back and (current is None or (current.state == Report.State.SENT and not current.replaces_id)):
        raise DomainError(_("There is nothing to take back. Nothing was saved."), code="words")
    check_words(said, seat.child, seat.facility, before)
    check_household(said, guardian)
    _check_once(said, guardian, seat, current)
    return is_late_word(said, seat.facility, before)


def _check_once(said: Words, guardian: Guardian, seat: Seat, current: Report | None) -> None:
    """The household's own words of the same days are changed, not said beside. Another household's are not asked."""
    rows = Report.objects.filter(
        child=seat.child,
        facility=seat.facility,
        guardian__household=guardian.household_id,
        state__in=STANDING_REPORTS,
        starts_on__lte=said.ends_on,
        ends_on__gte=max(said.starts_on, _today(seat)),
        kind__in={said.kind, Report.Kind.ABSENT},
    )
    if current:
        rows = rows.exclude(pk__in=[current.pk, current.replaces_id or current.pk])
    if found := rows.order_by("sent_at").first():
        raise Conflict(
            _("You have told this for %(name)s already. Nothing was saved; open it to change it.")
            % {"name": seat.child.given_name},
            code="told_already",
            details={"report": str(found.pk)},
        )


def _today(seat: Seat) -> date:
    return local_now(seat.facility).date()


def _made(
    actor: User,
    guardian: Guardian,
    seat: Seat,
    pk: UUID,
    said: Words,
    *,
    late: bool,
    replaces: Report | None = None,
) -> Report:
    made = Report.objects.create(
        id=pk,
        facility=seat.facility,
        child=seat.child,
        guardian=guardian,
        actor=actor,
        is_after_deadline=late,
        replaces=replaces,
        **said.columns(),
    )
    _told(actor, made, "report.ask" if replaces else "report.send")
    return made


def _told(actor: User, report: Report, action: str) -> None:
    """Audit, the end of a search, and the open screens."""
    place = report.facility
    audit_row(actor, action, "report", report, kind=report.kind)
    if report.state in STANDING_REPORTS and not report.replaces_id:
        word_of(report)
    if action in UNSAYING:
        word_gone(report.child, place)
    tell_of(place, report.child)
