"""Rules of photo sales that no flip of the walk shows, each with its reason, as in unseen.py."""

_P, _S = "photos.policies.sales", "photos.selectors.sales"
_FILE = "photos/test_orders.py"
_AGAIN = "The service asks once more."
_NO_PAGE = "No page asks it yet."

ASKS: dict[str, str] = {
    f"{_P}.require_buyer": f"{_P}.household_buying_at",
    f"{_P}.require_own_order": "OrderQuerySet.of_family",
    f"{_S}.cart_of": f"{_S}.lines_of",
    f"{_S}.wares_for": f"{_S}.for_sale",
}
TESTED: dict[str, tuple[str, str]] = {
    "PhotoSaleQuerySet.running": (
        "It is about time.",
        f"{_FILE}::test_before_it_opens_a_sale_is_not_there_for_families",
    ),
    "PhotoSaleQuerySet.visible_to": (_NO_PAGE, f"{_FILE}::test_a_teacher_neither_sees_nor_collects_orders"),
    "OrderQuerySet.visible_to": (_NO_PAGE, f"{_FILE}::test_a_teacher_neither_sees_nor_collects_orders"),
    "OrderQuerySet.kept_by": (_NO_PAGE, f"{_FILE}::test_a_teacher_neither_sees_nor_collects_orders"),
    "OrderQuerySet.of_family": (
        _NO_PAGE,
        f"{_FILE}::test_the_other_home_of_a_child_has_a_cart_and_orders_of_its_own",
    ),
    f"{_P}.household_buying_at": (_AGAIN, f"{_FILE}::test_who_reads_along_buys_nothing"),
    f"{_P}.require_not_own": (
        "A member of staff who is also a mother is not in the walk.",
        f"{_FILE}::test_a_mother_who_works_in_the_office_leaves_her_own_order_to_a_colleague",
    ),
    f"{_P}.require_second": (_NO_PAGE, f"{_FILE}::test_paying_back_takes_two_people"),
    f"{_S}.lines_of": (_NO_PAGE, f"{_FILE}::test_the_other_home_of_a_child_has_a_cart_and_orders_of_its_own"),
    f"{_S}.on_sale_to": (_NO_PAGE, f"{_FILE}::test_before_it_opens_a_sale_is_not_there_for_families"),
    f"{_S}.for_sale": (
        "It asks what families agreed to.",
        f"{_FILE}::test_another_familys_photo_without_consent_is_not_there",
    ),
}
