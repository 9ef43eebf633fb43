"""What one button does with one time of the plan."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from backend.errors import DomainError
from facilities.models import Child
from mobile_web.http import PageRequest, uuid_or_none
from surveys import services
from surveys.models import MeetingSlot
from surveys.policies.meetings import require_lane_keeper, require_meeting_keeper
from surveys.selectors.meeting_plan import homes_of, slots_of


def _give(request: PageRequest, slot: MeetingSlot) -> MeetingSlot:
    """To a child of one of her homes; a child that had another time is moved."""
    require_meeting_keeper(request.user, slot.facility)
    child, home = _whose(request.POST.get("who", ""))
    row = get_object_or_404(Child.objects.visible_to(request.user), pk=child)
    household = next((one for one in homes_of(slot.period, row) if one.pk == home), None)
    if household is None:
        raise Http404
    given = services.give_slot(actor=request.user, slot=slot, child=row, household=household)
    messages.success(request, _("Saved."))
    return given


def _move(request: PageRequest, slot: MeetingSlot) -> MeetingSlot:
    """Her family to another time; the same page then shows that one."""
    require_meeting_keeper(request.user, slot.facility)
    target = slots_of(slot.period).select_related("period__facility", "facility")
    to = get_object_or_404(target, pk=uuid_or_none(request.POST.get("to", "")))
    if slot.child is None or slot.household is None:
        raise DomainError(_("This time is free meanwhile. Nothing was changed."))
    given = services.give_slot(actor=request.user, slot=to, child=slot.child, household=slot.household)
    messages.success(request, _("Moved."))
    return given


def _free(request: PageRequest, slot: MeetingSlot) -> None:
    services.free_slot(actor=request.user, slot=slot)
    messages.success(request, _("Given back."))


def _block(request: PageRequest, slot: MeetingSlot) -> None:
    _turn(request, slot, is_blocked=True)


def _open(request: PageRequest, slot: MeetingSlot) -> None:
    _turn(request, slot, is_blocked=False)


def _turn(request: PageRequest, slot: MeetingSlot, *, is_blocked: bool) -> None:
    require_lane_keeper(request.user, slot.lane)
    services.block_slots(actor=request.user, lane=slot.lane, slots=[slot], is_blocked=is_blocked)


def _whose(text: str) -> tuple[UUID, UUID]:
    child, _colon, home = text.partition(":")
    keys = uuid_or_none(child), uuid_or_none(home)
    if keys[0] is None or keys[1] is None:
        raise DomainError(_("Choose a child. Nothing was saved."))
    return keys[0], keys[1]


SLOT_ACTS: dict[str, Callable[[PageRequest, MeetingSlot], MeetingSlot | None]] = {
    "give": _give,
    "move": _move,
    "free": _free,
    "block": _block,
    "open": _open,
}
