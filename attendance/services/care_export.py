"""A month of extended care as a file for whoever writes the bills."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from attendance.charge_words import STATE_WORDS
from attendance.models import Charge
from attendance.policies import require_runner
from attendance.selectors.care_list import ChildRow, care_list
from facilities.models import Facility
from facilities.policies import audit_children
from facilities.rosters.tables import table_file


@transaction.atomic
def export_charges(*, actor: User, facility: Facility, month: date, kind: str) -> bytes:
    """One line a charge, by class and child; written down for every child."""
    require_runner(actor, facility)
    rows = care_list(actor, facility, month).rows
    children = [row.child.pk for row in rows]
    audit_children(
        actor, "care.export", children, organisation=facility.organisation_id, facility=facility.pk
    )
    return table_file(kind, headings(), _lines(rows))


def headings() -> list[str]:
    """In the language of who asks."""
    return [
        _("Class"),
        _("Number"),
        _("Name"),
        _("Reading"),
        _("Day"),
        _("Side of the day"),
        _("Times"),
        _("Counts beyond"),
        _("Minutes"),
        _("Units"),
        _("Yen"),
        _("State"),
        _("Reason"),
        _("Rule since"),
    ]


def _lines(rows: tuple[ChildRow, ...]) -> Iterator[list[str]]:
    for row in rows:
        for charge in sorted(row.charges, key=lambda one: (one.day, one.side)):
            yield [*_who(row), *_what(charge)]


def _who(row: ChildRow) -> list[str]:
    child = row.child
    kana = f"{child.family_kana} {child.given_kana}".strip()
    return [row.classroom.name if row.classroom else "", child.external_id, str(child), kana]


def _what(charge: Charge) -> list[str]:
    inputs = charge.inputs
    times = " ".join(f"{came}-{left}" for came, left in inputs.get("stays", []))
    return [
        charge.day.isoformat(),
        str(charge.get_side_display()),
        times,
        str(inputs.get("edge", "")),
        str(charge.minutes),
        str(inputs.get("units", "")),
        str(charge.amount),
        str(STATE_WORDS[charge.state]),
        charge.reason,
        charge.rule.starts_on.isoformat(),
    ]
