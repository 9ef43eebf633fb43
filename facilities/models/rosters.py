"""Rosters brought from elsewhere: the file, what each row would change, and how to take it back."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ids import uuid7

from .families import Child
from .places import Facility, Organisation


class RosterImport(models.Model):
    """One file on its way into the roster: read, checked row by row, approved, applied, perhaps undone.

    Without a facility it is for the whole organisation. The file itself goes when `file_kept_until` has passed.
    """

    class State(models.TextChoices):
        READING = "reading", _("Being read")
        CHECKED = "checked", _("Checked, nothing changed yet")
        WAITING = "waiting", _("Waits for a second person")
        APPLYING = "applying", _("Being applied")
        APPLIED = "applied", _("Applied")
        UNDONE = "undone", _("Taken back")
        REFUSED = "refused", _("Could not be read")
        DISCARDED = "discarded", _("Discarded")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    file_name = models.CharField(_("file"), max_length=200)
    content = models.BinaryField(_("content"), blank=True, default=b"")
    sha256 = models.CharField(max_length=64)
    encoding = models.CharField(_("encoding"), max_length=20, blank=True)
    headers = models.JSONField(_("headings of the columns"), default=list)
    mapping = models.JSONField(_("field of each column"), default=list)
    starts_on = models.DateField(_("new rows count from"), default=timezone.localdate)
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    done = models.PositiveIntegerField(_("rows done"), default=0)
    total = models.PositiveIntegerField(_("rows in all"), default=0)
    counts = models.JSONField(_("rows by result"), default=dict)
    problem = models.TextField(_("why it could not be read"), blank=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("created_by")),
                name="roster_import_approved_by_another",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-created_at"], name="roster_imports_newest")]

    def __str__(self) -> str:
        return self.file_name


class RosterRow(models.Model):
    """One row of the file: what it says, what would change, and after applying how to undo it."""

    class Result(models.TextChoices):
        NEW = "new", _("New")
        CHANGED = "changed", _("Changed")
        UNCHANGED = "unchanged", _("Unchanged")
        ERROR = "error", _("Error")
        LEFT_OUT = "left_out", _("Left out")

    id = models.BigAutoField(primary_key=True)
    roster = models.ForeignKey(RosterImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row of the file"))
    result = models.CharField(max_length=9, choices=Result)
    child = models.ForeignKey(Child, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    values = models.JSONField(_("what the row says"), default=dict)
    changes = models.JSONField(_("field, before, after"), default=list)
    problems = models.JSONField(_("sentences for people"), default=list)
    changes_link = models.BooleanField(_("changes who belongs to whom"), default=False)
    undo = models.JSONField(_("what to restore"), default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roster", "number"], name="roster_row_once")]
        indexes = [models.Index(fields=["roster", "result", "number"], name="roster_rows_by_result")]

    def __str__(self) -> str:
        return f"{self.number}: {self.result}"


class ColumnMapping(models.Model):
    """The fields somebody chose for columns with these headings, for the next file of the same shape."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    headings = models.CharField(_("SHA-256 of the headings"), max_length=64)
    mapping = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "headings"], name="column_mapping_once")
        ]

    def __str__(self) -> str:
        return self.headings[:12]
