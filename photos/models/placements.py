"""Photos beside the words of a notice or of a page of the contact book."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ids import uuid7
from facilities.models import Facility

from .photos import Photo


class PhotoPlacementQuerySet(models.QuerySet["PhotoPlacement"]):
    """Placements by where they stand."""

    def beside(
        self, notices: "models.QuerySet[Any]", entries: "models.QuerySet[Any]"
    ) -> "PhotoPlacementQuerySet":
        """In one of these notices or entries, which the asker may read."""
        return self.filter(
            models.Q(kind=PhotoPlacement.Kind.NOTICE, target__in=notices.values("pk"))
            | models.Q(kind=PhotoPlacement.Kind.ENTRY, target__in=entries.values("pk"))
        )


class PhotoPlacement(models.Model):
    """A photo that stands in a notice or an entry. Who reads that sees it, as far as consents go at that moment.

    `target` is the notice's or the entry's key: who may read that is its own app's to say.
    """

    class Kind(models.TextChoices):
        NOTICE = "notice", _("Notice")
        ENTRY = "entry", _("Page of the contact book")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="+")
    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="placements")
    kind = models.CharField(max_length=6, choices=Kind)
    target = models.UUIDField()
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(default=timezone.now)

    objects = PhotoPlacementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "target", "photo"], name="photo_placed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target} {self.photo_id}"
