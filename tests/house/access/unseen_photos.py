"""Rules of photos that no flip of the walk shows, each with its reason, as in unseen.py."""

_P = "photos.policies.albums"
_F = "photos.selectors.family"
_S = "photos.selectors.staff"
_T = "photos.selectors.consent_table"
_ALBUMS, _WISHES = "photos/test_albums.py", "photos/test_wishes.py"
_PAPER = f"{_ALBUMS}::test_consents_on_paper_are_the_offices"
_PLACED = "mobile_web/photos/test_placed.py"
_CLASS = f"{_ALBUMS}::test_a_teacher_works_on_albums_of_her_class_and_of_the_whole_house"

ASKS: dict[str, str] = {
    "AlbumQuerySet.visible_to": "AlbumQuerySet.received_by",
    "PhotoQuerySet.worked_on_by": "AlbumQuerySet.worked_on_by",
    f"{_P}.require_worker": "AlbumQuerySet.worked_on_by",
    f"{_P}.may_take_photos": "PHOTO_ROLES",
    "photos.selectors.sizes.may_fetch": "AlbumQuerySet.worked_on_by",
    f"{_F}.received_albums": "AlbumQuerySet.received_by",
    f"{_F}.photos_in": "PhotoQuerySet.received_by",
    f"{_F}.liked_in": f"{_F}.photos_in",
    f"{_F}.counts_in": "PhotoQuerySet.received_by",
    f"{_F}.by_child": f"{_F}.photos_in",
    "photos.selectors.placed.shown_in": "PhotoQuerySet.placed_for",
    "photos.selectors.placed.worked_on_in": "AlbumQuerySet.worked_on_by",
    "photos.selectors.placed.to_choose": "AlbumQuerySet.worked_on_by",
    f"{_S}.albums_of": "AlbumQuerySet.worked_on_by",
    f"{_S}.wishes_of": "TakedownQuerySet.answered_by",
    f"{_T}.consent_lines": f"{_T}._enrolled",
    f"{_T}.line_of": f"{_T}.consent_lines",
}
TESTED: dict[str, tuple[str, str]] = {
    "AlbumQuerySet.shown": (
        "Photos are asked for their own state too.",
        f"{_ALBUMS}::test_before_it_is_shown_no_family_sees_it",
    ),
    "PhotoQuerySet._for_home": (
        "Those who ask it are flipped whole.",
        f"{_WISHES}::test_her_own_childs_photo_is_hidden_until_the_office_answers",
    ),
    "PhotoQuerySet.in_order": ("It orders, and hides nothing.", ""),
    "PhotoTagQuerySet.needed_for": (
        "The walk's placed photo has no names on it.",
        f"{_PLACED}::test_class_mates_need_the_class_album_and_other_classes_their_own_word",
    ),
    "PhotoPlacementQuerySet.beside": (
        "It narrows to notices and entries whose own rules are flipped.",
        f"{_PLACED}::test_a_photo_of_the_album_that_is_not_in_the_notice_stays_closed",
    ),
    "PhotoQuerySet.with_files": ("It says whose files stay, to the sweep and not to people.", ""),
    "PhotoConsentQuerySet.newest": (
        "A word is only ever added; the walk says each once.",
        f"{_ALBUMS}::test_a_consent_withdrawn_later_hides_the_photo_at_once",
    ),
    "TakedownQuerySet.answered_by": (
        "The service asks for the authority once more.",
        f"{_WISHES}::test_the_office_answers_and_nobody_else",
    ),
    "TakedownQuerySet.open": (
        "The walk's wishes hide nothing.",
        f"{_WISHES}::test_her_own_childs_photo_is_hidden_until_the_office_answers",
    ),
    "PHOTO_ROLES": ("A role set; who holds it is asked by require_photographer.", _CLASS),
    "photos.selectors.audience.children_to_tag": (
        "The walk names no child.",
        f"{_ALBUMS}::test_a_child_who_left_before_the_day_is_not_tagged",
    ),
    f"{_F}._mine": (
        "It counts, and puts her own children first.",
        f"{_ALBUMS}::test_her_own_children_come_first",
    ),
    f"{_T}._enrolled": ("The facility is asked before.", _PAPER),
    "photos.services.wishes._guardian_for": (
        "Who sees no photo is turned away before.",
        f"{_WISHES}::test_who_does_not_see_the_photo_has_no_wish",
    ),
}
