"""Who buys photos: an adult with the right to, for her own household, of what is on sale to her."""

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.errors import NotAllowed, NotVisible
from facilities.models import Enrolment, Facility, Grant, Household
from photos.models import Order, Refund, StrayMoney

from .albums import require_album_keeper


def household_buying_at(user: User, facility: Facility) -> Household | None:
    """The household she buys for at a facility; none where she may not buy for any child who goes or went there."""
    here = Enrolment.objects.filter(child=OuterRef("child"), facility=facility)
    grants = Grant.objects.seen_by(user, timezone.localdate()).filter(Exists(here), can_buy=True)
    grant = grants.select_related("guardian__household").order_by("guardian__household", "pk").first()
    return grant.guardian.household if grant else None


def require_buyer(user: User, facility: Facility) -> Household:
    """Her household; 403 for who only looks. What she may look at was asked before."""
    household = household_buying_at(user, facility)
    if household is None:
        raise NotAllowed
    return household


def require_own_order(user: User, order: Order) -> None:
    """Of her own household, as somebody who buys; 404 else."""
    if not Order.objects.of_family(user).filter(pk=order.pk).exists():
        raise NotVisible


def require_not_own(user: User, order: Order) -> None:
    """Nobody looks after her own family's money."""
    if order.household.guardians.filter(user=user).exists():
        raise NotAllowed(
            _("This is your own family's order: a colleague looks after it. Nothing was changed.")
        )


def require_second(user: User, refund: Refund, order: Order) -> None:
    """The second of two people: she keeps albums here and is neither the first nor of the family."""
    require_album_keeper(user, order.facility)
    require_not_own(user, order)
    if refund.asked_by_id == user.pk:
        raise NotAllowed(_("A second person has to agree to paying back. Nothing was paid."))


def require_second_settler(user: User, stray: StrayMoney) -> None:
    """The second of two people who send stray money back: keeps albums here, and is not the first."""
    require_album_keeper(user, stray.facility)
    if stray.asked_by_id == user.pk:
        raise NotAllowed(_("A second person has to agree to paying back. Nothing was paid."))
