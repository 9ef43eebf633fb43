"""Rules of the contact book that no flip of the walk shows, each with its reason, as in unseen.py."""

_H, _P = "contactbook.policies.homes", "contactbook.policies.staff"
_NO_PAGE = "No page asks it yet."
_ROWS = "EntryQuerySet"

ASKS: dict[str, str] = {
    "contactbook.selectors.grid.grid_of": "EntryQuerySet.read_by_staff",
    "contactbook.selectors.notes.notes_of": "contactbook.policies.staff.require_writer",
    "mobile_web.views.office.frame.either_shell": "mobile_web.views.office.frame.place_of",
    f"{_P}.require_publisher": f"{_P}.may_publish",
    f"{_P}.require_illness_teller": f"{_P}.may_tell_of_illness",
    f"{_P}.require_approver": f"{_P}.may_approve",
    f"{_H}.require_home_reader": f"{_ROWS}.read_by_family",
    f"{_ROWS}.read_by_family": f"{_ROWS}._read_by_family",
    f"{_ROWS}.read_by_staff": f"{_ROWS}._read_by_staff",
    f"{_ROWS}.visible_to": f"{_ROWS}._read_by_family",
    "contactbook.selectors.approval.to_approve": f"{_ROWS}.read_by_staff",
    "contactbook.selectors.takeout.book_months": f"{_ROWS}.read_by_family",
    "GrowthQuerySet.read_by_family": "GrowthQuerySet._read_by_family",
    "GrowthQuerySet.visible_to": "GrowthQuerySet._read_by_family",
    "contactbook.selectors.growth.class_growth": "GrowthQuerySet.visible_to",
    "contactbook.selectors.grid._notes": "StaffNoteQuerySet.visible_to",
    "contactbook.services.correcting._required": f"{_P}.require_publisher",
    "contactbook.selectors.homes._pages": f"{_ROWS}.read_by_family",
    "contactbook.selectors.homes.home_pages": "contactbook.selectors.homes._pages",
    "contactbook.selectors.homes.last_pages": "contactbook.selectors.homes._pages",
    "contactbook.services.settling._require": f"{_H}.require_home_writer",
    "contactbook.services.writing.require_page": f"{_P}.require_class_writer",
}
_WRITING, _PUBLISHING = "contactbook/test_writing.py", "contactbook/test_publishing.py"
_WAITING = (
    "contactbook/test_waiting.py::test_blocked_and_ended_guardians_strangers_and_other_homes_are_told_nothing"
)
_PREPARED = "Its statement is built once from read_by_family."
_VISIBLE, _BOOKS = "contactbook/test_visibility.py", "contactbook/test_book_making.py"
TESTED: dict[str, tuple[str, str]] = {
    "contactbook.selectors.waiting.new_pages": (_PREPARED, _WAITING),
    "contactbook.selectors.waiting.written_today": (_PREPARED, _WAITING),
    "mobile_web.views.office.book_frame.book_page": ("It draws what it is given.", ""),
    f"{_H}.require_home_writer": (
        _NO_PAGE, f"{_WRITING}::test_who_reads_along_does_not_write_from_home",
    ),
    f"{_P}.require_writer": (
        _NO_PAGE, f"{_WRITING}::test_strangers_and_another_class_find_nothing_to_write",
    ),
    f"{_P}.require_class_writer": (
        _NO_PAGE, f"{_WRITING}::test_strangers_and_another_class_find_nothing_to_write",
    ),
    f"{_ROWS}._read_by_family": (
        _NO_PAGE, f"{_VISIBLE}::test_a_blocked_and_an_ended_guardian_and_strangers_read_nothing",
    ),
    f"{_ROWS}._read_by_staff": (
        _NO_PAGE, f"{_VISIBLE}::test_another_class_another_facility_and_the_central_office_read_none",
    ),
    "GrowthQuerySet._read_by_family": (
        _NO_PAGE, "contactbook/test_growth.py::test_the_family_reads_it_and_others_do_not",
    ),
    "StaffNoteQuerySet.visible_to": (
        "The pages ask for the class and the child first.",
        "contactbook/test_notes.py::test_notes_are_seen_by_who_writes_about_the_child_and_by_nobody_else",
    ),
    "contactbook.policies.books.require_book_reader": (
        "The page asks for the child first.", f"{_BOOKS}::test_who_may_not_view_the_child_orders_nothing",
    ),
    f"{_P}.require_binder": (
        "The page asks for her classes first.", f"{_BOOKS}::test_who_only_helps_does_not_bind",
    ),
    "contactbook.selectors.bound.shelf_of_class": (
        "The page asks for her classes first.",
        f"{_BOOKS}::test_nobody_binds_her_own_childs_book_with_the_class",
    ),
    "READING_ROLES": (
        _NO_PAGE, f"{_VISIBLE}::test_another_class_another_facility_and_the_central_office_read_none",
    ),
    "WRITING_ROLES": ("Of those who read, only the office does not write; nobody of the walk is it.", ""),
}  # fmt: skip
