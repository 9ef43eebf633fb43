"""Somebody asks for bound books, and takes what was made."""

from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from backend.celery import wake
from backend.errors import DomainError, NotVisible
from contactbook.models import BookBatch, BookOrder
from contactbook.policies import require_binder, require_book_reader
from facilities.calendar import school_year_of
from facilities.clock import today_at
from facilities.models import Child, Classroom, Enrolment, Facility, Grant
from facilities.policies import audit_children, audit_row

TASK = "contactbook.tasks.make_book"
OPEN = (BookOrder.State.WAITING, BookOrder.State.WORKING)


@transaction.atomic
def order_book(
    *, actor: User, child: Child, facility: Facility, school_year: int, bleed: bool = False
) -> BookOrder:
    """A guardian's book of her own home. Asked twice while it is made, it is one book."""
    guardian = require_book_reader(actor, child, facility)
    _require_year(school_year, facility)
    whose = {"child": child, "facility": facility, "household": guardian.household,
             "school_year": school_year, "bleed": bleed}  # fmt: skip
    waiting = BookOrder.objects.filter(**whose, batch__isnull=True, state__in=OPEN).first()
    if waiting:
        return waiting
    try:
        with transaction.atomic():
            order = BookOrder.objects.create(**whose, asked_by=actor)
    except IntegrityError:  # the other tap was quicker
        return BookOrder.objects.get(**whose, batch__isnull=True, state__in=OPEN)
    audit_row(actor, "book.ordered", "book", order, year=school_year)
    transaction.on_commit(partial(wake, TASK, str(order.pk)))
    return order


@transaction.atomic
def order_books(*, actor: User, classroom: Classroom, bleed: bool = False) -> BookBatch:
    """The books of a class, one for each child and home that writes for it; a batch at work is handed back."""
    require_binder(actor, classroom)
    Classroom.objects.select_for_update(no_key=True).get(pk=classroom.pk)
    at_work = BookBatch.objects.filter(classroom=classroom, bleed=bleed, orders__state__in=OPEN)
    if twin := at_work.distinct().first():
        return twin
    homes = homes_of(classroom, actor)
    if not homes:
        raise DomainError(_("No child of this class has a family that writes. Nothing was ordered."))
    batch = BookBatch.objects.create(
        facility=classroom.facility, classroom=classroom, bleed=bleed, asked_by=actor
    )
    orders = BookOrder.objects.bulk_create(
        BookOrder(facility=classroom.facility, child_id=child, household_id=household, batch=batch,
                  school_year=classroom.school_year, bleed=bleed, asked_by=actor)
        for child, household in homes
    )  # fmt: skip
    audit_children(
        actor, "book.ordered", sorted({child for child, _home in homes}),
        organisation=classroom.facility.organisation_id, facility=classroom.facility_id, about=("batch", batch.pk),
    )  # fmt: skip
    for order in orders:
        transaction.on_commit(partial(wake, TASK, str(order.pk)))
    return batch


def homes_of(classroom: Classroom, actor: User) -> list[tuple[UUID, UUID]]:
    """(child, household) of all who were in the class and may write for the child now; never the actor's own child."""
    children = Enrolment.objects.filter(classroom=classroom).values("child")
    own = Grant.objects.filter(guardian__user=actor).values("child")
    grants = Grant.objects.live(today_at(classroom.facility)).filter(
        child__in=children, can_view=True, can_write=True
    )
    rows = grants.exclude(child__in=own).order_by("child__family_kana", "child__given_kana", "child", "pk")
    return list(dict.fromkeys(rows.values_list("child", "guardian__household")))


@transaction.atomic
def hand_over_book(*, actor: User, order: UUID) -> BookOrder:
    """The finished book for a guardian of the home or staff of the class, and a line in the audit; else 404."""
    rows = BookOrder.objects.for_family(actor) | BookOrder.objects.for_staff(actor)
    found = rows.filter(pk=order, state=BookOrder.State.DONE, expires_at__gt=timezone.now())
    book = found.select_related("facility", "child", "household").first()
    if book is None:
        raise NotVisible
    audit_row(actor, "book.taken", "book", book, pages=book.pages)
    return book


@transaction.atomic
def hand_over_batch(*, actor: User, batch: UUID) -> list[BookOrder]:
    """All finished books of a class that she may have, with a line in the audit for every child; else 404."""
    found = BookOrder.objects.for_staff(actor).filter(
        batch=batch, state=BookOrder.State.DONE, expires_at__gt=timezone.now()
    )
    books = list(found.select_related("facility", "child", "household").order_by("asked_at", "pk"))
    if not books:
        raise NotVisible
    place = books[0].facility
    audit_children(
        actor, "book.taken", sorted({book.child_id for book in books}),
        organisation=place.organisation_id, facility=place.pk, about=("batch", batch),
    )  # fmt: skip
    return books


def _require_year(school_year: int, facility: Facility) -> None:
    if not 2000 <= school_year <= school_year_of(today_at(facility)):
        raise DomainError(_("Choose a school year that has begun. Nothing was ordered."), code="year")
