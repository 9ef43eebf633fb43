"""Noting a measuring day, and choosing the reference behind a child's curve."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import DomainError
from contactbook.growth import MEASURES, measure_of
from contactbook.models import GrowthCurve, GrowthRecord
from contactbook.policies import require_writer
from facilities.clock import today_at
from facilities.models import Child, Facility
from facilities.policies import audit, audit_row, require_child_at, require_right


@transaction.atomic
def note_growth(
    *, actor: User, child: Child, facility: Facility, day: date, measures: Mapping[str, Any]
) -> GrowthRecord | None:
    """A day's measures; the same day again takes their place, all empty takes them away. None where nothing stands."""
    require_writer(actor, child, facility, day)
    if day > today_at(facility):
        raise DomainError(_("This day has not come yet. Nothing was saved."), code="in_the_future")
    values = {name: measure_of(name, measures.get(name)) for name in MEASURES}
    rows = GrowthRecord.objects.filter(child=child, facility=facility, measured_on=day)
    if not any(values.values()):
        found = rows.first()
        if found:
            audit_row(actor, "growth.take_away", "growth", found)
            found.delete()
        return None
    if unchanged := rows.filter(**values).first():
        return unchanged
    noted = {**values, "noted_by": actor, "noted_at": timezone.now()}
    row, _is_new = GrowthRecord.objects.update_or_create(
        child=child, facility=facility, measured_on=day, defaults=noted
    )
    audit_row(actor, "growth.note", "growth", row)
    return row


@transaction.atomic
def choose_curve(*, actor: User, child: Child, facility: Facility, sex: str) -> None:
    """By a guardian who writes for the child; '' takes the choice back."""
    require_right(actor, child, "can_write")
    require_child_at(child, facility, today_at(facility))
    if sex and sex not in GrowthCurve.Sex.values:
        raise DomainError(_("Choose one of the answers. Nothing was saved."), code="choice")
    GrowthCurve.objects.filter(child=child).delete()
    if sex:
        GrowthCurve.objects.create(child=child, facility=facility, sex=sex)
    audit(
        actor, "growth.choose", "child", child.pk,
        organisation=facility.organisation_id, facility=facility, child=child,
    )  # fmt: skip
