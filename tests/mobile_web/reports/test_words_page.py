"""Staff answer what families say: waiting ones first, one tap each, changes with both versions."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from attendance import services
from attendance.models import Contest, Report
from attendance.services import Seat
from attendance.services.contests import Claim
from facilities.models import Child, Classroom, Facility, Guardian
from tests import factories
from tests.attendance.reports import WEDNESDAY, ill, late, send, sent
from tests.conftest import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def report(guardian: Guardian, child: Child, facility: Facility) -> Report:
    return sent(guardian, facility, child, ill(note="小児科へ行きます"))


def test_what_waits_is_confirmed_with_one_tap(signed_in: SignIn, teacher: User, report: Report) -> None:
    client = signed_in(teacher)
    assert "小児科へ行きます" in client.get(reverse("office_words")).content.decode()

    answer = client.post(reverse("attendance_report_confirm"), {"report": report.pk})

    report.refresh_from_db()
    assert (answer.status_code, report.state) == (302, "confirmed")


def test_a_board_that_asks_without_a_page_gets_none(signed_in: SignIn, teacher: User, report: Report) -> None:
    answer = signed_in(teacher).post(
        reverse("attendance_report_confirm"), {"report": report.pk}, headers={"HX-Request": "true"}
    )

    assert answer.status_code == 204


def test_all_that_are_ticked_are_confirmed_as_they_were_read(
    signed_in: SignIn, teacher: User, report: Report, guardian: Guardian, classroom: Classroom
) -> None:
    brother = factories.make_child(classroom)
    factories.grant(guardian, brother)
    other = send(guardian, classroom.facility, brother)[0]
    services.change_report(actor=guardian.user, report=other, version=0, words=late())

    signed_in(teacher).post(
        reverse("attendance_report_confirm"), {"report": [f"{report.pk}:0", f"{other.pk}:0"]}
    )

    report.refresh_from_db()
    other.refresh_from_db()
    assert (report.state, other.state) == ("confirmed", "sent")


def test_nonsense_is_not_there(signed_in: SignIn, teacher: User) -> None:
    client = signed_in(teacher)

    for text in ("", "x", str(uuid4())):
        assert client.post(reverse("attendance_report_confirm"), {"report": text}).status_code in (302, 404)


def test_a_teacher_of_another_class_finds_nothing(
    signed_in: SignIn, other_teacher: User, report: Report
) -> None:
    client = signed_in(other_teacher)

    assert "小児科へ行きます" not in client.get(reverse("office_words")).content.decode()
    assert client.get(reverse("office_word", args=[report.pk])).status_code == 404
    assert client.post(reverse("attendance_report_confirm"), {"report": report.pk}).status_code == 404


def test_a_change_stands_beside_what_holds(
    signed_in: SignIn, teacher: User, guardian: Guardian, report: Report
) -> None:
    services.confirm_report(actor=teacher, report=report)
    asked = services.ask_change(
        actor=guardian.user, report=report, id=uuid4(), words=late(note="熱が下がりました")
    )

    page = signed_in(teacher).get(reverse("office_word", args=[asked.pk])).content.decode()

    assert "小児科へ行きます" in page
    assert "熱が下がりました" in page


def test_refusing_without_a_sentence_is_shown_again(signed_in: SignIn, teacher: User, report: Report) -> None:
    address = reverse("office_word_refuse", args=[report.pk])
    client = signed_in(teacher)
    assert client.post(address, {"answer": ""}).status_code == 422

    client.post(address, {"answer": "お電話ください。"})

    report.refresh_from_db()
    assert (report.state, report.answer) == ("refused", "お電話ください。")


def test_a_question_about_times_is_answered_on_the_page(
    signed_in: SignIn, teacher: User, guardian: Guardian, child: Child, facility: Facility
) -> None:
    claim = Claim(WEDNESDAY - timedelta(days=1), "お迎えは18時でした")
    asked = services.contest_day(actor=guardian.user, seat=Seat(child, facility), id=uuid4(), claim=claim)
    client = signed_in(teacher)
    assert "お迎えは18時でした" in client.get(reverse("office_words")).content.decode()

    client.post(reverse("office_contest", args=[asked.pk]), {"decision": "keep", "answer": "門の時刻です。"})

    assert Contest.objects.get().state == "kept"


def test_a_call_is_written_down(signed_in: SignIn, manager: User, child: Child, facility: Facility) -> None:
    client = signed_in(manager)
    address = reverse("office_word_new", args=[child.pk])
    assert client.get(address).status_code == 200
    seat = f"{child.pk}.{facility.pk}"

    fields = {
        "id": uuid4(),
        "children": seat,
        "kind": "absent",
        "day": WEDNESDAY.isoformat(),
        "reason": "private",
    }
    client.post(address, fields)

    assert Report.objects.get().state == "confirmed"


def test_the_page_asks_the_same_questions_for_one_report_and_for_many(
    signed_in: SignIn,
    manager: User,
    report: Report,
    guardian: Guardian,
    classroom: Classroom,
    django_assert_num_queries: Callable[..., object],
) -> None:
    client = signed_in(manager)
    client.get(reverse("office_words"))
    with CaptureQueriesContext(connection) as for_one:
        client.get(reverse("office_words"))
    for number in range(8):
        child = factories.make_child(classroom, given_name=f"子{number}")
        factories.grant(guardian, child)
        sent(guardian, classroom.facility, child)

    with django_assert_num_queries(len(for_one)):
        client.get(reverse("office_words"))
