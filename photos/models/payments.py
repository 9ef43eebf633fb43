"""Payments by card: what was begun with the provider, what it told, money without an order, and money going back."""

from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.ids import uuid7
from backend.outbox import OutboxRow, OutboxState
from facilities.models import Facility, Organisation, StaffPost
from facilities.models.roles import KEEPING_ROLES

from .orders import Order, Refund


class Payment(models.Model):
    """One attempt to be paid by a provider. `key` is ours and makes asking twice one; `reference` is the provider's
    own name of it, empty until it has answered."""

    class State(models.TextChoices):
        OPEN = "open", _("Begun")
        PAID = "paid", _("Paid")
        FAILED = "failed", _("Refused")
        EXPIRED = "expired", _("Not finished")
        STRAY = "stray", _("To be settled")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments")
    provider = models.CharField(max_length=12)
    key = models.CharField(max_length=80)
    reference = models.CharField(max_length=120, blank=True)
    address = models.URLField(_("where the family pays"), max_length=2_000, blank=True)
    yen = models.PositiveIntegerField()
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    intent = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(_("when the provider was last asked"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "key"], name="payment_key_once"),
            models.UniqueConstraint(
                fields=["provider", "reference"], condition=~Q(reference=""), name="payment_once"
            ),
            models.UniqueConstraint(fields=["order"], condition=Q(state="open"), name="payment_open_once"),
            models.UniqueConstraint(
                fields=["order"], condition=Q(state="paid"), name="order_paid_once_by_provider"
            ),
        ]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(state="open"), name="payment_waiting"),
            models.Index(fields=["intent"], condition=~Q(intent=""), name="payment_by_intent"),
        ]

    def __str__(self) -> str:
        return self.reference or self.key


class PaymentEvent(OutboxRow):
    """What a provider told about an organisation's account: kept before it is acted on, each once, ids only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    provider = models.CharField(max_length=12)
    event = models.CharField(_("the provider's name of it"), max_length=120)
    kind = models.CharField(max_length=80)
    reference = models.CharField(max_length=120, blank=True)
    intent = models.CharField(_("the payment it is about"), max_length=120, blank=True, db_default="")
    received_at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "provider", "event"], name="payment_event_once")
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state=OutboxState.QUEUED), name="payment_event_waiting"
            ),
            models.Index(fields=["intent"], condition=~Q(intent=""), name="payment_event_by_intent"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event}"


Row = TypeVar("Row", bound=models.Model)


class KeptMoney(models.QuerySet[Row]):
    """Money by who looks after it."""

    def kept_by(self, user: User) -> Self:
        """Of the facilities whose manager or office she is."""
        posts = StaffPost.objects.held_by(user).filter(role__in=KEEPING_ROLES, facility=OuterRef("facility"))
        return self.filter(Exists(posts))


class StrayMoney(models.Model):
    """Money that came though no order waits for it: the office sees it, and two people send it back."""

    class Why(models.TextChoices):
        CLOSED = "closed", _("The order was closed already")
        TWICE = "twice", _("The order was paid already")
        AMOUNT = "amount", _("Another sum than the order's")
        UNKNOWN = "unknown", _("Its order or payment is not known here")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="strays", null=True, blank=True)
    provider = models.CharField(max_length=12)
    reference = models.CharField(max_length=120)
    intent = models.CharField(max_length=120)
    amount = models.PositiveIntegerField(_("in the currency's smallest unit"))
    currency = models.CharField(max_length=3, default="jpy")
    why = models.CharField(max_length=7, choices=Why)
    came_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    agreed_at = models.DateTimeField(null=True, blank=True)

    objects = KeptMoney["StrayMoney"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "facility"], name="stray_of_facility"),
            models.UniqueConstraint(fields=["provider", "reference"], name="stray_once"),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True)
                | (Q(asked_by__isnull=False) & ~Q(agreed_by=F("asked_by"))),
                name="stray_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    @property
    def is_yen(self) -> bool:
        return self.currency == "jpy"

    @property
    def left_outside(self) -> int:
        """So much of it the card company gave back without us, or lost to a dispute."""
        gone = self.outside.filter(state="taken", back=None).aggregate(sum=Sum("amount"))
        return gone["sum"] or 0


class MoneyBack(OutboxRow):
    """One sum on its way back to a card: for a refund, or for stray money. Its own id makes sending twice one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    refund = models.OneToOneField(
        Refund, on_delete=models.PROTECT, related_name="money_back", null=True, blank=True
    )
    stray = models.OneToOneField(
        StrayMoney, on_delete=models.PROTECT, related_name="money_back", null=True, blank=True
    )
    provider = models.CharField(max_length=12)
    intent = models.CharField(max_length=120)
    amount = models.PositiveIntegerField()
    reference = models.CharField(max_length=120, blank=True)
    tries = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    objects = KeptMoney["MoneyBack"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "facility"], name="money_back_of_facility"),
            models.CheckConstraint(
                condition=Q(refund__isnull=True, stray__isnull=False)
                | Q(refund__isnull=False, stray__isnull=True),
                name="money_back_for_one",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state=OutboxState.QUEUED), name="money_back_waiting")
        ]

    def __str__(self) -> str:
        return str(self.pk)
