"""The rules of the contact book turned into their opposite: whose page, whose word, who lets families read."""

from django.shortcuts import get_object_or_404

from facilities.models import Classroom, Facility
from tests.house.access.flips import EVERY_ROLE, Flip, every, everything, nothing, yes

POLICIES = {
    "staff.require_keeper": Flip(nothing, "GET office_book_place", "teacher"),
    "staff.may_approve": Flip(yes, "GET book_approval", "teacher"),
    "staff.may_tell_of_illness": Flip(yes, "POST teacher_health_tell", "part_timer"),
    "staff.may_publish": Flip(yes, "GET book_correct", "part_timer"),
    "staff._roles_in": Flip(lambda *_: EVERY_ROLE, "GET book_correct", "part_timer"),
}
FLIPS: dict[str, Flip] = {
    **{f"contactbook.policies.{name}": flip for name, flip in POLICIES.items()},
    "BOOK_KEEPING_ROLES": Flip(EVERY_ROLE, "GET office_book_place", "teacher"),
    "PUBLISHING_ROLES": Flip(EVERY_ROLE, "GET book_correct", "part_timer"),
    "mobile_web.views.office.book_frame.kept_facility": Flip(
        lambda _request, pk: get_object_or_404(Facility, pk=pk), "GET office_book_place", "teacher"
    ),
    "BookOrderQuerySet.for_family": Flip(everything, "GET guardian_bound_file", "separated_guardian"),
    "BookOrderQuerySet.for_staff": Flip(everything, "GET class_book_file", "part_timer"),
    "BINDING_ROLES": Flip(EVERY_ROLE, "GET class_books_of", "part_timer"),
    "contactbook.selectors.bound.classes_bound_by": Flip(
        every(Classroom), "GET class_books_of", "part_timer"
    ),
}
