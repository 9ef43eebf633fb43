"""Rules of photo sales that no flip of the walk shows, each with its reason, as in unseen.py."""

_P, _S = "photos.policies.sales", "photos.selectors.sales"
_FILE = "photos/test_orders.py"
_FILTERED = "It chooses among what the page already found."

ASKS: dict[str, str] = {
    f"{_P}.require_buyer": f"{_P}.household_buying_at",
    f"{_P}.require_own_order": "OrderQuerySet.of_family",
    f"{_S}.cart_of": f"{_S}.lines_of",
    f"{_S}._with_free": "photos.selectors.free_photos.sets_of",
    f"{_S}.wares_for": f"{_S}.for_sale",
    "photos.selectors.sales_shop.wares_in_order": f"{_S}.wares_for",
    "photos.selectors.sales_shop.wares_of": f"{_S}.lines_of",
    "photos.selectors.sales_shop.data_bought_by": "OrderQuerySet.of_family",
    "photos.selectors.sales_shop.orders_of_family": "OrderQuerySet.of_family",
    "photos.selectors.bought.bought_in": f"{_S}.for_sale",
    "photos.selectors.bought.may_have": "photos.selectors.bought.bought_in",
    "photos.selectors.sales_office.sales_of": "PhotoSaleQuerySet.visible_to",
    "photos.selectors.sales_office.orders_kept_by": "OrderQuerySet.kept_by",
    "photos.selectors.sales_settling.strays_of": "KeptMoney.kept_by",
    "photos.selectors.sales_settling.stuck_of": "KeptMoney.kept_by",
    "photos.selectors.sales_settling.disputes_of": "KeptMoney.kept_by",
    "photos.selectors.sales_settling.moved_of": "KeptMoney.kept_by",
    "photos.selectors.sales_settling.to_settle": "photos.selectors.sales_settling.strays_of",
}
TESTED: dict[str, tuple[str, str]] = {
    "PhotoSaleQuerySet.running": (
        "It is about time.",
        f"{_FILE}::test_before_it_opens_a_sale_is_not_there_for_families",
    ),
    "OrderQuerySet.visible_to": (
        "Pages ask its two halves.",
        f"{_FILE}::test_a_teacher_neither_sees_nor_collects_orders",
    ),
    f"{_P}.require_not_own": (
        "A member of staff who is also a mother is not in the walk.",
        f"{_FILE}::test_a_mother_who_works_in_the_office_leaves_her_own_order_to_a_colleague",
    ),
    f"{_P}.require_second": (_FILTERED, f"{_FILE}::test_paying_back_takes_two_people"),
    "KeptMoney.kept_by": (
        "The service asks once more.",
        "photos/test_money_back.py::test_teachers_and_other_places_see_nothing_to_settle",
    ),
    f"{_P}.require_second_settler": (
        _FILTERED,
        "photos/test_money_back.py::test_stray_money_goes_back_when_two_people_say_so",
    ),
    f"{_S}.lines_of": (
        _FILTERED,
        f"{_FILE}::test_the_other_home_of_a_child_has_a_cart_and_orders_of_its_own",
    ),
    "photos.selectors.sales_office.albums_to_sell": (
        _FILTERED,
        "mobile_web/sales/test_pages.py::test_the_office_sets_prices_looks_and_opens",
    ),
    "photos.selectors.free_photos.sets_of": (
        "It is about children she buys for.",
        "photos/test_free_photos.py::test_who_may_not_buy_for_a_child_does_not_use_its_set",
    ),
    f"{_S}.for_sale": (
        "It asks what families agreed to.",
        f"{_FILE}::test_another_familys_photo_without_consent_is_not_there",
    ),
}
