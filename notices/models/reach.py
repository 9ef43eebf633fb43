"""Who was told, who has read: narrow rows written set-based, never edited but for the first time of each step."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from facilities.models import Facility, Guardian, Household

from .notice import Notice

# Who moves the counters of FacilityReach holds this advisory lock, so that they are right and nothing deadlocks.
READINGS_LOCK = 7_302_301


def open_sql(notice: Notice) -> str:
    """The same for a statement that calls the recipient r."""
    done = "answered_at" if notice.asks else "read_at"
    return f"r.{done} IS NULL AND r.phoned_at IS NULL"


class RecipientQuerySet(models.QuerySet["Recipient"]):
    """Frozen recipients by what is still open."""

    def open_of(self, notice: Notice) -> "RecipientQuerySet":
        """Households that nobody has reached: neither read nor spoken to; of what asks, those without an answer."""
        rows = self.filter(notice=notice, phoned_at__isnull=True)
        return rows.filter(answered_at__isnull=True) if notice.asks else rows.filter(read_at__isnull=True)


class Recipient(models.Model):
    """A household of a facility that a notice went to: one row each, frozen when it was sent.

    The keys carry no row-by-row foreign key triggers: the rows are made by one statement from rows that
    do, and none of those is ever deleted (docs/decisions/recipients.md).
    """

    pk = models.CompositePrimaryKey("notice_id", "household_id", "facility_id")
    notice = models.ForeignKey(
        Notice, on_delete=models.DO_NOTHING, related_name="recipients", db_constraint=False, db_index=False
    )
    household = models.ForeignKey(
        Household, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    facility = models.ForeignKey(
        Facility, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    has_channel = models.BooleanField(_("can be reached by push or mail"), default=True)
    read_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    phoned_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True, help_text=_("Where the notice asks for something."))

    objects = RecipientQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["notice", "facility", "household"],
                condition=Q(read_at__isnull=True, phoned_at__isnull=True),
                name="recipient_open",
            ),
            models.Index(fields=["household", "notice"], name="recipient_of_household"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} → {self.household_id}"


class Reading(models.Model):
    """What one guardian did with a notice, once each: shown on her screen, opened, confirmed. Only ever added.

    It is only ever asked for of guardians, so their key comes first and no other index is written.
    """

    class Kind(models.TextChoices):
        SHOWN = "shown", _("Shown")
        OPENED = "opened", _("Opened")
        CONFIRMED = "confirmed", _("Confirmed")

    pk = models.CompositePrimaryKey("guardian_id", "notice_id", "kind")
    notice = models.ForeignKey(
        Notice, on_delete=models.DO_NOTHING, related_name="readings", db_constraint=False, db_index=False
    )
    guardian = models.ForeignKey(
        Guardian, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    household = models.ForeignKey(
        Household, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=9, choices=Kind)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.guardian_id} {self.kind} {self.notice_id}"


class FacilityReach(models.Model):
    """Counters of one facility and notice, kept by the writer of readings; `manage.py invariants` checks them."""

    pk = models.CompositePrimaryKey("notice_id", "facility_id")
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="reach")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    households = models.PositiveIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    confirmed = models.PositiveIntegerField(default=0)
    phoned = models.PositiveIntegerField(default=0, help_text=_("Reached by telephone and not read."))
    silent = models.PositiveIntegerField(
        default=0, help_text=_("Not reached, and without a working channel.")
    )

    def __str__(self) -> str:
        return f"{self.notice_id} {self.facility_id}"


class ReachMinute(models.Model):
    """Households first reached in one minute: the points of the reach curve."""

    pk = models.CompositePrimaryKey("notice_id", "minute")
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="minutes")
    minute = models.DateTimeField()
    households = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.notice_id} {self.minute}"
