"""A report as a card shows it: what, when, the details, and what became of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from django.utils.translation import gettext as _

from attendance.models import Report
from mobile_web.forms.reports import KINDS
from mobile_web.moments import day_words, moment_words

LABELS = dict(KINDS)
PILLS = {
    Report.Kind.ABSENT: "absent",
    Report.Kind.LATE: "late",
    Report.Kind.EARLY_LEAVE: "left",
    Report.Kind.PICK_UP: "changed",
    Report.Kind.AS_USUAL: "expected",
}


@dataclass(frozen=True)
class Spoken:
    """One report in words."""

    report: Report
    pill: str
    kind: str
    days: str
    details: tuple[str, ...]
    state: str

    @property
    def is_open(self) -> bool:
        return self.report.state == Report.State.SENT

    @property
    def is_confirmed(self) -> bool:
        return self.report.state == Report.State.CONFIRMED


def spoken(report: Report) -> Spoken:
    """In the language of the page."""
    return Spoken(
        report,
        PILLS[Report.Kind(report.kind)],
        kind_words(report.kind),
        days_words(report.starts_on, report.ends_on),
        tuple(_details(report)),
        state_words(report),
    )


def kind_words(kind: str) -> str:
    """What is told, in the family's words."""
    return str(LABELS.get(Report.Kind(kind), _("Comes as usual")))


def days_words(first: date, last: date) -> str:
    """One day, or from the first to the last."""
    return day_words(first) if first == last else f"{day_words(first)}–{day_words(last)}"


def clock(at: time) -> str:
    """10:30."""
    return f"{at.hour}:{at.minute:02d}"


def state_words(report: Report) -> str:
    """Who read it and when, or what else became of it."""
    who = report.confirmed_by.name.split()[0] if report.confirmed_by else ""
    at = moment_words(report.confirmed_at) if report.confirmed_at else ""
    told = {"time": at, "name": who}
    if report.state == Report.State.CONFIRMED:
        return _("The nursery has confirmed it %(time)s %(name)s") % told
    if report.state == Report.State.REFUSED:
        return _("Not accepted %(time)s %(name)s") % told
    if report.state == Report.State.WITHDRAWN:
        return _("Taken back")
    if report.state == Report.State.REPLACED:
        return _("Replaced by a change")
    if report.replaces_id:
        return _("You asked for this change; the earlier words hold until the nursery accepts it.")
    return _("Sent %(time)s. The nursery has not confirmed it yet.") % {"time": moment_words(report.sent_at)}


def _details(report: Report) -> Iterator[str]:
    if report.reason:
        yield report.get_reason_display()
    if report.temperature:
        yield f"{report.temperature}℃"
    symptoms = dict(Report.Symptom.choices)
    yield from (str(symptoms[key]) for key in report.symptoms if key in symptoms)
    if report.time:
        label = _("Arrival") if report.kind == Report.Kind.LATE else _("Pick-up")
        yield f"{label} {clock(report.time)}"
    if report.picker:
        yield f"{report.picker.get_relation_display()} {report.picker.name}"
    if report.proxy_name:
        yield f"{report.proxy_name} {report.proxy_phone}".strip()
