"""What families agreed to, and what they ask to take down."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.ids import uuid7
from facilities.models import Child, Facility, Household, StaffPost
from facilities.models.roles import KEEPING_ROLES


class Purpose(models.TextChoices):
    """What a family agrees to, one by one."""

    CLASS_ALBUM = "class_album", _("Album of her own class")
    OTHER_CLASSES = "other_classes", _("Albums other classes see too")
    SALE = "sale", _("Photo sale")
    WEBSITE = "website", _("Website and leaflets")
    PRINT = "print", _("Printed newsletters")


class PhotoConsentQuerySet(models.QuerySet["PhotoConsent"]):
    """Words of families, the newest of each."""

    def newest(self) -> "PhotoConsentQuerySet":
        """One row a child, purpose and household: what it said last."""
        later = PhotoConsent.objects.filter(
            child=OuterRef("child"), purpose=OuterRef("purpose"), household=OuterRef("household"),
            pk__gt=OuterRef("pk"),
        )  # fmt: skip
        return self.filter(~Exists(later))


class PhotoConsent(models.Model):
    """What one household said of one child and one purpose (掲載同意). Only ever added: the newest row holds."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="photo_consents")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(_("purpose"), max_length=13, choices=Purpose)
    given = models.BooleanField(_("agreed"))
    since = models.DateField(_("since"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on_paper = models.BooleanField(_("on paper"), default=False)
    text_version = models.CharField(max_length=20, help_text=_("Which wording was agreed to."))
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = PhotoConsentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["child", "purpose", "household", "-id"], name="consent_newest")]

    def __str__(self) -> str:
        return f"{self.child_id} {self.purpose} {self.given}"


class TakedownQuerySet(models.QuerySet["TakedownRequest"]):
    """Wishes by who answers them."""

    def answered_by(self, user: User) -> "TakedownQuerySet":
        """Those of her facility, as its manager or office."""
        posts = StaffPost.objects.held_by(user).filter(role__in=KEEPING_ROLES, facility=OuterRef("facility"))
        return self.filter(Exists(posts))

    def open(self) -> "TakedownQuerySet":
        return self.filter(decided_at__isnull=True)


class TakedownRequest(models.Model):
    """A family's wish that a photo be shown no longer. Its own child's photo is hidden until it is answered."""

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("Taken down")
        KEPT = "kept", _("Stays")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    photo = models.ForeignKey("photos.Photo", on_delete=models.PROTECT, related_name="takedowns")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    hides = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    outcome = models.CharField(max_length=5, choices=Outcome, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    objects = TakedownQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["photo", "household"], condition=Q(decided_at__isnull=True), name="takedown_open_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, outcome="")
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(outcome="")),
                name="takedown_decided_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["facility"], condition=Q(decided_at__isnull=True), name="takedown_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.photo_id} {self.outcome}"
