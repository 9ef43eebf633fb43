"""A family tells the nursery on its phone: one page, one button; then what became of it."""

from collections.abc import Callable
from datetime import time
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from attendance import services
from attendance.models import AttendanceSettings, Report
from facilities.models import Child, Classroom, Facility, Guardian
from tests import factories
from tests.attendance.reports import WEDNESDAY, fetched_by, ill, late, sent
from tests.conftest import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = WEDNESDAY.isoformat()


@pytest.fixture
def phone(signed_in: SignIn, guardian: Guardian) -> Client:
    assert guardian.user
    User.objects.filter(pk=guardian.user.pk).update(language="en")
    guardian.user.refresh_from_db()
    return signed_in(guardian.user)


def fields(child: Child, facility: Facility, **more: object) -> dict[str, object]:
    seat = f"{child.pk}.{facility.pk}"
    values = {"id": uuid4(), "children": [seat], "kind": "absent", "day": DAY, "reason": "sick"}
    return {**values, "temperature": "38.2", "symptoms": ["cough"], **more}


def test_the_page_is_filled_in_for_an_only_child_today(
    phone: Client, guardian: Guardian, child: Child
) -> None:
    page = phone.get(reverse("guardian_report_new")).content.decode()

    assert f'value="{DAY}" data-today checked' in page
    assert 'data-name="髙橋 陽葵" checked' in page
    assert 'data-left="' in page


def test_one_button_tells_it(phone: Client, child: Child, facility: Facility) -> None:
    answer = phone.post(reverse("guardian_report_new"), fields(child, facility), follow=True)

    row = Report.objects.get()
    assert (row.kind, row.starts_on, row.symptoms) == ("absent", WEDNESDAY, ["cough"])
    assert "38.2℃" in answer.content.decode()


def test_an_empty_form_says_what_is_missing(phone: Client) -> None:
    answer = phone.post(reverse("guardian_report_new"), {})

    assert answer.status_code == 422
    assert not Report.objects.exists()


def test_a_refusal_stands_on_the_form_as_it_was_filled_in(
    phone: Client, child: Child, facility: Facility
) -> None:
    AttendanceSettings.objects.create(facility=facility, report_by=time(8), after_deadline="block")

    answer = phone.post(reverse("guardian_report_new"), fields(child, facility, note="ゆうべから"))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "03-0000-0001" in page
    assert "ゆうべから" in page


def test_after_the_deadline_the_page_asks_to_phone_as_well(
    phone: Client, child: Child, facility: Facility
) -> None:
    AttendanceSettings.objects.create(facility=facility, report_by=time(8))

    answer = phone.post(reverse("guardian_report_new"), fields(child, facility), follow=True)

    assert "03-0000-0001" in answer.content.decode()


def test_other_days_are_a_range(phone: Client, child: Child, facility: Facility) -> None:
    days = {"day": "other", "starts_on": "2026-11-30", "ends_on": "2026-12-02"}

    phone.post(reverse("guardian_report_new"), fields(child, facility, **days))

    row = Report.objects.get()
    assert (f"{row.starts_on}", f"{row.ends_on}") == ("2026-11-30", "2026-12-02")


def test_somebody_else_comes_with_name_and_number(phone: Client, child: Child, facility: Facility) -> None:
    person = {"who": "other", "proxy_name": "山田 花子", "proxy_phone": "09012345678", "pick_up_at": "17:30"}

    phone.post(reverse("guardian_report_new"), fields(child, facility, kind="pick_up", **person))

    row = Report.objects.get()
    assert (row.picker, row.proxy_name, row.proxy_phone) == (None, "山田 花子", "090-1234-5678")


def test_the_adults_to_choose_from_are_those_of_her_household_who_may_pick_up(
    phone: Client, co_guardian: Guardian, relative: Guardian, separated_guardian: Guardian
) -> None:
    page = phone.get(reverse("guardian_report_new")).content.decode()

    assert str(co_guardian.pk) in page
    assert str(relative.pk) not in page
    assert str(separated_guardian.pk) not in page


def test_who_only_reads_along_is_told_so(signed_in: SignIn, relative: Guardian) -> None:
    assert signed_in(relative.user).get(reverse("guardian_report_new")).status_code == 403


def test_what_was_sent_is_changed_on_its_page(
    phone: Client, guardian: Guardian, child: Child, facility: Facility
) -> None:
    row = sent(guardian, facility, child)
    address = reverse("guardian_report_change", args=[row.pk])
    assert "38.2" in phone.get(address).content.decode()

    phone.post(address, fields(child, facility, version=0, kind="late", late_at="10:30"))

    row.refresh_from_db()
    assert (row.kind, row.time) == ("late", time(10, 30))


def test_two_versions_stand_beside_each_other(
    phone: Client, guardian: Guardian, co_guardian: Guardian, child: Child, facility: Facility
) -> None:
    row = sent(guardian, facility, child)
    services.change_report(actor=co_guardian.user, report=row, version=0, words=ill(note="父が直した"))

    answer = phone.post(
        reverse("guardian_report_change", args=[row.pk]), fields(child, facility, version=0, note="母の言葉")
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "父が直した" in page
    assert "母の言葉" in page
    assert 'name="version" value="1"' in page


def test_after_confirmation_the_page_shows_by_whom_and_a_change_is_asked_for(
    phone: Client, guardian: Guardian, teacher: User, child: Child, facility: Facility
) -> None:
    row = sent(guardian, facility, child)
    services.confirm_report(actor=teacher, report=row)

    page = phone.get(reverse("guardian_report", args=[row.pk])).content.decode()
    assert "鈴木" in page
    assert "8:12" in page

    phone.post(reverse("guardian_report_take_back", args=[row.pk]))
    asked = Report.objects.get(replaces=row)
    assert (asked.kind, asked.state) == ("as_usual", "sent")


def test_another_households_report_is_not_there(
    phone: Client, separated_guardian: Guardian, child: Child, facility: Facility
) -> None:
    row = sent(separated_guardian, facility, child)

    for name in ("guardian_report", "guardian_report_change"):
        assert phone.get(reverse(name, args=[row.pk])).status_code == 404
    assert phone.post(reverse("guardian_report_withdraw", args=[row.pk])).status_code == 404
    assert "38.2" not in phone.get(reverse("guardian_reports")).content.decode()


def test_home_says_that_the_child_is_there_since_when_and_who_comes(
    phone: Client, guardian: Guardian, co_guardian: Guardian, child: Child, facility: Facility, teacher: User
) -> None:
    sent(guardian, facility, child, fetched_by(co_guardian))
    services.record_stamp(
        actor=teacher,
        device=None,
        facility=facility,
        child=child,
        scan=services.staff_scan(id=uuid4(), kind="in"),
    )

    page = phone.get(reverse("guardian_children_now")).content.decode()

    for words in ("園にいます", "8:12", "17:30", "父"):
        assert words in page


def test_home_shows_the_other_household_the_state_alone(
    phone: Client,
    signed_in: SignIn,
    separated_guardian: Guardian,
    guardian: Guardian,
    child: Child,
    facility: Facility,
) -> None:
    sent(separated_guardian, facility, child, late(note="寝坊"))

    page = phone.get(reverse("guardian_children_now")).content.decode()

    assert "遅れます" in page
    assert "10:30" not in page


def test_home_asks_the_same_questions_for_one_child_and_for_seven(
    phone: Client, guardian: Guardian, classroom: Classroom, django_assert_num_queries: Callable[..., object]
) -> None:
    phone.get(reverse("guardian_children_now"))
    with CaptureQueriesContext(connection) as for_one:
        phone.get(reverse("guardian_children_now"))
    for number in range(6):
        factories.grant(guardian, factories.make_child(classroom, given_name=f"子{number}"))

    with django_assert_num_queries(len(for_one)):
        phone.get(reverse("guardian_children_now"))


def test_siblings_at_two_places_hold_two_codes_and_an_old_one_ends(
    phone: Client, guardian: Guardian, other_facility: Facility
) -> None:
    factories.grant(guardian, factories.make_child(factories.make_classroom(other_facility)))
    first = phone.get(reverse("guardian_code")).content.decode()
    assert first.count("?place=") == 2
    assert "<svg" in first
    card = guardian.cards.get()

    for _tap in range(2):
        phone.post(reverse("guardian_code_renew", args=[card.pk]))
    again = phone.get(reverse("guardian_code") + f"?place={card.facility_id}")

    assert again.status_code == 200
    assert (
        guardian.cards.filter(facility=card.facility, ended_at__isnull=True).exclude(pk=card.pk).count() == 1
    )


def test_a_printed_card_is_not_renewed_by_a_guardian(
    phone: Client, guardian: Guardian, facility: Facility, manager: User
) -> None:
    card = guardian.cards.create(facility=facility, text_hash="0" * 64, issued_by=manager)

    assert phone.post(reverse("guardian_code_renew", args=[card.pk])).status_code == 404


def test_seats_of_a_strangers_child_are_no_choice(
    phone: Client, facility: Facility, classroom: Classroom
) -> None:
    stranger = factories.make_child(classroom)

    assert phone.post(reverse("guardian_report_new"), fields(stranger, facility)).status_code == 422
