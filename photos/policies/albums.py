"""Who brings photos, and who shows them to families."""

from accounts.models import User
from backend.errors import NotAllowed, NotVisible
from facilities.models import Facility
from facilities.models.roles import KEEPING_ROLES
from facilities.policies import require_staff, roles_at
from photos.models import Album
from photos.roles import PHOTO_ROLES


def may_take_photos(user: User, facility: Facility) -> bool:
    """Manager, office, teachers and nurses."""
    return bool(PHOTO_ROLES & roles_at(user, facility))


def require_photographer(user: User, facility: Facility) -> None:
    """404 for strangers to the place, 403 for staff who take no photos there."""
    require_staff(user, facility.organisation_id, facility.pk)
    if not may_take_photos(user, facility):
        raise NotAllowed


def may_keep_albums(user: User, facility: Facility) -> bool:
    """Manager and office: they show albums to families, keep consents and answer wishes."""
    return bool(KEEPING_ROLES & roles_at(user, facility))


def require_album_keeper(user: User, facility: Facility) -> None:
    """404 for strangers to the place, 403 for its other staff."""
    require_staff(user, facility.organisation_id, facility.pk)
    if not may_keep_albums(user, facility):
        raise NotAllowed


def require_worker(user: User, album: Album) -> None:
    """Whoever works on this album; 404 for everybody else."""
    if not Album.objects.worked_on_by(user).filter(pk=album.pk).exists():
        raise NotVisible
