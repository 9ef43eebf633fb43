"""Allergies, and medicine that a family asks the nursery to give (アレルギー・与薬)."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ids import uuid7
from facilities.models import Child, Facility, Guardian


class Allergy(models.Model):
    """One allergen of a child, with what to leave out and what to do."""

    class Allergen(models.TextChoices):
        EGG = "egg", _("Egg")
        MILK = "milk", _("Milk")
        WHEAT = "wheat", _("Wheat")
        SOBA = "soba", _("Buckwheat")
        PEANUT = "peanut", _("Peanut")
        SHRIMP = "shrimp", _("Shrimp")
        CRAB = "crab", _("Crab")
        WALNUT = "walnut", _("Walnut")
        OTHER = "other", _("Other")

    class Severity(models.TextChoices):
        MILD = "mild", _("Mild")
        SEVERE = "severe", _("Severe")
        ANAPHYLAXIS = "anaphylaxis", _("Has had anaphylaxis")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="allergy_rows")
    allergen = models.CharField(_("allergen"), max_length=8, choices=Allergen)
    name = models.CharField(_("name"), max_length=40, blank=True)
    severity = models.CharField(_("severity"), max_length=11, choices=Severity, default=Severity.MILD)
    leave_out = models.CharField(_("what is left out"), max_length=200, blank=True)
    substitute = models.CharField(_("instead"), max_length=200, blank=True)
    action = models.CharField(_("what to do"), max_length=300, blank=True)
    epipen_place = models.CharField(_("where the adrenaline pen is"), max_length=100, blank=True)
    valid_until = models.DateField(_("doctor's note valid until"), null=True, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["facility", "child"], condition=Q(ended_at__isnull=True), name="allergies_now"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.get_allergen_display()


class MedicationRequest(models.Model):
    """A guardian asks staff to give a medicine (与薬依頼書): prescribed, one dose each, the first one taken at home."""

    class State(models.TextChoices):
        SENT = "sent", _("Sent")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Not accepted")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="medication_requests")
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, related_name="+")
    medicine = models.CharField(_("medicine"), max_length=100)
    illness = models.CharField(_("what it is for"), max_length=100)
    prescriber = models.CharField(_("doctor or clinic"), max_length=100)
    dose = models.CharField(_("one dose"), max_length=60)
    times = ArrayField(models.TimeField(), verbose_name=_("times"), default=list)
    storage = models.CharField(_("where it is kept"), max_length=60, blank=True)
    had_first_dose = models.BooleanField(_("has taken it at home before"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.SENT)
    sent_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="medication_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(had_first_dose=True), name="medication_first_taken_at_home"),
        ]
        indexes = [models.Index(fields=["facility", "starts_on", "ends_on"], name="medications_of_facility")]

    def __str__(self) -> str:
        return self.medicine


class MedicationDose(models.Model):
    """One dose that was given. Seen by another on the spot (`seen_by`), or signed by her later. Only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(MedicationRequest, on_delete=models.PROTECT, related_name="doses")
    day = models.DateField(_("day"))
    planned_at = models.TimeField(_("planned at"))
    given_at = models.DateTimeField(_("given at"))
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    note = models.CharField(_("note"), max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "day", "planned_at"], name="dose_once"),
            models.UniqueConstraint(fields=["id", "given_by"], name="dose_and_giver"),
            models.CheckConstraint(condition=~Q(given_by=F("seen_by")), name="dose_by_two_persons"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.given_at:%H:%M}"

    @property
    def second(self) -> Any:
        """Who signed as the second one; None while that is to come."""
        if self.seen_by_id:
            return self.seen_by
        signature = getattr(self, "signature", None)
        return signature.by if signature else None


class DoseSignature(models.Model):
    """The second signature, written from her own session after the dose. Only ever added."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    dose = models.OneToOneField(MedicationDose, on_delete=models.PROTECT, related_name="signature")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("signed at"), default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(given_by=F("by")), name="dose_signed_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.dose_id} {self.at:%H:%M}"
