"""The class board: her classes, her children, always in the same order."""

from datetime import time

import pytest
from django.urls import reverse
from django.utils import timezone

from attendance import services
from attendance.models import Attendance, CareContract, MedicationRequest, NoShow, Report
from backend.ids import uuid7
from tests import factories
from tests.attendance.reports import WEDNESDAY, sent


def test_children_stand_in_the_order_of_their_readings(signed_in, teacher, classroom):
    for family, kana in (("渡邉", "わたなべ"), ("青木", "あおき"), ("髙橋", "たかはし")):
        factories.make_child(classroom, family_name=family, family_kana=kana)

    tiles = signed_in(teacher).get(reverse("teacher_board")).context["tiles"]

    assert [tile.family for tile in tiles] == ["青木", "髙橋", "渡邉"]


def test_a_teacher_sees_her_own_class_only(signed_in, teacher, child, classroom, other_classroom):
    other = factories.make_child(other_classroom, given_name="結菜")

    page = signed_in(teacher).get(reverse("teacher_board")).content.decode()

    assert child.given_name in page
    assert other.given_name not in page
    assert (
        signed_in(teacher).get(reverse("teacher_board_class", args=[other_classroom.pk])).status_code == 404
    )


def test_of_her_own_child_a_teacher_reads_no_word_of_the_other_household(
    signed_in, teacher, child, separated_guardian
):
    factories.make_guardian(child, user=teacher)
    said = {"facility": child.enrolments.get().facility, "child": child, "guardian": separated_guardian}
    said |= {"starts_on": factories.attendance_day(), "ends_on": factories.attendance_day()}
    Report.objects.create(**said, kind="pick_up", proxy_name="祖父")
    MedicationRequest.objects.create(**said, state="accepted", times=[time(23, 59)], had_first_dose=True)

    (tile,) = signed_in(teacher).get(reverse("teacher_board")).context["tiles"]

    assert (tile.planned_by, tile.plan, tile.unconfirmed, tile.day_url) == ("", ("", "", ""), (), "")
    assert tile.dose_at == ""


def test_a_manager_sees_every_class_of_her_facility(signed_in, manager, classroom, other_classroom):
    board = signed_in(manager).get(reverse("teacher_board")).context["board"]

    assert set(board.classrooms) == {classroom, other_classroom}


def test_a_child_that_left_is_not_on_it(signed_in, teacher, child):
    child.enrolments.update(ends_on=factories.attendance_day() - factories.timedelta(days=1))

    page = signed_in(teacher).get(reverse("teacher_board")).content.decode()

    assert child.given_name not in page


def test_families_and_the_central_office_have_no_board(signed_in, guardian, office):
    for user in (guardian.user, office):
        assert signed_in(user).get(reverse("teacher_board")).status_code == 404


def test_three_hundred_children_cost_the_queries_of_thirty(
    signed_in, teacher, classroom, django_assert_num_queries, django_assert_max_num_queries
):
    browser = signed_in(teacher)
    full_day(classroom, 30)
    with django_assert_max_num_queries(14) as few:
        browser.get(reverse("teacher_board"))
    full_day(classroom, 270)

    with django_assert_num_queries(len(few)):
        page = browser.get(reverse("teacher_board")).content.decode()

    assert page.count("data-tile=") == 300


def full_day(classroom, number):
    """Children with everything a board may know of them: adults, a contract, a word, an arrival, a search."""
    facility, today = classroom.facility, factories.attendance_day()
    for n in range(number):
        child = factories.make_child(classroom, given_name=f"子{n}")
        mother = factories.make_guardian(child, user=None)
        CareContract.objects.create(facility=facility, child=child, picker=mother, starts_on=today)
        said = {"facility": facility, "child": child, "starts_on": today, "ends_on": today}
        Report.objects.create(
            **said, kind=("absent", "late", "pick_up")[n % 3], picker=mother, guardian=mother
        )
        Attendance.objects.create(
            facility=facility, child=child, day=today, is_here=True, arrived_at=timezone.now()
        )
        NoShow.objects.create(facility=facility, child=child, day=today, phone_at=timezone.now())


def test_what_a_family_wrote_is_text_on_the_tile(signed_in, teacher, classroom):
    child = factories.make_child(classroom, given_name="<b>葵\"'")
    said = {"facility": classroom.facility, "child": child, "starts_on": factories.attendance_day()}
    Report.objects.create(**said, ends_on=factories.attendance_day(), kind="pick_up", proxy_name="<i>祖母\"'")

    page = signed_in(teacher).get(reverse("teacher_board")).content.decode()

    assert "<b>葵" not in page and "<i>祖母" not in page
    assert 'data-name="&lt;b&gt;葵&quot;&#x27;"' in page
    assert "&lt;i&gt;祖母&quot;&#x27;" in page


@pytest.mark.usefixtures("clock")
def test_a_new_word_is_confirmed_with_one_tap_on_the_tile(signed_in, teacher, guardian, facility, child):
    report = sent(guardian, facility, child)
    browser = signed_in(teacher)
    page = browser.get(reverse("teacher_board")).content.decode()
    assert f'name="one" value="{report.pk}:0"' in page and 'id="confirm-word"' in page

    answer = browser.post(
        reverse("attendance_report_confirm"), {"one": f"{report.pk}:0"}, headers={"HX-Request": "true"}
    )

    report.refresh_from_db()
    assert (answer.status_code, report.state) == (204, "confirmed")
    assert str(report.pk) not in browser.get(reverse("teacher_board")).content.decode()


@pytest.mark.usefixtures("clock")
def test_who_may_not_confirm_reads_that_there_is_a_word(signed_in, facility, classroom, guardian, child):
    report = sent(guardian, facility, child)
    helper = factories.make_staff("part_time", facility, classroom, name="森 まどか")

    page = signed_in(helper).get(reverse("teacher_board")).content.decode()

    assert str(report.pk) not in page and "tag--new" in page


@pytest.mark.usefixtures("clock")
def test_a_change_of_a_word_is_compared_and_not_tapped_away(
    signed_in, teacher, manager, guardian, facility, child
):
    report = sent(guardian, facility, child)
    services.confirm_report(actor=teacher, report=report)
    wish = services.ask_change(
        actor=guardian.user, report=report, id=uuid7(), words=services.Words("as_usual", WEDNESDAY, WEDNESDAY)
    )
    browser = signed_in(teacher)
    office = signed_in(manager)

    for url in (reverse("teacher_board"), reverse("office_attendance_place", args=[facility.pk])):
        page = (browser if "board" in url else office).get(url).content.decode()
        assert reverse("office_word", args=[wish.pk]) in page and f'value="{wish.pk}' not in page


@pytest.mark.usefixtures("clock")
def test_the_offices_table_confirms_with_one_tap(signed_in, manager, guardian, facility, child):
    report = sent(guardian, facility, child)

    page = signed_in(manager).get(reverse("office_attendance_place", args=[facility.pk])).content.decode()

    assert f'name="one" value="{report.pk}:0"' in page
