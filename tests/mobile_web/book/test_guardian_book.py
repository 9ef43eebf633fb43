"""The contact book on the family's phone."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from contactbook.merge import CellWrite
from contactbook.models import Entry, EntryReading, Side
from contactbook.services import Upload, add_photo, correct_entry, publish_entries, read_entries, send_entry
from facilities.models import Child, Classroom, Enrolment, Facility, Guardian
from tests import factories
from tests.conftest import SignIn
from tests.contactbook.pages import journal_of, page_of, write
from tests.contactbook.pictures import jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HX = {"HX-Request": "true"}


def published(teacher: User, child: Child, day: date | None = None, **cells: object) -> Entry:
    page = page_of(child, day=day) if day else page_of(child)
    entry = write(teacher, page, **{"note": "落ち葉を集めました。", **cells}).entry
    publish_entries(actor=teacher, facility=entry.facility, entries=[entry.pk])
    return Entry.objects.get(pk=entry.pk)


def read(client: Client, query: str = "") -> str:
    return client.get(reverse("guardian_book") + query).content.decode()


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


def test_photos_stand_small_and_open_large(
    signed_in: SignIn, teacher: User, guardian: Guardian, child: Child, facility: Facility
) -> None:
    photo = add_photo(actor=teacher, page=page_of(child), upload=Upload(uuid4(), jpeg(), "落ち葉の道"))
    publish_entries(actor=teacher, facility=facility, entries=[photo.entry_id])
    client = signed_in(guardian.user)
    page = read(client)
    answer = client.get(reverse("entry_photo", args=[photo.pk, "small"]))

    assert reverse("entry_photo", args=[photo.pk, "large"]) in page
    assert "落ち葉の道" in page
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["X-Content-Type-Options"] == "nosniff"
    again = client.get(
        reverse("entry_photo", args=[photo.pk, "small"]), headers={"If-None-Match": answer["ETag"]}
    )
    assert again.status_code == 304


def test_a_known_copy_of_a_photo_is_no_answer_to_who_may_not_see_it_any_more(
    signed_in: SignIn, teacher: User, outsider: Guardian, child: Child
) -> None:
    photo = add_photo(actor=teacher, page=page_of(child), upload=Upload(uuid4(), jpeg()))
    address = reverse("entry_photo", args=[photo.pk, "small"])
    etag = signed_in(teacher).get(address)["ETag"]

    assert signed_in(outsider.user).get(address, headers={"If-None-Match": etag}).status_code == 404


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


@pytest.mark.parametrize("query", ["カレー", "かれー", "カ", "おか", "カレー おかわり", "11/25"])
def test_words_and_days_are_found_also_short_ones(
    signed_in: SignIn, teacher: User, guardian: Guardian, child: Child, query: str
) -> None:
    published(teacher, child, note="給食のカレーをおかわりしました。")
    page = signed_in(guardian.user).get(reverse("guardian_book_search"), {"q": query}).content.decode()

    assert reverse("guardian_book_day", args=[child.pk, timezone.localdate()]) in page
    assert "11/25" in query or "<mark>" in page


@pytest.mark.parametrize("query", ["100%", "_", "おかわり カレーパン", "母の家"])
def test_what_is_not_there_or_not_hers_is_not_found(
    signed_in: SignIn,
    teacher: User,
    guardian: Guardian,
    separated_guardian: Guardian,
    child: Child,
    query: str,
) -> None:
    published(teacher, child, note="給食のカレーをおかわりしました。")
    home = page_of(child, Side.HOME)
    write(guardian, home, temperature__a={"c": "36.6"}, note="母の家のこと")
    assert guardian.user is not None
    send_entry(actor=guardian.user, page=home)
    client = signed_in(separated_guardian.user)
    page = client.get(reverse("guardian_book_search"), {"q": query}).content.decode()

    assert reverse("guardian_book_day", args=[child.pk, timezone.localdate()]) not in page


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
