"""Clips: whether a facility takes any, and the file that plays, made by a worker after the upload."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend import clips, files
from backend.celery import wake
from backend.darkroom import Spoilt
from backend.errors import Conflict
from backend.outbox import OutboxState, Outcome, claim, settle
from facilities.models import Facility
from facilities.policies import audit
from photos.files import clip_of, original_of
from photos.models import ClipWork, Photo, PhotoSettings
from photos.policies import require_album_keeper, require_worker
from photos.services.keeping import FULL

LEASE = timedelta(minutes=8)  # longer than making one may take
KEEPS_TRYING = timedelta(days=2)
LATER = timedelta(minutes=5)
TRIES = 2
PASSES = ("no_program", "full")  # somebody mends the machine


@transaction.atomic
def allow_clips(*, actor: User, facility: Facility, is_allowed: bool) -> PhotoSettings:
    """Take short clips from now on, or no more; those that are there stay. Twice is once."""
    require_album_keeper(actor, facility)
    row, _made = PhotoSettings.objects.select_for_update().get_or_create(facility=facility)
    if row.takes_clips != is_allowed:
        row.takes_clips = is_allowed
        row.save(update_fields=["takes_clips"])
        audit(
            actor, "photo.settings", "facility", facility.pk, organisation=facility.organisation_id,
            facility=facility, clips=int(is_allowed),
        )  # fmt: skip
    return row


def order_making(photo: Photo) -> None:
    """For who holds the transaction in which it became one that is being made."""
    now = timezone.now()
    fresh = {"state": OutboxState.QUEUED, "due_at": now, "expires_at": now + KEEPS_TRYING, "error": ""}
    clean = {"lease_until": None, "settled_at": None, "token": 0, "attempts": 0}
    ClipWork.objects.update_or_create(
        photo=photo, defaults={"facility_id": photo.facility_id, **fresh, **clean}
    )
    transaction.on_commit(lambda: wake("photos.tasks.make_clips"))


@transaction.atomic
def remake_clip(*, actor: User, photo: Photo) -> Photo:
    """Try again what could not be made. Twice is once."""
    require_worker(actor, photo.album)
    if not try_again(photo) and not photo.is_clip:
        raise Conflict(_("This is a photo: there is nothing to make. Nothing was changed."), code="photo")
    return photo


def try_again(photo: Photo) -> bool:
    """For who holds the transaction."""
    refused = Photo.objects.filter(pk=photo.pk, state=Photo.State.REFUSED)
    if not refused.update(state=Photo.State.MAKING):
        return False
    photo.state = Photo.State.MAKING
    order_making(photo)
    return True


def make_clips() -> int:
    """All that wait, one after another, one at a time on this machine. Returns how many play now."""
    done = 0
    with suppress(clips.Busy), clips.turn(settings.VAR / "clips.lock"):
        while rows := claim(ClipWork.objects.all(), 1, lease=LEASE):
            outcome = _make(rows[0])
            settle([outcome])
            done += outcome.state == OutboxState.HANDED_OVER
    _give_up()
    return done


def keep_playable(photo: Photo) -> None:
    """Its file is on the disk after this, whole; Spoilt where it cannot be made, OSError where there is no room."""
    with sealed(photo) as source, NamedTemporaryFile(prefix="engawa-clip-", suffix=".mp4") as made:
        clips.make(source, Path(made.name), photo.sides)
        files.keep_from(clip_of(photo.facility_id, photo.sha256), Path(made.name))


@contextmanager
def sealed(photo: Photo) -> Iterator[Path]:
    """The original as a file of this machine; Spoilt where it is gone."""
    with NamedTemporaryFile(prefix="engawa-clip-") as whole:
        try:
            with files.opened(original_of(photo.facility_id, photo.sha256)) as original:
                copyfileobj(original, whole, 1024 * 1024)
        except FileNotFoundError as error:
            raise Spoilt("lost") from error
        whole.flush()
        yield Path(whole.name)


def _make(row: ClipWork) -> Outcome[ClipWork]:
    """The photo first, the row of the work after it: who dies in between finds nothing left to do."""
    making = Photo.objects.filter(pk=row.photo_id, state=Photo.State.MAKING)
    if not making.exists():
        return Outcome(row, OutboxState.WITHDRAWN)
    try:
        keep_playable(row.photo)
    except Spoilt as spoilt:
        return _spoilt(row, str(spoilt))
    except OSError as error:
        if error.errno not in FULL:
            raise
        return _spoilt(row, "full")
    making.update(state=Photo.State.NEW)
    return Outcome(row, OutboxState.HANDED_OVER)


def _spoilt(row: ClipWork, code: str) -> Outcome[ClipWork]:
    again = code in PASSES or (code == "too_hard_clip" and row.attempts + 1 < TRIES)
    return Outcome(row, OutboxState.QUEUED if again else OutboxState.REFUSED, code, LATER)


def _give_up() -> None:
    """Also those whose worker died each time, and those nobody could make for days."""
    ended = ClipWork.objects.filter(state__in=(OutboxState.REFUSED, OutboxState.EXPIRED))
    Photo.objects.filter(state=Photo.State.MAKING, work__in=ended).update(state=Photo.State.REFUSED)
