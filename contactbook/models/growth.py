"""Body measures, about once a month (身体計測)."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.ids import uuid7
from contactbook.roles import READING_ROLES
from facilities.models import Child, Facility, Grant

from .readers import read_in_class


class GrowthQuerySet(models.QuerySet["GrowthRecord"]):
    """Measures by reader."""

    def visible_to(self, user: User) -> "GrowthQuerySet":
        """Those of children she may view, and as staff those of the children of her classes but her own."""
        if not user.is_active:
            return self.none()
        return self.filter(self._read_by_family(user) | read_in_class(user, READING_ROLES, "measured_on"))

    def read_by_family(self, user: User) -> "GrowthQuerySet":
        """The part of `visible_to` that she reads as family: from every facility, also after the child has left."""
        return self.filter(self._read_by_family(user)) if user.is_active else self.none()

    def _read_by_family(self, user: User) -> Q:
        seen = Grant.objects.seen_by(user, timezone.localdate()).filter(child=OuterRef("child"))
        return Q(Exists(seen))


class GrowthRecord(models.Model):
    """One day's measures of a child: kg and cm; what was not measured is empty."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="growth_records")
    measured_on = models.DateField(_("measured on"))
    height = models.DecimalField(_("height, cm"), max_digits=4, decimal_places=1, null=True, blank=True)
    weight = models.DecimalField(_("weight, kg"), max_digits=5, decimal_places=2, null=True, blank=True)
    head = models.DecimalField(_("head, cm"), max_digits=4, decimal_places=1, null=True, blank=True)
    chest = models.DecimalField(_("chest, cm"), max_digits=4, decimal_places=1, null=True, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now)

    objects = GrowthQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["child", "facility", "measured_on"], name="growth_once_a_day"),
            models.CheckConstraint(
                condition=Q(height__isnull=False)
                | Q(weight__isnull=False)
                | Q(head__isnull=False)
                | Q(chest__isnull=False),
                name="growth_measures_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} {self.measured_on}"


class GrowthCurve(models.Model):
    """Which of the two national references a family or its nursery wants behind a child's measures."""

    class Sex(models.TextChoices):
        FEMALE = "female", _("Girls")
        MALE = "male", _("Boys")

    child = models.OneToOneField(
        Child, on_delete=models.CASCADE, primary_key=True, related_name="growth_curve"
    )
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    sex = models.CharField(_("reference"), max_length=6, choices=Sex)

    def __str__(self) -> str:
        return f"{self.child_id} {self.sex}"
