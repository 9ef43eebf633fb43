"""Albums and photos: who makes them, who shows them, which families see them, and the files themselves."""

from datetime import timedelta

from django.utils import timezone

from photos.models import Album, Photo, PhotoPlacement, TakedownRequest
from tests.house.access import rules
from tests.house.access.entries import get_entries, post_entries
from tests.house.access.persons import CENTRAL, FACILITY_SENDERS, FAMILY, READS, SENDERS, WATCHERS, people
from tests.house.access.rules import Rule, Who, whole
from tests.house.access.world import NOWHERE, World
from tests.photos import making

MAKERS = people(FACILITY_SENDERS, "other_manager", "foreign_manager")
KEEPERS = people("manager", "other_manager", "foreign_manager")
TEACHERS = people("teacher", "other_teacher", "part_timer")
CLASS, HOUSE, OTHER, FOREIGN = "class album", "album in preparation", "other's album", "foreign album"
NOTHING = "no such album"
LIST = whole(
    "Who takes photos at a facility; its part-timers are refused, the central office has none.",
    people(MAKERS, "tablet_pin"),
    people("part_timer"),
)
BEGINS = whole(LIST.sentence, MAKERS, people("part_timer"))
KEEPS = whole(
    "Manager and office of a facility; its other staff are refused, the central office has none.",
    KEEPERS,
    TEACHERS,
)
WORKS = Rule(
    "Teachers of its classes, and who takes photos for the whole house; not shown albums too.",
    {
        CLASS: Who(people("teacher", "manager", "tablet_pin")),
        HOUSE: Who(people(FACILITY_SENDERS, "tablet_pin")),
        OTHER: Who(people("other_manager")),
        FOREIGN: Who(people("foreign_manager")),
        NOTHING: Who(),
    },
)
LOOKS = Rule(WORKS.sentence, {thing: Who(who.may - {"tablet_pin"}) for thing, who in WORKS.things.items()})
CHANGES = Rule(
    "Who works on it; a shown one its manager and office.",
    {**LOOKS.things, CLASS: Who(people("manager"), people("teacher")), FOREIGN: LOOKS.things[FOREIGN]},
)
SHOWS = Rule(
    "Manager and office of its facility; who only works on it is refused.",
    {
        CLASS: Who(people("manager"), people("teacher")),
        HOUSE: Who(people("manager"), people("teacher", "other_teacher")),
        OTHER: Who(people("other_manager")),
        FOREIGN: Who(people("foreign_manager")),
        NOTHING: Who(),
    },
)
RECEIVES = Rule(
    "Families whose child was in its classes on its days, once it is shown; also where the child has left since.",
    {
        CLASS: Who(READS),
        HOUSE: Who(),
        OTHER: Who(),
        FOREIGN: Who(people("outsider")),
        NOTHING: Who(),
    },
)
PLAIN, AGAINST, UNSEEN = "photo of nobody", "photo without a consent", "photo in preparation"
PLACED = "photo in a notice"
CLIP, FAR_CLIP = "clip of nobody", "foreign album's clip"
FAR, NO_PHOTO = "foreign album's photo", "no such photo of an album"
SEES = Rule(
    "Families who receive its album; with a child on it whose family did not agree only that child's own.",
    {
        PLAIN: Who(READS),
        AGAINST: Who(FAMILY),
        UNSEEN: Who(),
        FAR: Who(people("outsider")),
        NO_PHOTO: Who(),
    },
)
WISHES = Rule(
    "Who sees it and answers for a child; who only reads along is refused.",
    {thing: Who(who.may - {"relative"}, who.may & {"relative"}) for thing, who in SEES.things.items()},
)
WORKERS = people("teacher", "manager", "tablet_pin")
OPENS = Rule(
    "Families who see the photo in its album or in a notice they received, and who works on its album.",
    {
        f"file of a {PLAIN}": Who(people(READS, WORKERS)),
        f"file of a {AGAINST}": Who(people(FAMILY, WORKERS)),
        f"file of a {UNSEEN}": Who(people(FACILITY_SENDERS, "tablet_pin")),
        f"file of a {PLACED}": Who(people(READS, FACILITY_SENDERS, "tablet_pin")),
        f"file of a {FAR}": Who(people("outsider", "foreign_manager")),
        f"file of a {NO_PHOTO}": Who(),
        f"file of a {CLIP}": Who(people(READS, WORKERS)),
        f"file of a {FAR_CLIP}": Who(people("outsider", "foreign_manager")),
    },
)
WATCHES = Rule(
    "Who works on its album; a photo is no clip.",
    {
        f"clip to watch, {CLIP}": Who(WORKERS),
        f"clip to watch, {FAR_CLIP}": Who(people("foreign_manager")),
        f"clip to watch, {PLAIN}": Who(),
    },
)
CROPS = Rule(
    "Who works on its album.",
    {
        f"photo to crop, {PLAIN}": Who(WORKERS),
        f"photo to crop, {UNSEEN}": Who(people(FACILITY_SENDERS, "tablet_pin")),
        f"photo to crop, {FAR}": Who(people("foreign_manager")),
        f"photo to crop, {NO_PHOTO}": Who(),
    },
)
PLACES = Rule(
    "Who sends for the very facility; the central office's notices take no photos.",
    {
        "central notice": Who(refused=WATCHERS),
        "own facility's notice": Who(FACILITY_SENDERS, people(CENTRAL, "part_timer")),
        "other facility's notice": Who(people("other_manager"), CENTRAL),
        "other organisation's notice": Who(),
        "recalled notice": Who(refused=WATCHERS),
        "office's draft": Who(),
        "manager's draft": Who(FACILITY_SENDERS, SENDERS),
        "no such notice": Who(),
    },
)
GUESSED = Rule(
    "Only by an address signed for this browser and this minute: guessed ones are not there for anybody.",
    {f"guessed address of a {thing}": Who() for thing in (PLAIN, NO_PHOTO)},
)
ANSWERS = Rule(
    "Manager and office of the photo's facility.",
    {
        "own family's wish": Who(people("manager"), people("part_timer")),
        "foreign family's wish": Who(people("foreign_manager"), people("part_timer")),
        "no such wish": Who(refused=people("part_timer")),
    },
)
ON_PAPER = Rule(
    "Manager and office of the child's facility, for her own households.",
    {
        "own child's family": Who(people("manager"), TEACHERS),
        "own child's with another's family": Who(refused=TEACHERS),
        "foreign child's family": Who(people("foreign_manager"), TEACHERS),
    },
)
DAY = (timezone.localdate() - timedelta(days=3)).isoformat()
ALBUM = {"title": "遠足", "kind": "event", "starts_on": DAY}
ENTRIES = [
    *get_entries(LIST, "office_albums"),
    *get_entries(BEGINS, "office_album_new"),
    *post_entries(BEGINS, "office_album_new", **ALBUM),
    *get_entries(WORKS, "office_album"),
    *post_entries(WORKS, "office_album_known", sha256="0" * 64),
    *post_entries(WORKS, "office_album_add"),
    *post_entries(WORKS, "office_album_tag", act="group"),
    *get_entries(LOOKS, "office_album_edit"),
    *post_entries(CHANGES, "office_album_edit", **ALBUM),
    *post_entries(SHOWS, "office_album_act", act="publish"),
    *get_entries(CROPS, "office_photo_crop"),
    *post_entries(CROPS, "office_photo_crop", act="undo"),
    *get_entries(PLACES, "office_notice_photos"),
    *post_entries(PLACES, "office_notice_photos"),
    *get_entries(WATCHES, "office_clip"),
    *post_entries(WATCHES, "office_clip"),
    *get_entries(KEEPS, "office_photo_consents", "office_photo_wishes", "office_photo_settings"),
    *post_entries(KEEPS, "office_photo_settings", clips="on"),
    *get_entries(ON_PAPER, "office_photo_consent"),
    *post_entries(ON_PAPER, "office_photo_consent", sale="yes"),
    *post_entries(ANSWERS, "office_photo_wish", outcome="kept"),
    *get_entries(rules.GUARDIAN_PAGES, "guardian_albums", "guardian_photo_consents"),
    *post_entries(rules.GUARDIAN_PAGES, "guardian_photo_consents", sale="yes"),
    *get_entries(RECEIVES, "guardian_album"),
    *get_entries(SEES, "guardian_photo"),
    *post_entries(WISHES, "guardian_photo", reason="顔が写っています"),
    *post_entries(SEES, "guardian_photo_like", on="1"),
    *get_entries(OPENS, "photo_door"),
    *get_entries(GUESSED, "photo_file"),
]


def make(world: World) -> None:
    """Three days ago, when everybody still belonged."""
    rooms, users = world.rooms, world.users
    day = timezone.localdate() - timedelta(days=3)
    albums: dict[str, Album] = {}
    for name, place, author, classes in (
        (CLASS, "own", "manager", [rooms["own"]]),
        (HOUSE, "own", "manager", []),
        (OTHER, "other", "other_manager", [rooms["other"]]),
        (FOREIGN, "foreign", "foreign_manager", [rooms["foreign"]]),
    ):
        facility = world.places[place]
        albums[name] = making.make_album(facility, users[author], classes, starts_on=day, ends_on=day)
    photos: dict[str, Photo] = {
        PLAIN: making.make_photo(albums[CLASS]),
        AGAINST: making.make_photo(albums[CLASS], [world.children["own"]]),
        UNSEEN: making.make_photo(albums[HOUSE]),
        PLACED: making.make_photo(albums[HOUSE]),
        FAR: making.make_photo(albums[FOREIGN]),
        CLIP: making.make_photo(albums[CLASS], media_type="video/mp4", seconds=12),
        FAR_CLIP: making.make_photo(albums[FOREIGN], media_type="video/mp4", seconds=12),
    }
    PhotoPlacement.objects.create(
        facility=world.places["own"],
        photo=photos[PLACED],
        kind=PhotoPlacement.Kind.NOTICE,
        target=world.notices["own facility's notice"].pk,
        placed_by=users["manager"],
    )
    for name in (CLASS, OTHER, FOREIGN):
        making.show(albums[name])
    world.rows |= {**albums, **photos}
    for name, photo, asker in (("own", PLAIN, "guardian"), ("foreign", FAR, "outsider")):
        guardian = world.guardians[asker]
        assert guardian.user
        world.rows[f"{name} wish"] = TakedownRequest.objects.create(
            facility=world.places[name],
            photo=photos[photo],
            household=guardian.household,
            requested_by=guardian.user,
        )


def things(world: World) -> dict[str, tuple[object, ...]]:
    """Albums and wishes by their key; photos with the size, where the address has one."""
    children, guardians = world.children, world.guardians
    home, far = guardians["guardian"].household.pk, guardians["outsider"].household.pk
    photos = {name: world.rows[name].pk for name in (PLAIN, AGAINST, UNSEEN, PLACED, FAR)} | {
        NO_PHOTO: NOWHERE
    }
    return {
        **{name: (world.rows[name].pk,) for name in (CLASS, HOUSE, OTHER, FOREIGN)},
        NOTHING: (NOWHERE,),
        **{name: (key,) for name, key in photos.items()},
        **{f"file of a {name}": (key, "thumb") for name, key in photos.items()},
        **{f"file of a {name}": (world.rows[name].pk, "clip") for name in (CLIP, FAR_CLIP)},
        **{f"clip to watch, {name}": (world.rows[name].pk,) for name in (CLIP, FAR_CLIP, PLAIN)},
        **{f"photo to crop, {name}": (photos[name],) for name in (PLAIN, UNSEEN, FAR, NO_PHOTO)},
        **{
            f"guessed address of a {name}": (photos[name], "thumb", "7fffffff-" + "A" * 24)
            for name in (PLAIN, NO_PHOTO)
        },
        "own family's wish": (world.rows["own wish"].pk,),
        "foreign family's wish": (world.rows["foreign wish"].pk,),
        "no such wish": (NOWHERE,),
        "own child's family": (children["own"].pk, home),
        "own child's with another's family": (children["own"].pk, far),
        "foreign child's family": (children["foreign"].pk, far),
    }
