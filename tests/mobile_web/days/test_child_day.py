"""A child's day: what was stamped and corrected, for those who look after her."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from attendance import services
from attendance.models import Method, MonthClose, Report, Stamp
from attendance.services import Scan
from facilities.models import AuditEntry, Child, Facility, Guardian
from tests import factories
from tests.conftest import MORNING, SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "_english")]
TODAY = MORNING.date()


@pytest.fixture
def arrival(teacher: User, facility: Facility, child: Child) -> Stamp:
    one = services.staff_scan(id=uuid4(), kind="in")
    return services.record_stamp(actor=teacher, device=None, facility=facility, child=child, scan=one).stamp


def address(child: Child, name: str = "attendance_child_day") -> str:
    return reverse(name, args=[child.pk, TODAY])


def correct(browser: Client, stamp: Stamp, **fields: str) -> int:
    values = {"id": str(uuid4()), "act": "time", "at": "07:50", "reason": "wrong_time", **fields}
    return browser.post(reverse("attendance_stamp_correct", args=[stamp.pk]), values).status_code


def test_it_shows_the_stamp_with_who_and_how(
    english: SignIn, teacher: User, child: Child, arrival: Stamp
) -> None:
    page = english(teacher).get(address(child)).content.decode()

    assert "8:12" in page
    assert teacher.name in page
    assert "By staff" in page


def test_a_correction_shows_old_and_new_with_reason(
    english: SignIn, teacher: User, child: Child, arrival: Stamp
) -> None:
    browser = english(teacher)

    assert correct(browser, arrival) == 302

    page = browser.get(address(child)).content.decode()
    assert '<s class="num">8:12</s>' in page
    assert "7:50" in page
    assert "The time was wrong" in page


def test_a_stamp_can_be_struck_out(english: SignIn, teacher: User, child: Child, arrival: Stamp) -> None:
    assert correct(english(teacher), arrival, act="strike") == 302
    assert Stamp.objects.get(replaces=arrival).is_void


def test_the_same_form_twice_is_one_correction(
    english: SignIn, teacher: User, child: Child, arrival: Stamp
) -> None:
    browser, key = english(teacher), str(uuid4())

    assert [correct(browser, arrival, id=key) for _again in range(2)] == [302, 302]
    assert Stamp.objects.count() == 2


@pytest.mark.parametrize(
    "fields", [{"reason": ""}, {"reason": "because"}, {"at": "25:00"}, {"at": ""}, {"at": "8:59"}]
)
def test_what_makes_no_sense_is_refused_and_nothing_is_saved(
    english: SignIn, teacher: User, child: Child, arrival: Stamp, fields: dict[str, str]
) -> None:
    assert correct(english(teacher), arrival, **fields) == 422
    assert Stamp.objects.count() == 1


def test_a_missing_stamp_is_entered(english: SignIn, teacher: User, child: Child) -> None:
    fields = {"id": str(uuid4()), "kind": "in", "at": "07:55", "reason": "forgotten", "note": "バス遅れ"}
    browser = english(teacher)

    browser.post(address(child, "attendance_stamp_add"), fields)

    page = browser.get(address(child)).content.decode()
    assert "7:55" in page
    assert "Forgotten to stamp" in page
    assert "バス遅れ" in page


def test_a_doubtful_time_is_accepted_as_it_stands(
    english: SignIn, teacher: User, facility: Facility, child: Child
) -> None:
    scan = Scan(uuid4(), "in", Method.STAFF, MORNING + timedelta(minutes=15), clock_error=20 * 60_000)
    stamp = services.record_stamp(actor=teacher, device=None, facility=facility, child=child, scan=scan).stamp
    browser = english(teacher)
    assert "Look at the time" in browser.get(address(child)).content.decode()

    for _tap in range(2):
        browser.post(reverse("attendance_stamp_accept", args=[stamp.pk]))

    assert Stamp.objects.get(replaces=stamp).at == stamp.at
    assert "Look at the time" not in browser.get(address(child)).content.decode()


def test_a_closed_month_offers_no_form(
    english: SignIn, manager: User, facility: Facility, child: Child, arrival: Stamp
) -> None:
    MonthClose.objects.create(facility=facility, month=TODAY.replace(day=1), closed_by=manager)
    browser = english(manager)

    assert "This month is closed" in browser.get(address(child)).content.decode()
    assert correct(browser, arrival) == 422


def test_the_family_reads_that_somebody_looked(
    english: SignIn, teacher: User, child: Child, arrival: Stamp
) -> None:
    english(teacher).get(address(child))

    assert AuditEntry.objects.get(action="attendance.look").child == child


def test_the_family_words_stand_beside_the_stamps(
    english: SignIn, teacher: User, guardian: Guardian, facility: Facility, child: Child
) -> None:
    Report.objects.create(
        facility=facility, child=child, guardian=guardian, actor=guardian.user, kind="absent",
        starts_on=TODAY, ends_on=TODAY, reason="sick", note="発熱のため",
    )  # fmt: skip

    assert "発熱のため" in english(teacher).get(address(child)).content.decode()


def test_teachers_of_other_classes_strangers_and_families_find_nothing(
    english: SignIn, other_teacher: User, other_manager: User, office: User, guardian: Guardian,
    child: Child, arrival: Stamp,
) -> None:  # fmt: skip
    for user in (other_teacher, other_manager, office, guardian.user):
        assert user
        browser = english(user)
        assert browser.get(address(child)).status_code == 404
        assert correct(browser, arrival) == 404


def test_a_teacher_does_not_open_her_own_childs_day(
    english: SignIn, teacher: User, child: Child, arrival: Stamp
) -> None:
    factories.make_guardian(child, user=teacher)
    browser = english(teacher)

    assert browser.get(address(child)).status_code == 404
    assert address(child) not in browser.get(reverse("teacher_board")).content.decode()


def test_a_day_that_is_none_is_not_there(english: SignIn, teacher: User, child: Child) -> None:
    assert english(teacher).get(f"/attendance/children/{child.pk}/2026-13-40/").status_code == 404


def test_a_page_costs_the_same_with_many_stamps(
    english: SignIn, teacher: User, facility: Facility, child: Child, arrival: Stamp,
    django_assert_max_num_queries: object,
) -> None:  # fmt: skip
    browser = english(teacher)
    for _again in range(10):
        newest = Stamp.objects.filter(replacement__isnull=True).get()
        correct(browser, newest)

    with django_assert_max_num_queries(40):  # type: ignore[operator]
        assert browser.get(address(child)).status_code == 200
