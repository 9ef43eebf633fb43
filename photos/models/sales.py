"""The sale of an album: when, at what prices; and what a family has chosen but not ordered yet."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.ids import uuid7
from facilities.models import Facility, Household, Organisation, StaffPost
from facilities.models.roles import KEEPING_ROLES
from photos.pricing import QUANTITY_MOST, YEN_MOST

from .albums import Album
from .photos import Photo


class WareKind(models.TextChoices):
    """What can be bought of a photo: its file, or a print in a size."""

    DATA = "data", _("Data")
    PRINT_L = "l", _("Print L (89 × 127 mm)")
    PRINT_2L = "2l", _("Print 2L (127 × 178 mm)")
    PRINT_A4 = "a4", _("Print A4 (210 × 297 mm)")


class PhotoSaleQuerySet(models.QuerySet["PhotoSale"]):
    """Sales by who keeps them, and by time."""

    def visible_to(self, user: User) -> "PhotoSaleQuerySet":
        """Manager and office of the facility: they set prices and see amounts. Families find sales by their photos."""
        posts = StaffPost.objects.held_by(user).filter(role__in=KEEPING_ROLES)
        return self.filter(Exists(posts.filter(facility=OuterRef("facility"))))

    def running(self, at: datetime) -> "PhotoSaleQuerySet":
        """Those in which families can order at that moment."""
        return self.filter(published_at__isnull=False, opens_at__lte=at, closes_at__gt=at)


class PhotoSale(models.Model):
    """One sale of one album. Staff look at it before it opens; families see prices from then on."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="photo_sales")
    album = models.OneToOneField(Album, on_delete=models.PROTECT, related_name="sale")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    profit_percent = models.PositiveSmallIntegerField(_("of it for the nursery, in percent"), default=0)
    takes_cards = models.BooleanField(_("also by card"), default=False)
    gives_free = models.BooleanField(_("the yearly free set counts"), default=True, db_default=True)
    published_at = models.DateTimeField(null=True, blank=True)
    reminds = models.BooleanField(_("remind families before it closes"), default=True)
    reminded_week_at = models.DateTimeField(null=True, blank=True)
    reminded_days_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    objects = PhotoSaleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "facility"], name="photo_sale_of_facility"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="photo_sale_closes_after_opening"
            ),
            models.CheckConstraint(condition=Q(profit_percent__lte=100), name="photo_sale_profit_in_reach"),
        ]
        indexes = [models.Index(fields=["facility", "closes_at"], name="photo_sale_in_order")]

    def __str__(self) -> str:
        return str(self.pk)

    def is_open(self, at: datetime) -> bool:
        """Can families order at that moment?"""
        return self.published_at is not None and self.opens_at <= at < self.closes_at

    @property
    def is_running(self) -> bool:
        return self.is_open(timezone.now())

    @property
    def is_over(self) -> bool:
        return self.closes_at <= timezone.now()


class PhotoPrice(models.Model):
    """What one kind costs in a sale, tax included; a kind without a price is not sold."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sale = models.ForeignKey(PhotoSale, on_delete=models.CASCADE, related_name="prices")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=4, choices=WareKind)
    yen = models.PositiveIntegerField(_("price with tax, in yen"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sale", "kind"], name="photo_price_once"),
            models.CheckConstraint(
                condition=Q(yen__gte=1) & Q(yen__lte=YEN_MOST), name="photo_price_in_reach"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.yen}"


class PriceDefault(models.Model):
    """What a facility asks by itself for a kind, apart for everyday albums and events."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="photo_prices")
    album_kind = models.CharField(max_length=10)
    kind = models.CharField(max_length=4, choices=WareKind)
    yen = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facility", "album_kind", "kind"], name="price_default_once"),
            models.CheckConstraint(
                condition=Q(yen__gte=1) & Q(yen__lte=YEN_MOST), name="price_default_in_reach"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.album_kind} {self.kind}: {self.yen}"


class CartLine(models.Model):
    """Something a household has chosen, at the price and cropped as it saw it. One cart a household, for all albums."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="photo_cart")
    sale = models.ForeignKey(PhotoSale, on_delete=models.CASCADE, related_name="+")
    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=4, choices=WareKind)
    quantity = models.PositiveSmallIntegerField(default=1)
    seen_yen = models.PositiveIntegerField()
    seen_crop = models.CharField(max_length=15, blank=True, db_default="")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["household", "photo", "kind"], name="cart_line_once"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1) & Q(quantity__lte=QUANTITY_MOST), name="cart_quantity_in_reach"
            ),
            models.CheckConstraint(condition=~Q(kind=WareKind.DATA) | Q(quantity=1), name="cart_data_is_one"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} × {self.quantity}"


class SaleOpening(models.Model):
    """A household looked at a sale: who did not is reminded gently, and no names of adults are kept."""

    pk = models.CompositePrimaryKey("sale_id", "household_id")
    sale = models.ForeignKey(PhotoSale, on_delete=models.CASCADE, related_name="openings")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.sale_id} {self.household_id}"
