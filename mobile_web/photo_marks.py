"""A photo as pages show it: addresses that die soon, its shape, and a colour to wait with."""

from colorsys import rgb_to_hls
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from backend import passes, tickets
from backend.clips import CLIP
from mobile_web.tablets import device_in
from photos.models import Photo

TONES = ((20, "rose"), (42, "wood"), (68, "sun"), (170, "leaf"), (280, "sky"), (361, "rose"))


@dataclass(frozen=True)
class Shown:
    """`thumb` lets this browser fetch the picture for a minute; `open` asks again and leads to such an address.

    `plays` is the same of a clip's file, empty where there is none.
    """

    photo: Photo
    thumb: str
    again: str
    open: str
    tone: str
    is_favourite: bool = False
    plays: str = ""

    @property
    def length(self) -> str:
        """Of a clip, as players write it."""
        minutes, seconds = divmod(self.photo.seconds or 0, 60)
        return f"{minutes}:{seconds:02}"


def shown(request: HttpRequest, photo: Photo, large: str = "shown") -> Shown:
    """For this browser alone; `large` is the size a photo opens in."""
    if photo.is_clip:
        large = "shown"
    return Shown(
        photo,
        signed_address(request, photo, "thumb"),
        reverse("photo_door", args=[photo.pk, "thumb"]),
        reverse("photo_door", args=[photo.pk, large]),
        tone_of(photo.tone),
        bool(getattr(photo, "is_favourite", False)),
        reverse("photo_door", args=[photo.pk, CLIP]) if photo.plays else "",
    )


def signed_address(request: HttpRequest, photo: Photo, size: str) -> str:
    """Where this browser finds the file for a minute at most."""
    return reverse(
        "photo_file", args=[photo.pk, size, passes.sign(thing_of(photo.pk, size), browser_of(request))]
    )


def thing_of(photo: UUID, size: str) -> str:
    """What an address is signed for."""
    return f"{photo}:{size}"


def browser_of(request: HttpRequest) -> str:
    """The session, or the shared tablet, that an address is bound to."""
    device = device_in(request)
    return f"tablet:{device.pk}" if device else tickets.session_hash(request.session.session_key)


def tone_of(colour: str) -> str:
    """The name of the nearest of the tones that theme.css has for day and night."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, _lightness, saturation = rgb_to_hls(red, green, blue)
    if saturation < 0.06:
        return "wood"
    return next(name for until, name in TONES if hue * 360 < until)
