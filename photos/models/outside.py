"""Money that moved at the card company without us: given back in its own dashboard, or disputed by a card's owner."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ids import uuid7
from facilities.models import Facility

from .orders import Order
from .payments import KeptMoney, MoneyBack, StrayMoney


class OutsideMoney(models.Model):
    """One refund or dispute as the company has it. `back` is what of ours it did instead; it is not booked then."""

    class Kind(models.TextChoices):
        REFUND = "refund", _("Paid back in Stripe's dashboard")
        DISPUTE = "dispute", _("Disputed by the card's owner")

    class State(models.TextChoices):
        OPEN = "open", _("Not decided yet")
        TAKEN = "taken", _("The money has left the account")
        VOID = "void", _("The money is in the account")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="outside", null=True, blank=True)
    stray = models.ForeignKey(
        StrayMoney, on_delete=models.PROTECT, related_name="outside", null=True, blank=True
    )
    back = models.ForeignKey(
        MoneyBack, on_delete=models.PROTECT, related_name="outside", null=True, blank=True
    )
    provider = models.CharField(max_length=12)
    reference = models.CharField(max_length=120)
    kind = models.CharField(max_length=7, choices=Kind)
    state = models.CharField(max_length=5, choices=State)
    amount = models.PositiveIntegerField(_("in the currency's smallest unit"))
    answer_by = models.DateTimeField(_("until when to answer a dispute"), null=True, blank=True)
    came_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = KeptMoney["OutsideMoney"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "facility"], name="outside_of_facility"),
            models.UniqueConstraint(fields=["provider", "reference"], name="outside_once"),
            models.CheckConstraint(
                condition=Q(order__isnull=False) | Q(stray__isnull=False), name="outside_of_something"
            ),
        ]
        indexes = [models.Index(fields=["facility", "state", "came_at"], name="outside_by_state")]

    def __str__(self) -> str:
        return self.reference
