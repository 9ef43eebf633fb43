"""A brake on carrying faces away: how many photos one person opens large within an hour, in the shared cache."""

import logging
import time

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backend.errors import DomainError
from facilities.policies import audit_in
from photos.models import Photo

WINDOW = 3_600
MOST = 1_000  # an album of a whole event, looked through photo by photo

logger = logging.getLogger(__name__)


class TooManyPhotos(DomainError):
    """More than a person looks at. Waiting helps. 429."""

    status = 429
    code = "too_many_photos"
    retry = True

    def __init__(self) -> None:
        super().__init__(
            _("Very many photos were opened from this account. They can be opened again within an hour.")
        )


def count_look(*, actor: User, photo: Photo) -> None:
    """One large photo more; TooManyPhotos past MOST within the hour, of which the audit of the place learns once."""
    key = f"looks:{actor.pk}:{int(time.time()) // WINDOW}"
    count = 1 if cache.add(key, 1, WINDOW) else _one_more(key)
    if count <= MOST:
        return
    if count == MOST + 1:
        audit_in(actor, "photo.many_looks", "photo", photo, most=MOST)
        logger.warning("photo.many_looks user=%s facility=%s", actor.pk, photo.facility_id)
    raise TooManyPhotos


def _one_more(key: str) -> int:
    try:
        return cache.incr(key)
    except ValueError:  # it went between the two
        return 1
