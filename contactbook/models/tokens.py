"""Keys for a guardian's own programs: for some of her children, until a day, reading or also writing from home."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ids import uuid7


class BookToken(models.Model):
    """A personal token. The table keeps a hash of it; what it opens is never more than its owner may do that day."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="book_tokens")
    name = models.CharField(_("what it is for"), max_length=60)
    token_hash = models.CharField(_("SHA-256 of the token"), max_length=64, unique=True)
    children = ArrayField(models.UUIDField(), verbose_name=_("children"))
    can_write = models.BooleanField(_("may write from home"), default=False)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("good until"))
    used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
