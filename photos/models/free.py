"""The yearly free set: how many photos a facility gives each child, and which were taken."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.ids import uuid7
from facilities.models import Child, Facility, Household
from photos.free_set import YEARLY_MOST

from .orders import OrderLine


class FreeAllowance(models.Model):
    """How many files of photos a facility gives each child a school year; none where there is no row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.OneToOneField(Facility, on_delete=models.CASCADE, related_name="free_photos")
    yearly = models.PositiveSmallIntegerField(_("free photos a school year"), default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(yearly__lte=YEARLY_MOST), name="free_allowance_in_reach")
        ]

    def __str__(self) -> str:
        return str(self.yearly)


class FreePhoto(models.Model):
    """A place of a child's yearly set that a line took. Each home of a child has a set of its own.

    It `counts` until it is given back; what was downloaded is not given back.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    line = models.OneToOneField(OrderLine, on_delete=models.CASCADE, related_name="free")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField(_("school year"))
    place = models.PositiveSmallIntegerField()
    worth = models.PositiveIntegerField(_("what it costs otherwise, in yen"))
    counts = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "household", "child", "school_year", "place"],
                condition=Q(counts=True),
                name="free_photo_place_once",
            ),
            models.CheckConstraint(
                condition=Q(place__gte=1) & Q(place__lte=YEARLY_MOST), name="free_photo_place_in_reach"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_year} {self.place}"
