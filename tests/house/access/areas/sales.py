"""Photo sales: who buys, whose cart and orders, who keeps sales; amounts are for the family, manager and office."""

from uuid import uuid4

from django.utils import timezone

from backend.outbox import OutboxState
from facilities.models import Grant
from photos.ledger import Method
from photos.models import MoneyBack, Order, PhotoSale, StrayMoney
from photos.order_states import OrderState
from tests import factories
from tests.house.access import rules
from tests.house.access.entries import get_entries, post_entries
from tests.house.access.outcomes import Outcome
from tests.house.access.persons import FACILITY_STAFF, FAMILY, NOBODY, Persons, people
from tests.house.access.rules import Rule, Who, whole
from tests.house.access.world import NOWHERE, World
from tests.photos.selling import choose, make_album, make_photo, make_sale, order

BUYERS = people("guardian", "co_guardian", "separated_guardian")
HOME = people("guardian", "co_guardian")
PLACES = {"own": "manager", "other": "other_manager", "foreign": "foreign_manager"}
THINGS = {
    "own": "own facility's {}",
    "other": "other facility's {}",
    "foreign": "other organisation's {}",
}


def _of_family(sentence: str, what: str, may: Persons, refused: Persons = NOBODY) -> Rule:
    return Rule(
        sentence,
        {
            f"own facility's {what}": Who(may, refused),
            f"own facility's {what}, not open yet": Who(),
            f"other facility's {what}": Who(),
            f"other organisation's {what}": Who(people("outsider")),
            f"no such {what}": Who(),
        },
    )


def _kept(what: str, sentence: str, refused: Persons = NOBODY) -> Rule:
    return Rule(
        sentence,
        {
            f"own facility's {what}": Who(people("manager"), refused),
            f"other facility's {what}": Who(people("other_manager")),
            f"other organisation's {what}": Who(people("foreign_manager")),
            f"no such {what}": Who(),
        },
    )


KEEPERS = people(*PLACES.values())
SHOP = _of_family("Guardians who receive its album, once it is open.", "photo sale", FAMILY)
LOOK = _of_family("Guardians who receive the photo, once its sale is open.", "photo on sale", FAMILY)
BUY = _of_family(
    "Guardians with the right to buy; who reads along is refused.",
    "photo on sale",
    BUYERS,
    people("relative"),
)
ORDER = Rule(
    "The household's own adults who may buy.",
    {
        "own household's photo order": Who(HOME),
        "other organisation's photo order": Who(people("outsider")),
        "no such photo order": Who(),
    },
)
RECEIPT = Rule(
    "The household's own adults who may buy, once it is paid.",
    {
        "own household's paid photo order": Who(HOME),
        "own household's photo order": Who(),
        "no such photo order": Who(),
    },
)
TAKE = Rule(
    "The household's own adults who may buy.",
    {
        "file in own household's photo order": Who(HOME),
        "file in other organisation's photo order": Who(people("outsider")),
        "no such file in a photo order": Who(),
    },
)
ARCHIVE = Rule(
    "Nobody by a guess: an address is signed for one browser and some hours.",
    {"guessed address of an archive": Who()},
)
GUESSED_ARCHIVE = Rule(
    ARCHIVE.sentence, {"guessed address of the archive of own household's photo order": Who()}
)
GUESSED = Rule(
    "Nobody by a guess: an address is signed for one browser and a minute.",
    {"guessed address of a file in own household's photo order": Who()},
)
HERE = whole(
    "Manager and office of a facility; its other staff are refused, the central office keeps no sales.",
    KEEPERS,
    FACILITY_STAFF - {"manager"},
)
FILE = Rule(HERE.sentence, {"collection list as a file": Who(KEEPERS, FACILITY_STAFF - {"manager"})})
SET = _kept(
    "album to sell",
    "Manager and office; who works on the album is refused.",
    FACILITY_STAFF - {"manager", "part_timer"},
)
SALE = _kept("photo sale", "Manager and office of its facility.")
TILL = _kept("photo order", "Manager and office of its facility.")
PAY = Rule(
    "The household's own adults who may buy.",
    {
        "own household's photo order by card": Who(HOME),
        "own household's photo order": Who(HOME),
        "other organisation's photo order": Who(people("outsider")),
        "no such photo order": Who(),
    },
)
STRAY = _kept("stray money", "Manager and office of its facility; the second of two is another person.")
STUCK = _kept("money not back", "Manager and office of its facility.")
HOOK = Rule(
    "The card company, who signs what it tells; nothing is there for anybody else.",
    {"webhook without a card account": Who()},
    anonymous=Outcome.HIDDEN,
)
ENTRIES = [
    *get_entries(PAY, "guardian_order_pay", "guardian_order_paid", "guardian_order_left"),
    *post_entries(PAY, "guardian_order_pay"),
    *get_entries(HERE, "office_unsettled"),
    *post_entries(STRAY, "office_unsettled_act", act="ask"),
    *post_entries(STUCK, "office_money_again"),
    *post_entries(HOOK, "stripe_hook"),
    *get_entries(
        rules.GUARDIAN_PAGES, "guardian_sales", "guardian_cart", "guardian_cart_confirm", "guardian_orders"
    ),
    *post_entries(rules.GUARDIAN_PAGES, "guardian_cart", accept="1"),
    *post_entries(
        rules.GUARDIAN_PAGES, "guardian_cart_confirm", key=str(uuid4()), seen_total="0", method="fee"
    ),
    *get_entries(SHOP, "guardian_sale"),
    *get_entries(LOOK, "guardian_ware"),
    *post_entries(BUY, "guardian_ware", kind="data", quantity="1"),
    *get_entries(ORDER, "guardian_order"),
    *post_entries(ORDER, "guardian_order_cancel"),
    *post_entries(TAKE, "guardian_order_take"),
    *get_entries(GUESSED, "guardian_order_file"),
    *post_entries(ORDER, "guardian_order_take_all"),
    *post_entries(rules.GUARDIAN_PAGES, "guardian_orders_take"),
    *get_entries(GUESSED_ARCHIVE, "guardian_order_archive"),
    *get_entries(ARCHIVE, "guardian_orders_archive"),
    *get_entries(RECEIPT, "guardian_order_receipt"),
    *get_entries(HERE, "office_sales", "office_orders"),
    *post_entries(HERE, "office_free_photos", yearly="3"),
    *get_entries(FILE, "office_collection"),
    *get_entries(SET, "office_sale_edit"),
    *post_entries(SET, "office_sale_edit", opens_at="2026-11-01T08:00", closes_at="2026-11-01T07:00"),
    *get_entries(SALE, "office_sale", "office_sale_prints", "office_sale_preview", "office_sale_packing"),
    *post_entries(SALE, "office_sale_act", act="publish"),
    *get_entries(TILL, "office_order"),
    *post_entries(TILL, "office_order_act", act="hand_out"),
]


def make(world: World) -> None:
    """A sale in each place with a photo on which nobody is, one that opens later, and orders of two families."""
    names = [*BUYERS, "blocked_guardian", "expired_guardian", "left_guardian", "outsider"]
    Grant.objects.filter(guardian__in=[world.guardians[name] for name in names]).update(can_buy=True)
    for name, manager in PLACES.items():
        sale = make_sale(make_album(world.users[manager], world.places[name]))
        world.rows[f"{name} photo sale"] = sale
        world.rows[f"{name} photo on sale"] = make_photo(sale.album)
    later = make_sale(make_album(world.users["manager"], world.places["own"]), published_at=None)
    world.rows["later photo sale"], world.rows["later photo on sale"] = later, make_photo(later.album)
    _make_orders(world)


def _make_orders(world: World) -> None:
    """Of each place one; the other facility's is of a family without an account, bought by its own adult."""
    mother = world.guardians["other"]
    mother.user = factories.make_user("別 園")
    mother.save(update_fields=["user"])
    Grant.objects.filter(guardian=mother).update(can_buy=True)
    buyers = {
        "own": world.users["guardian"],
        "paid": world.users["guardian"],
        "other": mother.user,
        "foreign": world.users["outsider"],
    }
    for name, user in buyers.items():
        sale: PhotoSale = world.rows[f"{'own' if name == 'paid' else name} photo sale"]
        choose(user, sale, make_photo(sale.album, position=2))
        world.rows[f"{name} photo order"] = order(user, 120)
    Order.objects.filter(pk=world.rows["paid photo order"].pk).update(
        state=OrderState.PAID, paid_at=world.rows["own photo sale"].opens_at
    )
    mother.user = None
    mother.save(update_fields=["user"])
    _make_order_by_card(world)
    for name in PLACES:
        _make_money(world, name)


def _make_order_by_card(world: World) -> None:
    """Not paid yet; there is no card company to ask."""
    sale: PhotoSale = world.rows["own photo sale"]
    mother = world.users["guardian"]
    world.rows["card photo order"] = Order.objects.create(
        facility=sale.facility,
        household=world.guardians["guardian"].household,
        key=uuid4(),
        number=900,
        method=Method.CARD,
        total=120,
        placed_by=mother,
    )


def _make_money(world: World, name: str) -> None:
    """Money that came for no open order, and some that did not get back."""
    facility = world.places[name]
    values = {"facility": facility, "provider": "stripe", "intent": "pi_1", "amount": 120}
    strays = [
        StrayMoney.objects.create(reference=f"cs_{name}_{n}", why=StrayMoney.Why.UNKNOWN, **values)
        for n in range(2)
    ]
    world.rows[f"{name} stray money"] = strays[0]
    world.rows[f"{name} money not back"] = MoneyBack.objects.create(
        stray=strays[1], state=OutboxState.REFUSED, due_at=timezone.now(), **values
    )


def things(world: World) -> dict[str, tuple[object, ...]]:
    """By their own names."""
    found: dict[str, tuple[object, ...]] = {
        "collection list as a file": ("csv",),
        "own household's photo order": (world.rows["own photo order"].pk,),
        "own household's paid photo order": (world.rows["paid photo order"].pk,),
        "own facility's photo order": (world.rows["own photo order"].pk,),
        "other facility's photo order": (world.rows["other photo order"].pk,),
        "other organisation's photo order": (world.rows["foreign photo order"].pk,),
        "no such photo order": (NOWHERE,),
        "no such photo sale": (NOWHERE,),
        "no such photo on sale": (world.rows["own photo sale"].pk, NOWHERE),
        "no such album to sell": (NOWHERE,),
    }
    for name, words in THINGS.items():
        found[words.format("stray money")] = (world.rows[f"{name} stray money"].pk,)
        found[words.format("money not back")] = (world.rows[f"{name} money not back"].pk,)
    found["no such stray money"] = found["no such money not back"] = (NOWHERE,)
    found["webhook without a card account"] = (world.places["own"].organisation_id,)
    found["own household's photo order by card"] = (world.rows["card photo order"].pk,)
    own, foreign = (world.rows[f"{name} photo order"] for name in ("own", "foreign"))
    found["file in own household's photo order"] = (own.pk, own.lines.get().pk)
    found["guessed address of a file in own household's photo order"] = (own.pk, own.lines.get().pk, "5-x")
    found["guessed address of the archive of own household's photo order"] = (own.pk, "5-x")
    found["guessed address of an archive"] = ("5-x",)
    found["file in other organisation's photo order"] = (foreign.pk, foreign.lines.get().pk)
    found["no such file in a photo order"] = (own.pk, NOWHERE)
    for name, words in (*THINGS.items(), ("later", "own facility's {}, not open yet")):
        sale = world.rows[f"{name} photo sale"]
        found[words.format("photo sale")] = (sale.pk,)
        found[words.format("photo on sale")] = (sale.pk, world.rows[f"{name} photo on sale"].pk)
        found[words.format("album to sell")] = (sale.album_id,)
    return found
