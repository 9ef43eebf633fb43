"""The contact book on the family's phone."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from contactbook.merge import CellWrite
from contactbook.models import EntryReading, Side
from contactbook.services import correct_entry, publish_entries, read_entries, send_entry
from facilities.models import Child, Classroom, Enrolment, Guardian
from tests import factories
from tests.conftest import SignIn
from tests.contactbook.pages import journal_of, page_of, write
from tests.mobile_web.book.reading import published, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HX = {"HX-Request": "true"}


def test_the_newest_day_stands_whole_and_the_others_as_rows(
    signed_in: SignIn, teacher: User, guardian: Guardian, child: Child
) -> None:
    today = timezone.localdate()
    published(teacher, child, today - timedelta(days=1), note="砂場で山を作りました。")
    published(
        teacher, child, lunch={"amount": "all", "text": "豚汁"}, nap__a={"from": "12:25", "to": "14:40"}
    )
    page = read(signed_in(guardian.user))

    assert "落ち葉を集めました。" in page
    assert "豚汁" in page
    assert "12:25" in page
    assert reverse("guardian_book_day", args=[child.pk, today - timedelta(days=1)]) in page
    assert "鈴木" in page


def test_what_she_has_before_her_is_read_and_rows_of_other_days_are_not(
    signed_in: SignIn, teacher: User, guardian: Guardian, child: Child
) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    older, newer = published(teacher, child, yesterday), published(teacher, child)
    client = signed_in(guardian.user)
    client.get(reverse("guardian_book"), headers={"Sec-Purpose": "prefetch"})
    client.get(reverse("guardian_book"), headers=HX)
    assert not EntryReading.objects.exists()

    read(client)
    assert list(EntryReading.objects.values_list("entry", flat=True)) == [newer.pk]
    client.get(reverse("guardian_book_day", args=[child.pk, yesterday]))
    assert set(EntryReading.objects.values_list("entry", flat=True)) == {newer.pk, older.pk}


def test_what_came_in_while_the_page_was_open_is_noted_by_the_page(
    signed_in: SignIn, teacher: User, guardian: Guardian, child: Child
) -> None:
    client, entry = signed_in(guardian.user), published(teacher, child)
    assert str(entry.pk) in client.get(reverse("guardian_book"), headers=HX).content.decode()
    for _twice in range(2):
        assert client.post(reverse("guardian_book_read"), {"entry": str(entry.pk)}).status_code == 204

    assert EntryReading.objects.get().user == guardian.user


def test_the_family_sees_who_has_read_and_when_the_teacher_saw_its_page(
    signed_in: SignIn, teacher: User, guardian: Guardian, co_guardian: Guardian, child: Child
) -> None:
    entry = published(teacher, child)
    home = page_of(child, Side.HOME)
    sent = write(guardian, home, temperature__a={"c": "36.6"}, note="よく眠りました").entry
    assert guardian.user is not None
    send_entry(actor=guardian.user, page=home)
    read_entries(actor=teacher, entries=[sent.pk])
    assert co_guardian.user is not None
    read_entries(actor=co_guardian.user, entries=[entry.pk])
    page = read(signed_in(guardian.user))

    assert "よく眠りました" in page
    assert "8:12" in page
    assert "read-marks" in page


def test_the_other_home_reads_the_nursery_and_not_what_this_home_wrote(
    signed_in: SignIn, teacher: User, guardian: Guardian, separated_guardian: Guardian, child: Child
) -> None:
    published(teacher, child)
    home = page_of(child, Side.HOME)
    write(guardian, home, temperature__a={"c": "36.6"}, note="母の家のこと")
    assert guardian.user is not None
    send_entry(actor=guardian.user, page=home)
    page = read(signed_in(separated_guardian.user))

    assert "落ち葉を集めました。" in page
    assert "母の家のこと" not in page


def test_a_correction_shows_why_and_what_stood_there(
    signed_in: SignIn, teacher: User, guardian: Guardian, child: Child
) -> None:
    entry = published(teacher, child)
    change = CellWrite("note", "どんぐりを集めました。", entry.cells["note"]["r"])
    correct_entry(actor=teacher, entry=entry, writes=[change], reason="取り違え")
    page = read(signed_in(guardian.user))

    assert page.index("どんぐりを集めました。") < page.index("取り違え") < page.index("落ち葉を集めました。")


def test_the_journal_of_her_class_stands_on_its_day(
    signed_in: SignIn, teacher: User, guardian: Guardian, child: Child, classroom: Classroom
) -> None:
    entry = write(teacher, journal_of(classroom), note="うさぎ組だより").entry
    publish_entries(actor=teacher, facility=classroom.facility, entries=[entry.pk])

    assert "うさぎ組だより" in read(signed_in(guardian.user))


def test_months_lead_to_the_last_in_which_something_stands(
    signed_in: SignIn, teacher: User, guardian: Guardian, child: Child
) -> None:
    Enrolment.objects.filter(child=child).update(starts_on=date(2024, 4, 1))
    for day in (date(2026, 11, 20), date(2026, 3, 2), date(2024, 5, 1)):
        published(teacher, child, day, note=f"{day}のこと")
    client = signed_in(guardian.user)

    assert "month=2026-03" in read(client)
    march = read(client, f"?child={child.pk}&month=2026-03")
    assert "month=2024-05" in march
    assert "month=2026-11" in march
    assert "2024-05-01のこと" in read(client, f"?child={child.pk}&month=2025-01")


def test_after_leaving_the_book_is_still_there(
    signed_in: SignIn, teacher: User, guardian: Guardian, child: Child
) -> None:
    Enrolment.objects.filter(child=child).update(starts_on=date(2024, 4, 1))
    published(teacher, child, date(2026, 3, 2), note="卒園の日")
    Enrolment.objects.filter(child=child).update(ends_on=date(2026, 3, 31))
    client = signed_in(guardian.user)

    assert "卒園の日" in read(client)
    assert "卒園" in client.get(reverse("guardian_book_search"), {"q": "卒園"}).content.decode()


def test_a_script_in_a_text_is_a_text(
    signed_in: SignIn, teacher: User, guardian: Guardian, child: Child
) -> None:
    published(teacher, child, note="<script>alert(1)</script>落ち葉")
    client = signed_in(guardian.user)

    assert "<script>alert" not in read(client)
    assert (
        "<script>alert" not in client.get(reverse("guardian_book_search"), {"q": "落ち葉"}).content.decode()
    )


def test_a_month_of_pages_costs_no_more_than_a_day(
    signed_in: SignIn,
    teacher: User,
    guardian: Guardian,
    child: Child,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    for n in range(20):
        published(teacher, child, timezone.localdate() - timedelta(days=n))
    client = signed_in(guardian.user)
    read(client)

    with django_assert_max_num_queries(24):  # type: ignore[attr-defined]
        read(client)


def test_home_says_that_there_is_something_to_read_until_she_has_read_it(
    signed_in: SignIn, teacher: User, guardian: Guardian, child: Child
) -> None:
    client, entry = signed_in(guardian.user), published(teacher, child)
    address = f"{reverse('guardian_book')}?child={child.pk}"
    before = client.get(reverse("guardian_home")).content.decode()
    assert guardian.user is not None
    read_entries(actor=guardian.user, entries=[entry.pk])
    after = client.get(reverse("guardian_home")).content.decode()

    assert (address in before, address in after) == (True, False)


def test_somebody_elses_child_has_no_book_here(
    signed_in: SignIn, outsider: Guardian, teacher: User, child: Child
) -> None:
    published(teacher, child)
    client, today = signed_in(outsider.user), timezone.localdate()
    addresses = (
        reverse("guardian_book_day", args=[child.pk, today]),
        f"{reverse('guardian_book')}?child={child.pk}",
        f"{reverse('guardian_book_search')}?child={child.pk}&q=落ち葉",
    )

    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]


def test_staff_read_one_childs_book_with_who_of_the_family_has_read(
    signed_in: SignIn, teacher: User, guardian: Guardian, child: Child, other_teacher: User
) -> None:
    entry = published(teacher, child)
    home = page_of(child, Side.HOME)
    sent = write(guardian, home, temperature__a={"c": "36.6"}, note="よく眠りました").entry
    assert guardian.user is not None
    send_entry(actor=guardian.user, page=home)
    read_entries(actor=guardian.user, entries=[entry.pk])
    address = reverse("teacher_book_child", args=[child.pk])
    page = signed_in(teacher).get(address).content.decode()

    assert "髙橋 沙織" in page
    assert "よく眠りました" in page
    assert EntryReading.objects.filter(entry=sent, user=teacher).exists()
    assert "<mark>" in signed_in(teacher).get(address, {"q": "眠り"}).content.decode()
    assert signed_in(other_teacher).get(address).status_code == 404
    assert signed_in(guardian.user).get(address).status_code == 404


def test_nobody_opens_the_book_of_her_own_child_as_staff(
    signed_in: SignIn, manager: User, child: Child
) -> None:
    away = factories.make_household(child.organisation)
    mother = factories.make_guardian(child, away)
    Guardian.objects.filter(pk=mother.pk).update(user=manager)

    assert signed_in(manager).get(reverse("teacher_book_child", args=[child.pk])).status_code == 404
