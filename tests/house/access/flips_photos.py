"""The rules of photos turned into their opposite."""

from typing import Any

from tests.house.access.flips import Flip, everything, nothing, yes

_P = "photos.policies.albums"


def nobody(self: Any, **_said: Any) -> Any:
    return self.none()


FLIPS: dict[str, Flip] = {
    "AlbumQuerySet.worked_on_by": Flip(everything, "GET office_album", "other_manager"),
    "AlbumQuerySet.received_by": Flip(everything, "GET guardian_album", "outsider"),
    "PhotoQuerySet.received_by": Flip(everything, "GET guardian_photo", "outsider"),
    "PhotoQuerySet.placed_for": Flip(everything, "GET photo_door", "outsider"),
    "PhotoQuerySet.visible_to": Flip(everything, "GET photo_door", "outsider"),
    "PhotoTagQuerySet.unagreed": Flip(nobody, "GET guardian_photo", "left_guardian"),
    f"{_P}.may_keep_albums": Flip(yes, "POST office_album_act", "teacher"),
    f"{_P}.require_photographer": Flip(nothing, "GET office_albums", "part_timer"),
    f"{_P}.require_album_keeper": Flip(nothing, "GET office_photo_consents", "teacher"),
}
