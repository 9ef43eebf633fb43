"""The shelf of a family and of a class: what stands on it, for whom, and what comes out."""

import io
from datetime import date
from zipfile import ZipFile

import pytest
from django.test import Client

from accounts.models import User
from contactbook.models import BookOrder, BookSettings
from facilities.models import Child, Classroom, Guardian
from tests.conftest import SignIn
from tests.contactbook.bound import APRIL, book_for, enrolled_in_april, made, told, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SHELF = "/book/bound/"


@pytest.fixture
def child(classroom: Classroom) -> Child:
    child = enrolled_in_april(classroom)
    told(child, APRIL, "四月の話")
    return child


def order(client: Client, child: Child, **fields: object) -> int:
    place = child.enrolments.get().facility_id
    return client.post(f"{SHELF}{child.pk}/order/", {"facility": place, "year": 2026, **fields}).status_code


def body(answer: object) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_a_family_orders_watches_and_takes_its_book(
    signed_in: SignIn, guardian: Guardian, child: Child
) -> None:
    client = signed_in(user_of(guardian))

    assert order(client, child) == 302
    assert 'hx-trigger="every 2s"' in client.get(SHELF).content.decode()
    book = made(BookOrder.objects.get())
    page = client.get(SHELF).content.decode()
    taken = client.get(f"{SHELF}{book.pk}/file/")

    assert 'hx-trigger="every 2s"' not in page
    assert f"{SHELF}{book.pk}/file/" in page
    assert body(taken).startswith(b"%PDF-")
    assert (taken["Content-Type"], taken["Cache-Control"]) == ("application/pdf", "no-store")


def test_the_progress_comes_as_a_part_of_the_page(
    signed_in: SignIn, guardian: Guardian, child: Child
) -> None:
    client = signed_in(user_of(guardian))
    order(client, child)

    part = client.get(SHELF, headers={"HX-Request": "true"}).content.decode()

    assert 'id="bound"' in part
    assert "<html" not in part


@pytest.mark.parametrize("person", ["separated_guardian", "blocked_guardian", "expired_guardian", "outsider"])
def test_anothers_book_is_not_there(
    signed_in: SignIn, guardian: Guardian, child: Child, person: str, request: pytest.FixtureRequest
) -> None:
    book = made(book_for(guardian, child))
    client = signed_in(user_of(request.getfixturevalue(person)))

    assert client.get(f"{SHELF}{book.pk}/file/").status_code == 404
    assert str(book.pk) not in client.get(SHELF).content.decode()


@pytest.mark.parametrize("person", ["blocked_guardian", "expired_guardian", "outsider"])
def test_who_may_not_view_the_child_orders_nothing(
    signed_in: SignIn, child: Child, person: str, request: pytest.FixtureRequest
) -> None:
    client = signed_in(user_of(request.getfixturevalue(person)))

    assert order(client, child) == 404
    assert not BookOrder.objects.exists()


def test_bad_fields_order_nothing(signed_in: SignIn, guardian: Guardian, child: Child) -> None:
    client = signed_in(user_of(guardian))

    assert order(client, child, year="いつか") == 302
    assert order(client, child, year=2031) == 422
    assert order(client, child, facility="00000000-0000-0000-0000-000000000000") == 404
    assert not BookOrder.objects.exists()


def test_a_nursery_that_hands_books_out_itself_says_so(
    signed_in: SignIn, guardian: Guardian, child: Child
) -> None:
    BookSettings.objects.create(facility=child.enrolments.get().facility, may_download_book=False)
    client = signed_in(user_of(guardian))

    assert "<form" not in client.get(SHELF).content.decode().partition('id="bound"')[2].partition("</main")[0]
    assert order(client, child) == 403


def test_a_class_is_ordered_and_taken_as_one_file(
    signed_in: SignIn, manager: User, child: Child, guardian: Guardian, separated_guardian: Guardian
) -> None:
    room = child.enrolments.get().classroom
    client = signed_in(manager)

    assert client.post(f"/class/{room.pk}/books/order/").status_code == 302
    for book in BookOrder.objects.all():
        made(book)
    page = client.get(f"/class/{room.pk}/books/").content.decode()
    archive = client.get(f"/class/books/{BookOrder.objects.all()[0].batch_id}/all/")

    assert "2" in page
    with ZipFile(io.BytesIO(body(archive))) as zipped:
        names = zipped.namelist()
        assert all(zipped.read(name).startswith(b"%PDF-") for name in names)
    assert sorted(name.partition("-")[2] for name in names) == sorted(
        f"髙橋陽葵-{one.household.name}.pdf" for one in (guardian, separated_guardian)
    )


def test_a_teacher_sees_her_class_and_no_other(
    signed_in: SignIn, teacher: User, classroom: Classroom, other_classroom: Classroom, child: Child
) -> None:
    client = signed_in(teacher)

    assert client.get("/class/books/").status_code == 200
    assert client.get(f"/class/{classroom.pk}/books/").status_code == 200
    assert client.get(f"/class/{other_classroom.pk}/books/").status_code == 404
    assert client.post(f"/class/{other_classroom.pk}/books/order/").status_code == 404


def test_the_shelf_costs_the_same_queries_for_one_year_or_three(
    signed_in: SignIn, guardian: Guardian, child: Child, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    for year in (2024, 2025):
        told(child, date(year, 6, 3), "むかしの話")
    client = signed_in(user_of(guardian))
    client.get(SHELF)

    with django_assert_max_num_queries(16):  # type: ignore[operator]
        page = client.get(SHELF).content.decode()

    assert page.count("bound__volume") == 3
