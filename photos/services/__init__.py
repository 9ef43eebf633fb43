"""Everything that changes albums and photos."""

from .albums import change_album, make_album, publish_album, withdraw_album
from .clips import allow_clips, remake_clip
from .consents import record_consents, say_consents
from .crops import crop_photo, uncrop_photo
from .placing import MOST_PLACED, Place, carry_over, clear_place, place_photos, take_out
from .tags import mark_group, tag_photos
from .uploads import MOST_BYTES, Kept, NotTaken, Upload, add_photo, claim_photos, remove_photos
from .wishes import decide_takedown, request_takedown, set_favourite

__all__ = [
    "MOST_BYTES",
    "MOST_PLACED",
    "Kept",
    "NotTaken",
    "Place",
    "Upload",
    "add_photo",
    "allow_clips",
    "carry_over",
    "change_album",
    "claim_photos",
    "clear_place",
    "crop_photo",
    "decide_takedown",
    "make_album",
    "mark_group",
    "place_photos",
    "publish_album",
    "record_consents",
    "remake_clip",
    "remove_photos",
    "request_takedown",
    "say_consents",
    "set_favourite",
    "tag_photos",
    "take_out",
    "uncrop_photo",
    "withdraw_album",
]
