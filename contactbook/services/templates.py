"""The facility's own templates: which items an entry has, from which day on."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import Conflict, DomainError
from backend.events import publish
from contactbook.defaults import band_of
from contactbook.editing import checked, without_strangers
from contactbook.events import EntryMoved
from contactbook.items import Item, rows_of
from contactbook.models import Band, EntryTemplate, Side
from contactbook.policies import require_keeper
from facilities.clock import today_at
from facilities.models import Classroom, Facility
from facilities.policies import audit
from facilities.topics import board_topic, staff_topic

SIDES = (Side.HOME, Side.NURSERY)


@transaction.atomic
def set_template(
    *,
    actor: User,
    facility: Facility,
    band: str,
    side: str,
    starts_on: date,
    items: Sequence[Item],
    seen: str,
) -> EntryTemplate:
    """These items from that day on; what was written before keeps its own. `seen` is the mark she began with.

    The same day again replaces a template in which nobody has written yet.
    """
    require_keeper(actor, facility)
    rows = _locked(facility, band, side)
    if starts_on < today_at(facility):
        raise DomainError(
            _("A form begins today or later. Nothing was saved; choose another day."), code="past"
        )
    tidy = without_strangers(checked(items), _kinds_before(facility))
    same = next((row for row in rows if row.starts_on == starts_on), None)
    if same and same.items == rows_of(tidy):
        return same
    if mark_of(rows) != seen:
        raise Conflict(
            _("A colleague has changed this form meanwhile. Nothing was saved; look at it again."),
            code="changed",
        )
    row = _placed(facility, band, side, starts_on, same)
    row.items, row.made_by, row.made_at = rows_of(tidy), actor, timezone.now()
    row.save()
    _tell(actor, "template.set", row, day=starts_on.isoformat(), items=len(tidy))
    return row


@transaction.atomic
def drop_template(*, actor: User, template: EntryTemplate) -> None:
    """What was to come is taken back: what is in force stays so. Twice is once."""
    require_keeper(actor, template.facility)
    row = EntryTemplate.objects.select_for_update().filter(pk=template.pk).first()
    if row is None:
        return
    if row.starts_on <= today_at(template.facility) or row.entries.exists():
        raise Conflict(_("This form is in use already. Nothing was changed."), code="in_use")
    row.delete()
    _tell(actor, "template.drop", template, day=template.starts_on.isoformat())


def mark_of(rows: Sequence[EntryTemplate]) -> str:
    """By what one sees that nobody has changed a facility's templates of an age and side meanwhile."""
    made = [row.made_at for row in rows if row.made_by_id]
    return str(int(max(made).timestamp() * 1_000_000) if made else 0)


def _locked(facility: Facility, band: str, side: str) -> list[EntryTemplate]:
    if band not in Band.values or side not in SIDES:
        raise DomainError(_("There is no such form. Nothing was saved."), code="unknown_form")
    rows = EntryTemplate.objects.select_for_update().filter(facility=facility, band=band, side=side)
    return list(rows.order_by("starts_on"))


def _placed(
    facility: Facility, band: str, side: str, starts_on: date, same: EntryTemplate | None
) -> EntryTemplate:
    """The row to write: a new one, or that of the day, while nobody has written with it."""
    if same and same.entries.exists():
        raise Conflict(
            _("Somebody has written with this day's form already. Nothing was saved; choose a later day."),
            code="in_use",
        )
    if same:
        return same
    row = EntryTemplate(facility=facility, band=band, side=side, starts_on=starts_on)
    EntryTemplate.objects.bulk_create([row], ignore_conflicts=True)
    found = EntryTemplate.objects.select_for_update().get(
        facility=facility, band=band, side=side, starts_on=starts_on
    )
    if found.pk != row.pk:
        raise Conflict(
            _("A colleague has changed this form meanwhile. Nothing was saved; look at it again."),
            code="changed",
        )
    return found


def _kinds_before(facility: Facility) -> dict[str, str]:
    """Which kind each key was here: an answer of years ago is read as what it was."""
    lists = EntryTemplate.objects.filter(facility=facility).values_list("items", flat=True)
    return {row["key"]: row["kind"] for items in lists for row in items}


def _tell(actor: User, action: str, row: EntryTemplate, **details: Any) -> None:
    place = row.facility
    audit(
        actor, action, "template", row.pk, organisation=place.organisation_id, facility=place,
        band=row.band, side=row.side, **details,
    )  # fmt: skip
    topics = [staff_topic(place.pk), board_topic(place.pk)]
    rooms = Classroom.objects.filter(facility=place, school_year__gte=today_at(place).year - 1)
    for room in rooms:
        if band_of(room.age) == row.band:
            publish(EntryMoved(place.pk, room.pk), topics=topics)
