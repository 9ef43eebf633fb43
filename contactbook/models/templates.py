"""Which items an entry has: by facility, age band and side, from a day on."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ids import uuid7
from facilities.models import Facility


class Band(models.TextChoices):
    """Ages that share a template; a class has one age."""

    BABY = "baby", _("Age 0")
    TODDLER = "toddler", _("Ages 1 and 2")
    CHILD = "child", _("Ages 3 to 5")
    SCHOOL = "school", _("After school")


class EntryTemplate(models.Model):
    """The items of one side of an entry from a day on. Once an entry was written with it, it stays as it is.

    `items` is a list of {key, kind, label, is_required, options}; see contactbook.items. `side` is "home", "nursery"
    or "class" (the class's journal). An empty `label` means the kind's or the key's own word, in the reader's language.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, related_name="entry_templates")
    band = models.CharField(_("ages"), max_length=8, choices=Band)
    side = models.CharField(_("side"), max_length=8)
    starts_on = models.DateField(_("from"))
    items = models.JSONField(_("items"), default=list)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "band", "side", "starts_on"], name="entry_template_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(side__in=("home", "nursery", "class")), name="entry_template_has_a_side"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.band} {self.side} {self.starts_on}"
