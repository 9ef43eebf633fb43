"""The contact book as it is read, and its photos: the child's own family, each home for itself, and her teachers."""

from datetime import timedelta
from uuid import uuid4

from contactbook import services
from contactbook.models import EntryPhoto, Side
from facilities.clock import today_at
from tests.contactbook.pages import page_of, write
from tests.contactbook.pictures import jpeg
from tests.house.access import rules
from tests.house.access.entries import get_entries, post_entries
from tests.house.access.persons import FAMILY, people
from tests.house.access.rules import Rule, Who
from tests.house.access.world import NOWHERE, World

OWN_STAFF = people("teacher", "part_timer", "manager", "tablet_pin")
HOME = people("guardian", "co_guardian", "relative")
HOME_WRITERS = people("guardian", "co_guardian")
PHOTO = Rule(
    "Who reads the entry at this moment: the family what the nursery published, each home its own page, "
    "and the child's teachers. Never the central office.",
    {
        "published photo": Who(people(FAMILY, OWN_STAFF)),
        "photo of a draft": Who(OWN_STAFF),
        "photo from home": Who(people(HOME, OWN_STAFF)),
        "other facility's photo": Who(people("other_manager")),
        "other organisation's photo": Who(people("outsider", "foreign_manager")),
        "photo taken out": Who(),
        "no such photo": Who(),
    },
)
PHOTO_OUT = Rule(
    "Who writes on the page it stands on: staff of the child's class for the nursery's, the home for its own.",
    {
        "published photo, to take out": Who(OWN_STAFF),
        "photo of a draft, to take out": Who(OWN_STAFF),
        "photo from home, to take out": Who(HOME_WRITERS, people("relative")),
        "other facility's photo, to take out": Who(people("other_manager")),
        "other organisation's photo, to take out": Who(people("foreign_manager")),
        "no such photo, to take out": Who(),
    },
)
PHOTO_IN = Rule(
    PHOTO_OUT.sentence,
    {
        "nursery's page": Who(OWN_STAFF),
        "home's page": Who(people(HOME_WRITERS, "separated_guardian"), people("relative")),
        "class's journal": Who(OWN_STAFF),
        "journal of the next class": Who(people("other_teacher", "manager")),
        "page at another facility": Who(people("other_manager")),
        "page of no child": Who(),
    },
)
ALBUM_PHOTOS = Rule(
    "Who writes on the child's page and takes photos there; part-timers are refused.",
    {
        "album photos of the nursery's page": Who(
            people("teacher", "manager", "tablet_pin"), people("part_timer")
        ),
        "album photos of a page at another facility": Who(people("other_manager")),
        "album photos of a page of no child": Who(),
    },
)
DAY = Rule(
    "The child's own family; each home reads what the nursery published and its own pages.",
    {
        "day of the own child": Who(FAMILY),
        "day of the other facility's child": Who(),
        "day of the other organisation's child": Who(people("outsider")),
        "day of no child": Who(),
    },
)
CHILD = Rule(
    "Staff who look after the child today, never the central office; a tablet with one of their PINs.",
    {
        "own child": Who(OWN_STAFF),
        "child of the next class": Who(people("other_teacher", "manager")),
        "other facility's child": Who(people("other_manager")),
        "other organisation's child": Who(people("foreign_manager")),
        "no such child": Who(),
    },
)
ENTRIES = [
    *get_entries(rules.GUARDIAN_PAGES, "guardian_book", "guardian_book_search"),
    *post_entries(rules.GUARDIAN_PAGES, "guardian_book_read"),
    *get_entries(DAY, "guardian_book_day"),
    *get_entries(CHILD, "teacher_book_child"),
    *get_entries(PHOTO, "entry_photo"),
    *post_entries(PHOTO_OUT, "entry_photo_remove"),
    *post_entries(PHOTO_IN, "entry_photo_add"),
    *get_entries(ALBUM_PHOTOS, "entry_album_photos"),
    *post_entries(ALBUM_PHOTOS, "entry_album_photos"),
]


def make(world: World) -> None:
    pages = {
        "draft photo": ("teacher", "own", Side.NURSERY),
        "other photo": ("other_manager", "other", Side.NURSERY),
        "foreign photo": ("foreign_manager", "foreign", Side.NURSERY),
    }
    published = _add(world, "manager", "own", Side.NURSERY, days_ago=1)
    world.rows |= {"published photo": published}
    world.rows |= {name: _add(world, *where) for name, where in pages.items()}
    world.rows["home photo"] = _from_home(world)
    gone = _add(world, "teacher", "own", Side.NURSERY, shade=50)
    world.rows["gone photo"] = services.remove_photo(actor=world.users["teacher"], photo=gone)
    for name, manager in (("published", "manager"), ("foreign", "foreign_manager")):
        photo = world.rows[f"{name} photo"]
        services.publish_entries(
            actor=world.users[manager], facility=photo.facility, entries=[photo.entry_id]
        )


def _add(
    world: World, person: str, name: str, side: str, *, days_ago: int = 0, shade: int = 90
) -> EntryPhoto:
    page = page_of(world.children[name], side, day=today_at(world.places[name]) - timedelta(days=days_ago))
    upload = services.Upload(uuid4(), jpeg((60, 40), shade=shade))
    return services.add_photo(actor=world.users[person], page=page, upload=upload)


def _from_home(world: World) -> EntryPhoto:
    mother, page = world.guardians["guardian"].user, page_of(world.children["own"], Side.HOME)
    assert mother is not None
    write(mother, page, temperature__a={"c": "36.6"})
    photo = services.add_photo(actor=mother, page=page, upload=services.Upload(uuid4(), jpeg((60, 40))))
    services.send_entry(actor=mother, page=page)
    return photo


def things(world: World) -> dict[str, tuple[object, ...]]:
    own, other = world.places["own"], world.places["other"]
    day = today_at(own)
    nursery, home, journal = Side.NURSERY.value, Side.HOME.value, Side.CLASS.value
    child = world.children["own"].pk
    photos = {
        "published photo": "published photo",
        "photo of a draft": "draft photo",
        "photo from home": "home photo",
        "other facility's photo": "other photo",
        "other organisation's photo": "foreign photo",
        "photo taken out": "gone photo",
    }
    return {
        **{thing: (world.rows[row].pk, "small") for thing, row in photos.items()},
        **{f"{thing}, to take out": (world.rows[row].pk,) for thing, row in photos.items()},
        "no such photo": (NOWHERE, "small"),
        "day of the own child": (child, day),
        "day of the other facility's child": (world.children["other"].pk, day),
        "day of the other organisation's child": (world.children["foreign"].pk, day),
        "day of no child": (NOWHERE, day),
        "no such photo, to take out": (NOWHERE,),
        "nursery's page": (nursery, own.pk, child, day),
        "home's page": (home, own.pk, child, day),
        "class's journal": (journal, own.pk, world.rooms["own"].pk, day),
        "journal of the next class": (journal, own.pk, world.rooms["next"].pk, day),
        "page at another facility": (nursery, other.pk, world.children["other"].pk, day),
        "page of no child": (nursery, own.pk, NOWHERE, day),
        "album photos of the nursery's page": (own.pk, child, day),
        "album photos of a page at another facility": (other.pk, world.children["other"].pk, day),
        "album photos of a page of no child": (own.pk, NOWHERE, day),
    }
