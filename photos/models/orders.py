"""Orders with their lines, the ledger, and paying back."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.ids import uuid7
from facilities.models import Facility, Grant, Household, StaffPost
from facilities.models.roles import KEEPING_ROLES
from photos.ledger import OUTSIDE_STEPS, STRAY_STEPS, Account, Method, Step
from photos.order_states import OrderState

from .photos import Photo
from .sales import PhotoSale, WareKind


class OrderQuerySet(models.QuerySet["Order"]):
    """Orders by who may see them; amounts are on every one."""

    def visible_to(self, user: User) -> "OrderQuerySet":
        """Manager and office of the facility, and the household's own adults who may buy."""
        posts = StaffPost.objects.held_by(user).filter(role__in=KEEPING_ROLES, facility=OuterRef("facility"))
        return self.filter(Exists(posts)) | self.of_family(user)

    def kept_by(self, user: User) -> "OrderQuerySet":
        """Those of the facilities whose manager or office she is."""
        posts = StaffPost.objects.held_by(user).filter(role__in=KEEPING_ROLES, facility=OuterRef("facility"))
        return self.filter(Exists(posts))

    def of_family(self, user: User) -> "OrderQuerySet":
        """Those of her own household, while she may buy for a child of it."""
        buying = Grant.objects.seen_by(user, timezone.localdate()).filter(can_buy=True)
        return self.filter(household__in=buying.values("guardian__household"))


class Order(models.Model):
    """What one household bought of one facility. `key` is the form's own: the same twice is one order."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="photo_orders")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="photo_orders")
    key = models.UUIDField()
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(max_length=9, choices=OrderState, default=OrderState.ORDERED)
    method = models.CharField(max_length=4, choices=Method, default=Method.FEE)
    total = models.PositiveIntegerField(_("sum with tax, in yen"))
    kept = models.PositiveIntegerField(_("of it for the nursery"), default=0)
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    paid_at = models.DateTimeField(null=True, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "facility"], name="order_of_facility"),
            models.UniqueConstraint(fields=["household", "key", "facility"], name="order_once"),
            models.UniqueConstraint(fields=["facility", "number"], name="order_number_once"),
            models.CheckConstraint(condition=Q(kept__lte=models.F("total")), name="order_keeps_a_part"),
            models.CheckConstraint(
                condition=Q(~Q(method=Method.FREE), total__gte=1)
                | Q(~Q(state=OrderState.ORDERED), method=Method.FREE, total=0),
                name="order_costs_or_is_free",
            ),
            models.CheckConstraint(condition=Q(state__in=OrderState.values), name="order_state_known"),
        ]
        indexes = [models.Index(fields=["facility", "state", "placed_at"], name="order_by_state")]

    def __str__(self) -> str:
        return f"{self.number:05}"

    @property
    def is_free(self) -> bool:
        """The yearly free set paid for all of it: settled from the start."""
        return self.method == Method.FREE

    @property
    def awaits_card(self) -> bool:
        """Ordered by card and not paid yet."""
        return self.method == Method.CARD and self.state == OrderState.ORDERED


class OrderLine(models.Model):
    """One thing of an order at its price then. A file is sold once to a household while its order stands."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    sale = models.ForeignKey(PhotoSale, on_delete=models.PROTECT, related_name="lines")
    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=4, choices=WareKind)
    quantity = models.PositiveSmallIntegerField(default=1)
    yen = models.PositiveIntegerField(_("each, with tax"))
    stands = models.BooleanField(default=True)
    taken_at = models.DateTimeField(_("first downloaded"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "facility"], name="order_line_of_facility"),
            models.UniqueConstraint(fields=["order", "photo", "kind"], name="order_line_once"),
            models.UniqueConstraint(
                fields=["household", "photo"],
                condition=Q(kind=WareKind.DATA, stands=True),
                name="photo_data_sold_once",
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="order_line_is_something"),
            models.CheckConstraint(
                condition=Q(yen__gte=1) | Q(kind=WareKind.DATA), name="order_line_free_data"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} × {self.quantity}"

    @property
    def total(self) -> int:
        return self.yen * self.quantity

    @property
    def worth(self) -> int:
        """What one costs where the free set does not pay for it."""
        free = getattr(self, "free", None)
        return free.worth if free else self.yen


class LedgerBooking(models.Model):
    """One step of one order in the ledger, booked once and summing to zero (0004); of money that is stray
    or moved outside each once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="bookings")
    step = models.CharField(max_length=9, choices=Step)
    stray = models.ForeignKey(
        "photos.StrayMoney", on_delete=models.PROTECT, related_name="bookings", null=True, blank=True
    )
    outside = models.ForeignKey(
        "photos.OutsideMoney", on_delete=models.PROTECT, related_name="bookings", null=True, blank=True
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "facility"], name="booking_of_facility"),
            models.UniqueConstraint(
                fields=["order", "step", "stray", "outside"], name="booking_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(step__in=STRAY_STEPS, stray__isnull=False)
                | (~Q(step__in=STRAY_STEPS) & Q(stray__isnull=True)),
                name="booking_of_stray_money",
            ),
            models.CheckConstraint(
                condition=Q(step__in=OUTSIDE_STEPS, outside__isnull=False)
                | (~Q(step__in=OUTSIDE_STEPS) & Q(outside__isnull=True)),
                name="booking_of_outside_money",
            ),
        ]

    def __str__(self) -> str:
        return self.step


class LedgerEntry(models.Model):
    """One line of a booking: yen to an account, debits above zero. Only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    booking = models.ForeignKey(LedgerBooking, on_delete=models.PROTECT, related_name="entries")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    account = models.CharField(max_length=10, choices=Account)
    yen = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["booking", "account"], name="ledger_account_once"),
            models.CheckConstraint(condition=~Q(yen=0), name="ledger_entry_is_something"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.yen}"


class Refund(models.Model):
    """Paying an order back: one asks, another person agrees; only then is anything sent."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="refund")
    reason = models.CharField(_("why"), max_length=200)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "facility"], name="refund_of_facility"),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=models.F("asked_by")),
                name="refund_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return self.reason
