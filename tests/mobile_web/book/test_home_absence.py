"""A child who stays at home: told on the page of the contact book, in one step."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client

from attendance.models import Report
from attendance.services import Seat, Words, send_report
from contactbook.models import Entry, State
from facilities.clock import today_at
from facilities.models import Child, Guardian
from tests.contactbook.pages import note_of, page_of
from tests.mobile_web.book.home_form import URL, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english", "clock")]


def test_an_illness_is_told_in_one_step(phone: Client, child: Child) -> None:
    form = typed(child, coming="sick") | {
        "temperature/a:c": "38.5",
        "symptoms": ["cough", "rash"],
        "note": "夜から",
    }
    for _twice in range(2):
        assert phone.post(URL, form).status_code == 302

    report = Report.objects.get()
    assert (report.kind, report.reason, str(report.temperature)) == ("absent", "sick", "38.5")
    assert (report.symptoms, report.note) == (["cough", "rash"], "夜から")
    assert Entry.objects.get().state == State.SENT


def test_a_family_matter_needs_no_temperature(phone: Client, child: Child) -> None:
    assert phone.post(URL, typed(child, coming="private")).status_code == 302
    assert Report.objects.get().reason == "private"
    assert Entry.objects.get().state == State.SENT


def test_an_illness_without_a_word_is_refused_and_nothing_is_sent(phone: Client, child: Child) -> None:
    answer = phone.post(URL, typed(child, coming="sick"))

    assert answer.status_code == 422
    assert not Report.objects.exists()
    assert not Entry.objects.filter(state=State.SENT).exists()


def test_what_was_suggested_is_not_said_of_a_child_who_stays_home(phone: Client, child: Child) -> None:
    was = {"sleep/night": [{"from": "20:45", "to": "06:20"}, 0, True]}
    fields = {"sleep/night:from": "20:45", "sleep/night:to": "06:20"}
    phone.post(URL, typed(child, was, coming="private") | fields)

    assert Entry.objects.get().cells == {}


def test_an_absence_told_before_is_not_asked_again(phone: Client, child: Child) -> None:
    phone.post(URL, typed(child, coming="sick") | {"temperature/a:c": "38.5"})
    page = phone.get(URL).content.decode()

    assert "stays at home today" in page
    assert 'name="coming"' not in page


def test_what_the_report_says_is_not_asked_again(phone: Client, guardian: Guardian, child: Child) -> None:
    assert guardian.user
    place = page_of(child).facility
    day = today_at(place)
    words = Words("absent", day, day, reason="sick", temperature=Decimal("38.5"), symptoms=("cough",))
    send_report(actor=guardian.user, seats=[Seat(child, place)], id=uuid4(), words=words)
    page = phone.get(URL).content.decode()

    assert 'value="38.5"' in page
    assert 'value="cough" checked' in page


def test_a_child_told_absent_elsewhere_is_told_once(phone: Client, child: Child) -> None:
    phone.post(URL, typed(child, coming="private"))
    assert phone.post(URL, typed(child, coming="sick") | {"temperature/a:c": "38.5"}).status_code == 302
    assert Report.objects.get().reason == "private"


def test_a_long_note_goes_whole_into_the_book_and_its_beginning_into_the_report(
    phone: Client, child: Child
) -> None:
    phone.post(URL, typed(child, coming="private", note="あ" * 4_000))

    assert len(note_of(Entry.objects.get())) == 4_000
    assert len(Report.objects.get().note) == 300
