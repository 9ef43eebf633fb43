"""The office's board, month, settings and statistics."""

from collections.abc import Callable
from datetime import date, time, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import User
from attendance import services
from attendance.models import AttendanceSettings, Stamp
from facilities.models import Child, Classroom, Facility, Guardian
from tests import factories
from tests.attendance.care_world import make_contract
from tests.conftest import MORNING, SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "_english")]
MONTH = date(2026, 11, 1)


def place(facility: Facility, name: str = "office_attendance_place") -> str:
    return reverse(name, args=[facility.pk])


def month(facility: Facility, name: str = "office_month", when: date = MONTH) -> str:
    return reverse(name, args=[facility.pk, when])


@pytest.fixture
def arrival(manager: User, facility: Facility, child: Child) -> Stamp:
    key = uuid4()
    services.add_stamp(
        actor=manager, facility=facility, child=child, id=key, kind="in",
        at=MORNING - timedelta(minutes=10), reason="forgotten",
    )  # fmt: skip
    return Stamp.objects.get(pk=key)


def test_the_board_shows_every_class_with_times(
    english: SignIn,
    manager: User,
    facility: Facility,
    child: Child,
    other_classroom: Classroom,
    arrival: Stamp,
) -> None:
    factories.make_child(other_classroom, given_name="蓮")

    page = english(manager).get(reverse("office_attendance")).content.decode()

    assert child.given_name in page
    assert "蓮" in page
    assert "8:02" in page


@pytest.mark.parametrize(
    ("query", "shown"), [("state=present", True), ("state=left", False), ("alarm=1", False)]
)
def test_filters_leave_out_who_does_not_fit(
    english: SignIn, manager: User, facility: Facility, child: Child, arrival: Stamp, query: str, shown: bool
) -> None:
    page = english(manager).get(f"{place(facility)}?{query}").content.decode()

    assert (f"row-{child.pk}" in page) is shown


def test_a_class_can_be_chosen(
    english: SignIn, manager: User, facility: Facility, child: Child, other_classroom: Classroom
) -> None:
    other = factories.make_child(other_classroom)

    page = english(manager).get(f"{place(facility)}?class={other_classroom.pk}").content.decode()

    assert f"row-{other.pk}" in page
    assert f"row-{child.pk}" not in page


def test_who_may_not_fetch_is_marked(
    english: SignIn, manager: User, facility: Facility, child: Child, blocked_guardian: Guardian
) -> None:
    make_contract(facility, child, picker=blocked_guardian)

    assert "may not fetch her" in english(manager).get(place(facility)).content.decode()


def test_a_past_day_offers_no_stamps(
    english: SignIn, manager: User, facility: Facility, child: Child
) -> None:
    page = english(manager).get(f"{place(facility)}?day=2026-11-24").content.decode()

    assert "A past day" in page
    assert 'name="child"' not in page


def test_several_children_are_stamped_together_once(
    english: SignIn, manager: User, facility: Facility, classroom: Classroom, child: Child
) -> None:
    more = factories.make_child(classroom)
    fields = {"id": str(uuid4()), "kind": "in", "child": [str(child.pk), str(more.pk)]}
    browser = english(manager)

    for _tap in range(2):
        assert browser.post(place(facility, "office_attendance_many"), fields).status_code == 302

    assert set(Stamp.objects.values_list("child", flat=True)) == {child.pk, more.pk}
    assert Stamp.objects.count() == 2


@pytest.mark.parametrize("wrong", [{"child": []}, {"child": ["x"]}, {"kind": "either"}, {"id": "1"}])
def test_bulk_nonsense_saves_nothing(
    english: SignIn, manager: User, facility: Facility, child: Child, wrong: dict[str, object]
) -> None:
    fields = {"id": str(uuid4()), "kind": "in", "child": [str(child.pk)], **wrong}

    assert english(manager).post(place(facility, "office_attendance_many"), fields).status_code == 422
    assert not Stamp.objects.exists()


def test_one_strange_child_among_several_saves_nothing(
    english: SignIn, manager: User, facility: Facility, child: Child, outsider: Guardian
) -> None:
    strange = Child.objects.exclude(pk=child.pk).first()
    assert strange
    fields = {"id": str(uuid4()), "kind": "in", "child": [str(child.pk), str(strange.pk)]}

    assert english(manager).post(place(facility, "office_attendance_many"), fields).status_code == 404
    assert not Stamp.objects.exists()


def test_the_board_costs_the_same_for_many_children(
    english: SignIn, manager: User, facility: Facility, classroom: Classroom, queries_of: Callable[..., int]
) -> None:
    browser = english(manager)
    factories.make_child(classroom)
    browser.get(place(facility))
    few = queries_of(browser, place(facility))
    for _child in range(30):
        factories.make_child(classroom)

    assert queries_of(browser, place(facility)) == few


def test_settings_are_saved_and_a_colleagues_are_kept(
    english: SignIn, manager: User, facility: Facility
) -> None:
    fields = {
        "version": 0, "report_by": "08:45", "after_deadline": "block", "watch_at": "09:15", "answer_minutes": 10,
        "closing_minutes": 15, "duplicate_minutes": 20, "nap_minutes_babies": 5, "nap_minutes": 10,
        "weekdays": [0, 1, 2, 3, 4], "is_watching": "on",
    }  # fmt: skip
    browser, address = english(manager), place(facility, "office_attendance_settings")

    assert browser.post(address, fields).status_code == 302
    row = AttendanceSettings.objects.get()
    assert (row.report_by, row.weekdays, row.tells_guardians) == (time(8, 45), [0, 1, 2, 3, 4], False)
    answer = browser.post(address, {**fields, "duplicate_minutes": 25})
    assert answer.status_code == 409
    assert "A colleague has changed the settings" in answer.content.decode()
    assert browser.post(address, {**fields, "version": 1, "duplicate_minutes": 70}).status_code == 422


def test_holidays_and_own_days_are_listed(english: SignIn, manager: User, facility: Facility) -> None:
    browser = english(manager)
    browser.post(place(facility, "office_holidays"), {"year": 2026})
    browser.post(place(facility, "office_day_close"), {"day": "2026-12-29", "name": "年末休み"})

    page = browser.get(place(facility, "office_attendance_settings")).content.decode()

    assert "勤労感謝の日" in page
    assert "年末休み" in page


def test_the_month_shows_marks_times_and_corrections(
    english: SignIn, manager: User, facility: Facility, child: Child, arrival: Stamp
) -> None:
    page = english(manager).get(f"{month(facility)}?times=1").content.decode()

    assert str(child) in page
    assert "8:02" in page
    assert "not stamped → 8:02" in page


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_months_paper_names_class_and_children(
    signed_in: SignIn,
    settings: object,
    manager: User,
    facility: Facility,
    child: Child,
    arrival: Stamp,
    language: str,
) -> None:
    browser = signed_in(manager)
    browser.cookies["django_language"] = language
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language  # type: ignore[attr-defined]

    answer = browser.get(month(facility, "office_month_take"), {"kind": "pdf"})

    paper = PdfReader(BytesIO(answer.content))
    text = "".join(page.extract_text() for page in paper.pages)
    assert "うさぎ組" in text
    assert child.given_name in text
    assert paper.pages[0].mediabox.width > paper.pages[0].mediabox.height


def test_a_month_is_closed_and_opened_on_its_page(
    english: SignIn, manager: User, facility: Facility, child: Child
) -> None:
    last = date(2026, 10, 1)
    browser = english(manager)

    browser.post(month(facility, "office_month_close", last))
    assert "Closed by" in browser.get(month(facility, when=last)).content.decode()
    browser.post(month(facility, "office_month_reopen", last), {"reason": "打刻もれ"})

    assert "打刻もれ" in browser.get(month(facility, when=last)).content.decode()


def test_a_month_that_is_none_is_not_there(english: SignIn, manager: User, facility: Facility) -> None:
    assert english(manager).get(f"/office/attendance/{facility.pk}/months/2026-13/").status_code == 404


def test_the_central_office_reads_numbers_and_no_names(
    english: SignIn, office: User, facility: Facility, child: Child, arrival: Stamp
) -> None:
    browser = english(office)

    page = browser.get(reverse("office_attendance"), follow=True).content.decode()

    assert facility.name in page
    assert child.given_name not in page
    assert browser.get(place(facility)).status_code == 404
    csv = browser.get(reverse("office_statistics_export"), {"kind": "csv"}).content.decode("utf-8-sig")
    assert csv.splitlines()[0].startswith("Facility,Days with a place")
