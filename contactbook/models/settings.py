"""How a facility keeps its contact book."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.ids import uuid7
from facilities.models import Facility, StaffMember


class BookSettings(models.Model):
    """One row a facility; none means the defaults."""

    facility = models.OneToOneField(
        Facility, on_delete=models.CASCADE, primary_key=True, related_name="book_settings"
    )
    needs_approval = models.BooleanField(_("somebody approves before families read"), default=False)
    publish_at = models.TimeField(
        _("families read from"), null=True, blank=True, help_text=_("Empty means as soon as it is sent.")
    )
    home_until = models.TimeField(_("families write until"), null=True, blank=True)
    may_download_book = models.BooleanField(_("families may take the bound book"), default=True)
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.facility_id)


class BookApprover(models.Model):
    """Who may approve beside the manager. Taking her off the list leaves what she approved as it is."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, related_name="book_approvers")
    member = models.ForeignKey(StaffMember, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["facility", "member"], name="book_approver_once"),
        ]

    def __str__(self) -> str:
        return f"{self.facility_id} {self.member_id}"
