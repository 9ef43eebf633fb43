"""Naps and the looks at sleeping children (午睡チェック). Checks are only ever added."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ids import uuid7
from facilities.models import Child, Classroom, Device, Facility


class NapRoom(models.Model):
    """The air of a room while children sleep: degrees and humidity, as noted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    classroom = models.ForeignKey(Classroom, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    degrees = models.DecimalField(_("degrees"), max_digits=3, decimal_places=1)
    humidity = models.PositiveSmallIntegerField(_("humidity, %"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        indexes = [models.Index(fields=["classroom", "at"], name="nap_rooms_of_class")]

    def __str__(self) -> str:
        return f"{self.degrees} ℃ {self.humidity} %"


class Nap(models.Model):
    """One sleep of a child, from falling asleep to waking."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="naps")
    classroom = models.ForeignKey(Classroom, on_delete=models.PROTECT, related_name="naps")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="naps")
    day = models.DateField(_("day"))
    slept_at = models.DateTimeField(_("fell asleep"))
    woke_at = models.DateTimeField(_("woke up"), null=True, blank=True)
    every = models.PositiveSmallIntegerField(_("looked at every, minutes"))
    last_check_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child"], name="nap_once_at_a_time", condition=Q(woke_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(woke_at__isnull=True) | Q(woke_at__gte=F("slept_at")), name="nap_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["classroom", "day"], name="naps_of_class"),
            models.Index(fields=["child", "day"], name="naps_of_child"),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} {self.slept_at:%H:%M}"


class NapCheck(models.Model):
    """One look at a sleeping child: how she lies, how she looks. `was_late` by the interval of that moment."""

    class Position(models.TextChoices):
        BACK = "back", _("On the back")
        LEFT = "left", _("On the left side")
        RIGHT = "right", _("On the right side")
        FRONT = "front", _("On the front")

    class Colour(models.TextChoices):
        GOOD = "good", _("As usual")
        ODD = "odd", _("Not as usual")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    nap = models.ForeignKey(Nap, on_delete=models.PROTECT, related_name="checks")
    at = models.DateTimeField(_("time"))
    received_at = models.DateTimeField(default=timezone.now)
    position = models.CharField(max_length=5, choices=Position)
    was_turned = models.BooleanField(_("turned onto the back"), default=False)
    colour = models.CharField(max_length=4, choices=Colour, default=Colour.GOOD)
    was_late = models.BooleanField(default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    note = models.CharField(_("note"), max_length=100, blank=True)

    class Meta:
        indexes = [models.Index(fields=["nap", "at"], name="nap_checks_of_nap")]

    def __str__(self) -> str:
        return f"{self.at:%H:%M} {self.position}"
