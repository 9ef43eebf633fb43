"""Whether a facility takes clips, and why one could not be made."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from facilities.models import Facility
from photos.models import ClipWork, Photo, PhotoSettings

DAMAGED = _("The clip is damaged. Please throw it out and bring it again.")
WHY: dict[str, str | Promise] = {
    "too_long": _("The clip is longer than 60 seconds. Please throw it out, cut it, and bring it again."),
    "too_hard_clip": _("It took too long to make. Please try again later, or bring a shorter one."),
    "lost": _("Its original is missing here. Please bring it again."),
    "no_program": _(
        "The server could not make it: ffmpeg is missing. Please tell who runs it, then try again."
    ),
    "full": _("There was no room left to make it. Please tell the office, and try again later."),
}


def takes_clips(facility: Facility) -> bool:
    """Only where its office said so."""
    return PhotoSettings.objects.filter(facility=facility, takes_clips=True).exists()


def why_refused(photo: Photo) -> str:
    """A sentence for the staff; empty where nothing is wrong."""
    if photo.state != Photo.State.REFUSED:
        return ""
    error = ClipWork.objects.filter(photo=photo).values_list("error", flat=True).first()
    return str(WHY.get(error or "", DAMAGED))
