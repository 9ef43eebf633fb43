"""Rules of photos that no flip of the walk shows, each with its reason, as in unseen.py."""

_P = "photos.policies.albums"
_NO_PAGE = "No page asks it yet."

ASKS: dict[str, str] = {}
TESTED: dict[str, tuple[str, str]] = {
    "AlbumQuerySet.worked_on_by": (_NO_PAGE, ""),
    "AlbumQuerySet.received_by": (_NO_PAGE, ""),
    "AlbumQuerySet.visible_to": (_NO_PAGE, ""),
    "AlbumQuerySet.shown": (_NO_PAGE, ""),
    "PhotoQuerySet.worked_on_by": (_NO_PAGE, ""),
    "PhotoQuerySet.received_by": (_NO_PAGE, ""),
    "PhotoQuerySet.visible_to": (_NO_PAGE, ""),
    "PhotoQuerySet.in_order": (_NO_PAGE, ""),
    "PhotoTagQuerySet.unagreed": (_NO_PAGE, ""),
    "PhotoConsentQuerySet.newest": (_NO_PAGE, ""),
    "TakedownQuerySet.answered_by": (_NO_PAGE, ""),
    "TakedownQuerySet.open": (_NO_PAGE, ""),
    f"{_P}.require_photographer": (_NO_PAGE, ""),
    f"{_P}.require_album_keeper": (_NO_PAGE, ""),
    f"{_P}.require_worker": (_NO_PAGE, ""),
    "PHOTO_ROLES": (_NO_PAGE, ""),
    "photos.selectors.audience.children_to_tag": (_NO_PAGE, ""),
    "photos.selectors.staff.albums_of": (_NO_PAGE, ""),
    "photos.selectors.staff.wishes_of": (_NO_PAGE, ""),
    "photos.selectors.family.received_albums": (_NO_PAGE, ""),
    "photos.selectors.family.photos_in": (_NO_PAGE, ""),
    "photos.selectors.family.counts_in": (_NO_PAGE, ""),
    "photos.selectors.family.by_child": (_NO_PAGE, ""),
    "photos.selectors.family._mine": (_NO_PAGE, ""),
    "photos.services.wishes._guardian_for": (_NO_PAGE, ""),
}
