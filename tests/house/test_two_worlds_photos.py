"""Two worlds, of photos: what another home likes, chooses, orders and fetches changes no byte, and no file either."""

from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from photos.models import FreeAllowance, FreePhoto, Order, OrderLine, Photo, PhotoTag, Purpose
from photos.selectors.sales import cart_of
from tests.house.access.world import World
from tests.house.test_two_worlds import _look, still

__all__ = ["still"]
ALBUMS = ("class album", "foreign album")
PHOTOS = ("photo of nobody", "photo without a consent", "photo in preparation", "foreign album's photo")
PAIRS = [
    ("separated_guardian", "guardian"),
    ("guardian", "separated_guardian"),
    ("guardian", "relative"),
    ("guardian", "blocked_guardian"),
    ("outsider", "guardian"),
]
PAGES = (
    "guardian_home",
    "guardian_albums",
    "guardian_photo_consents",
    "guardian_sales",
    "guardian_cart",
    "guardian_cart_confirm",
    "guardian_orders",
)


@pytest.fixture(autouse=True)
def free_photos(world: World) -> None:
    """Each place gives two a year, to each home of a child, and the child of two homes is on a photo for sale."""
    for place in world.places.values():
        FreeAllowance.objects.create(facility=place, yearly=2)
    photo: Photo = world.rows["own photo on sale"]
    PhotoTag.objects.create(
        facility=photo.facility,
        photo=photo,
        child=world.children["own"],
        purpose=Purpose.CLASS_ALBUM,
        tagged_by=world.users["manager"],
    )


def photo_pages_seen_by(world: World, person: str) -> dict[str, bytes]:
    """Albums, photos, their files, sales and orders, each asked for by its own key."""
    pages = [reverse(name) for name in PAGES]
    pages += [f"{reverse('guardian_album', args=[world.rows[name].pk])}?show=all" for name in ALBUMS]
    for name in PHOTOS:
        pages.append(reverse("photo_door", args=[world.rows[name].pk, "sample"]))
        pages.append(reverse("guardian_photo", args=[world.rows[name].pk]))
    for name in ("own", "foreign"):
        sale = world.rows[f"{name} photo sale"]
        pages += [reverse("guardian_sale", args=[sale.pk]), reverse("guardian_ware", args=_ware(world, name))]
        pages.append(reverse("guardian_order", args=[world.rows[f"{name} photo order"].pk]))
    return {path: _look(world.client(person), path) for path in pages}


def shops(world: World, person: str) -> None:
    """A heart, a file and a print into the cart, an order, and all her files fetched."""
    client, user = world.client(person), world.users[person]
    for name in PHOTOS:
        client.post(reverse("guardian_photo_like", args=[world.rows[name].pk]), {"on": "1"})
    for name in ("own", "foreign"):
        for kind in ("data", "l"):
            ware = reverse("guardian_ware", args=_ware(world, name))
            client.post(ware, {"kind": kind, "quantity": "1"})
    said = {"key": str(uuid4()), "seen_total": str(cart_of(user).total), "method": "fee"}
    client.post(reverse("guardian_cart_confirm"), said)
    for line in OrderLine.objects.filter(order__in=Order.objects.of_family(user)).order_by("pk"):
        client.post(reverse("guardian_order_take", args=[line.order_id, line.pk]))


def _ware(world: World, name: str) -> list[UUID]:
    return [world.rows[f"{name} photo sale"].pk, world.rows[f"{name} photo on sale"].pk]


@pytest.mark.parametrize(("actor", "watcher"), PAIRS, ids=lambda person: person)
def test_what_another_household_likes_and_orders_changes_no_byte(
    world: World, still: None, actor: str, watcher: str
) -> None:
    before = photo_pages_seen_by(world, watcher)

    shops(world, actor)

    after = photo_pages_seen_by(world, watcher)
    assert [path for path in before if before[path] != after[path]] == []


def test_the_comparison_sees_what_the_own_household_orders(world: World, still: None) -> None:
    sale = world.rows["own photo sale"]
    before = photo_pages_seen_by(world, "guardian")

    shops(world, "co_guardian")

    after = photo_pages_seen_by(world, "guardian")
    assert before[reverse("guardian_orders")] != after[reverse("guardian_orders")]
    assert FreePhoto.objects.exists()
    assert before[reverse("guardian_sale", args=[sale.pk])] != after[reverse("guardian_sale", args=[sale.pk])]


@pytest.mark.parametrize("stranger", ["blocked_guardian", "outsider"])
def test_who_has_no_right_finds_no_key_of_a_photo_or_an_order(
    world: World, still: None, stranger: str
) -> None:
    shops(world, "guardian")

    seen = photo_pages_seen_by(world, stranger)

    place = world.places["own"]
    rows = [*Photo.objects.filter(facility=place), *Order.objects.filter(facility=place)]
    keys = {str(row.pk) for row in rows}
    assert [key for key in keys for path, content in seen.items() if key in _without(path, content)] == []


def _without(path: str, content: bytes) -> str:
    """The page but for its own address, which the asker said herself."""
    return content.decode(errors="replace").replace(path, "")
