from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from contactbook.models import BookSettings, Entry, EntryWrite, Side, State
from contactbook.services import read_entries
from facilities.clock import today_at
from facilities.models import Child, Classroom, Facility, Guardian, Household
from tests import factories
from tests.conftest import SignIn
from tests.contactbook.pages import note_of, page_of, write
from tests.mobile_web.book.home_form import TYPED, URL, typed, yesterday

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english", "clock")]


def test_a_page_is_sent_without_any_script(phone: Client, child: Child) -> None:
    answer = phone.post(URL, typed(child) | TYPED)

    entry = Entry.objects.get()
    assert (answer.status_code, entry.state, entry.side) == (302, State.SENT, Side.HOME)
    assert entry.cells["temperature/a"]["v"] == {"at": "06:50", "c": 36.6}
    assert note_of(entry) == "よく寝ました。"


def test_the_same_form_twice_is_one_page(phone: Client, child: Child) -> None:
    form = typed(child) | TYPED
    for _twice in range(2):
        assert phone.post(URL, form).status_code == 302

    assert (Entry.objects.count(), EntryWrite.objects.count()) == (1, 3)


def test_what_is_still_missing_is_named_and_the_rest_kept(phone: Client, child: Child) -> None:
    answer = phone.post(URL, typed(child, mood="good"))

    assert answer.status_code == 422
    assert "Temperature" in answer.content.decode()
    assert (Entry.objects.get().state, Entry.objects.get().cells["mood"]["v"]) == (State.DRAFT, "good")


@pytest.mark.parametrize("text", ["３８．５", "385", "38,5", "38.5"])
def test_a_temperature_is_understood_as_it_is_typed(phone: Client, child: Child, text: str) -> None:
    phone.post(URL, typed(child) | {"temperature/a:c": text})

    assert Entry.objects.get().cells["temperature/a"]["v"]["c"] == 38.5


def test_a_wrong_value_stays_as_typed_with_its_sentence(phone: Client, child: Child) -> None:
    answer = phone.post(URL, typed(child) | TYPED | {"temperature/a:c": "99"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="99"' in page
    assert "99 is not a temperature" in page
    assert (Entry.objects.get().state, note_of(Entry.objects.get())) == (State.DRAFT, "よく寝ました。")


def test_yesterday_fills_in_only_what_stays_true(phone: Client, guardian: Guardian, child: Child) -> None:
    yesterday(
        guardian,
        child,
        sleep__a={"from": "20:45", "to": "6:20"},
        dinner={"amount": "all", "text": "さけ、ごはん"},
        pick_up={"at": "17:45", "person": "祖母"},
        mood="bad",
        symptoms=["cough"],
        medicine="抗生剤",
    )
    page = phone.get(URL).content.decode()

    assert all(f'value="{one}"' in page for one in ("20:45", "6:20", "さけ、ごはん", "17:45"))
    assert 'placeholder="37.1"' in page
    assert 'value="37.1"' not in page
    assert 'value="bad" checked' not in page
    assert 'value="cough" checked' not in page
    assert 'value="all" checked' not in page
    assert "抗生剤" not in page
    assert not Entry.objects.filter(day=today_at(page_of(child).facility)).exists()


def test_what_was_filled_in_is_sent_with_the_rest(phone: Client, guardian: Guardian, child: Child) -> None:
    was = {"sleep/night": [{"from": "20:45", "to": "06:20"}, 0, True]}
    fields = {"sleep/night:from": "20:45", "sleep/night:to": "06:20"}
    phone.post(URL, typed(child, was) | TYPED | fields)

    assert Entry.objects.get().cells["sleep/night"]["v"] == {"from": "20:45", "to": "06:20"}


def test_the_other_households_page_fills_in_nothing(
    phone: Client, separated_guardian: Guardian, child: Child
) -> None:
    yesterday(separated_guardian, child, dinner={"amount": "", "text": "父の家のカレー"})

    assert "カレー" not in phone.get(URL).content.decode()


def test_two_phones_of_one_home_lose_nothing(
    phone: Client, signed_in: SignIn, guardian: Guardian, co_guardian: Guardian, child: Child
) -> None:
    assert co_guardian.user
    was = {"sleep/night": [{"from": "21:00", "to": "06:45"}, 0, True]}
    night = {"sleep/night:from": "21:00", "sleep/night:to": "06:45"}
    write(guardian, page_of(child, Side.HOME), sleep__night={"from": "20:00", "to": "6:00"}, note="母の文")
    other = signed_in(co_guardian.user)
    other.post(URL, typed(child, was) | TYPED | night | {"note": "父の文"})

    entry = Entry.objects.get()
    assert entry.cells["sleep/night"]["v"]["from"] == "20:00"
    assert note_of(entry) == "母の文"
    assert "父の文" in phone.get(URL).content.decode()


def test_one_of_the_home_settles_the_two_texts(
    phone: Client, guardian: Guardian, co_guardian: Guardian, child: Child
) -> None:
    write(guardian, page_of(child, Side.HOME), note="母の文")
    late = write(co_guardian, page_of(child, Side.HOME), note="父の文").kept[0]
    for _twice in range(2):
        assert phone.post(f"{URL}settle/{late.pk}/", {"stands": "both"}).status_code == 302

    assert note_of(Entry.objects.get()) == "母の文\n父の文"
    assert "父の文" in phone.get(URL).content.decode()
    assert EntryWrite.objects.get(pk=late.pk).outcome == EntryWrite.Outcome.SETTLED


def test_nobody_else_settles_a_homes_texts(
    signed_in: SignIn, guardian: Guardian, separated_guardian: Guardian, child: Child, teacher: Any
) -> None:
    write(guardian, page_of(child, Side.HOME), note="一")
    late = write(guardian, page_of(child, Side.HOME), note="二").kept[0]
    for stranger in (separated_guardian.user, teacher):
        assert signed_in(stranger).post(f"{URL}settle/{late.pk}/", {"stands": "second"}).status_code == 404
    assert note_of(Entry.objects.get()) == "一"


def test_after_staff_opened_it_a_change_is_shown_as_changed(
    phone: Client, guardian: Guardian, child: Child, teacher: Any
) -> None:
    phone.post(URL, typed(child) | TYPED)
    entry = Entry.objects.get()
    read_entries(actor=teacher, entries=[entry.pk])
    was = {"mood": ["good", entry.cells["mood"]["r"], False]}
    assert "Your nursery opened it" in phone.get(URL).content.decode()
    phone.post(URL, typed(child, was, mood="fair"))

    entry.refresh_from_db()
    assert (entry.cells["mood"]["v"], entry.changed_at is not None) == ("fair", True)


def test_siblings_are_tabs_of_one_page_each_with_her_own_form(
    phone: Client, guardian: Guardian, child: Child, other_classroom: Classroom
) -> None:
    brother = factories.make_child(other_classroom, given_name="湊斗")
    factories.grant(guardian, brother)
    page = phone.get(f"{URL}?child={brother.pk}").content.decode()
    assert page.count("data-tab=") == 2
    assert page.count("data-book=") == 2

    answer = phone.post(URL, typed(brother) | TYPED)
    assert f"child={child.pk}" in answer["Location"]
    assert Entry.objects.get().child == brother


def test_after_the_nurserys_hour_it_warns_and_still_takes(
    phone: Client, child: Child, facility: Facility
) -> None:
    BookSettings.objects.create(facility=facility, home_until="08:00")

    assert "until 8:00" in phone.get(URL).content.decode()
    assert phone.post(URL, typed(child) | TYPED).status_code == 302


def test_another_childs_form_and_another_week_are_not_there(
    phone: Client, child: Child, other_classroom: Classroom
) -> None:
    stranger = factories.make_child(other_classroom)
    assert phone.post(URL, typed(stranger) | TYPED).status_code == 404
    long_ago = (today_at(page_of(child).facility) - timedelta(days=30)).isoformat()
    assert phone.post(URL, typed(child) | TYPED | {"day": long_ago}).status_code == 422
    assert phone.post(URL, {}).status_code == 422
    assert not Entry.objects.exists()


def test_the_evening_before_is_for_tomorrow(phone: Client, child: Child) -> None:
    tomorrow = today_at(page_of(child).facility) + timedelta(days=1)
    assert "Tomorrow" in phone.get(f"{URL}?day={tomorrow}").content.decode()
    phone.post(URL, typed(child) | TYPED | {"day": tomorrow.isoformat()})

    assert Entry.objects.get().day == tomorrow


def test_a_damaged_list_of_what_was_there_loses_no_word(phone: Client, child: Child) -> None:
    for was in ("[", "[]", '{"note": 1}', '{"note": ["x"]}'):
        phone.post(URL, typed(child) | TYPED | {"was": was})

    assert note_of(Entry.objects.get()) == "よく寝ました。"


def test_two_siblings_cost_a_few_queries_more_than_one(
    phone: Client, guardian: Guardian, child: Child, classroom: Classroom, django_assert_max_num_queries: Any
) -> None:
    sister = factories.make_child(classroom, given_name="結衣")
    factories.grant(guardian, sister)
    for one in (child, sister):
        yesterday(guardian, one, dinner={"amount": "", "text": "さけ"})
    phone.get(URL)
    with django_assert_max_num_queries(30):
        phone.get(URL)


def test_who_reads_along_is_told_so(signed_in: SignIn, relative: Guardian, household: Household) -> None:
    assert relative.user
    assert signed_in(relative.user).get(URL).status_code == 403
