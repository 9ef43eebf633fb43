"""Stamps: what was recorded at the door. Rows are only ever added; a correction points at what it replaces."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ids import uuid7
from facilities.models import Child, Device, Facility, Guardian


class Card(models.Model):
    """What is held before a kiosk: a printed QR of a child or a guardian, her phone, or a card with a number.

    The QR's text is derived from the id and the server's key; the table keeps a hash of it, by which tablets know it
    without a network. `number` is what a reader that acts as a keyboard types.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="cards")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="cards", null=True, blank=True)
    guardian = models.ForeignKey(
        Guardian, on_delete=models.CASCADE, related_name="cards", null=True, blank=True
    )
    text_hash = models.CharField(_("SHA-256 of the QR's text"), max_length=64, unique=True)
    number = models.CharField(_("number of the card"), max_length=40, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    issued_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(child__isnull=False, guardian__isnull=True)
                | Q(child__isnull=True, guardian__isnull=False),
                name="card_of_a_child_or_a_guardian",
            ),
            models.UniqueConstraint(
                fields=["facility", "number"],
                name="card_number_once",
                condition=Q(ended_at__isnull=True) & ~Q(number=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Method(models.TextChoices):
    """How a stamp was made."""

    PHONE = "phone", _("QR on a phone")
    CARD = "card", _("Printed QR")
    NUMBER = "number", _("Card number")
    TOUCH = "touch", _("Touch at the entrance")
    STAFF = "staff", _("By staff")
    IMPORT = "import", _("Imported")


class Stamp(models.Model):
    """One fact about a child at a door (打刻). What a day came to is the fold over its stamps, in any order.

    `at` is the moment that counts: the device's time less its error, or the server's where that cannot be trusted.
    `kind` EITHER is a scan whose meaning the fold decides: in, then out. A row that `replaces` another stands for
    it; one that is void stands for nothing. `actor` is None where nobody had typed a PIN.
    """

    class Kind(models.TextChoices):
        IN = "in", _("Arrival")
        OUT = "out", _("Departure")
        EITHER = "either", _("Arrival or departure")

    class Reason(models.TextChoices):
        FORGOTTEN = "forgotten", _("Forgotten to stamp")
        WRONG_CHILD = "wrong_child", _("Another child's name")
        WRONG_TIME = "wrong_time", _("The time was wrong")
        TWICE = "twice", _("Stamped twice")
        CLOCK = "clock", _("The tablet's clock was wrong")
        PICKER = "picker", _("Who fetched was checked")
        CONTESTED = "contested", _("The family asked")
        OTHER = "other", _("Other")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="stamps")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="stamps")
    day = models.DateField(
        _("day"), help_text=_("Until three in the morning a stamp belongs to the day before.")
    )
    kind = models.CharField(max_length=6, choices=Kind)
    at = models.DateTimeField(_("time"))
    device_at = models.DateTimeField(_("time of the device"))
    received_at = models.DateTimeField(_("time of the server"), default=timezone.now)
    clock_error = models.IntegerField(_("error of the device's clock, ms"), default=0)
    sequence = models.PositiveIntegerField(_("number on its device"), default=0)
    method = models.CharField(max_length=6, choices=Method)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    guardian = models.ForeignKey(
        Guardian, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", null=True, blank=True
    )
    picked_up_by = models.CharField(_("picked up by"), max_length=60, blank=True)
    needs_review = models.BooleanField(_("time to be looked at"), default=False)
    is_picker_doubtful = models.BooleanField(
        _("who fetches is to be looked at"), default=False, db_default=False
    )
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="replacement", null=True, blank=True
    )
    is_void = models.BooleanField(default=False)
    reason = models.CharField(max_length=11, choices=Reason, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(replaces__isnull=True, is_void=False) | ~Q(reason=""),
                name="correction_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(is_void=False) | Q(replaces__isnull=False), name="void_replaces_something"
            ),
        ]
        indexes = [
            models.Index(fields=["facility", "day", "child"], name="stamps_of_day"),
            models.Index(fields=["child", "day"], name="stamps_of_child"),
            models.Index(
                fields=["facility", "day"], condition=Q(needs_review=True), name="stamps_to_look_at"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.child_id} {self.at:%H:%M}"


class Attendance(models.Model):
    """What a child's day came to at a facility (出欠の一日): the fold of its stamps, kept so that a list is one read.

    Only `services.folding` writes it; `manage.py invariants` compares it with the stamps.
    """

    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="attendances")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="attendances")
    day = models.DateField(_("day"))
    arrived_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    is_here = models.BooleanField(_("here"), default=False)
    last_at = models.DateTimeField(null=True, blank=True)
    picked_up_by = models.CharField(_("picked up by"), max_length=60, blank=True)
    is_corrected = models.BooleanField(_("corrected"), default=False)
    needs_review = models.BooleanField(_("time to be looked at"), default=False)
    is_picker_doubtful = models.BooleanField(
        _("who fetched is to be looked at"), default=False, db_default=False
    )
    stays = models.JSONField(
        _("times of coming and going"), default=list, help_text=_("Pairs of ISO times; the last may be open.")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facility", "day", "child"], name="attendance_once_a_day")
        ]
        indexes = [
            models.Index(fields=["child", "day"], name="attendance_of_child"),
            models.Index(fields=["facility", "day"], condition=Q(is_here=True), name="attendance_here"),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} {self.day}"


class Contest(models.Model):
    """A guardian says that a stamped day is wrong (訂正のお願い); staff correct it or say why not."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting")
        CORRECTED = "corrected", _("Corrected")
        KEPT = "kept", _("Left as it was")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="+")
    guardian = models.ForeignKey(Guardian, on_delete=models.CASCADE, related_name="+")
    day = models.DateField(_("day"))
    arrived_at = models.TimeField(_("arrived at"), null=True, blank=True)
    left_at = models.TimeField(_("left at"), null=True, blank=True)
    text = models.CharField(_("what is wrong"), max_length=300)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child", "day", "guardian"], name="contest_once_open", condition=Q(state="open")
            )
        ]
        indexes = [
            models.Index(fields=["facility", "created_at"], condition=Q(state="open"), name="contests_open")
        ]

    def __str__(self) -> str:
        return f"{self.child_id} {self.day}"
