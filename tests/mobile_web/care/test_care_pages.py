"""The pages of extended care and contracts, as the office and families use them."""

import re
from collections.abc import Callable
from datetime import date, time, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.models import User
from attendance.models import CareContract, CareRule, Charge, FlatPlan
from facilities.models import AuditEntry, Child, Classroom, Enrolment, Facility, Guardian
from tests import factories
from tests.attendance.care_world import day, last_month, make_contract, make_day, make_rule, said, work_out

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]
SignIn = Callable[[User], Client]


@pytest.fixture
def late(manager: User, facility: Facility, child: Child) -> Charge:
    """A late day of last month as a draft."""
    facility.refresh_from_db()
    Enrolment.objects.update(starts_on=last_month() - timedelta(days=400))
    make_rule(facility, manager, monthly_flat=3_000)
    make_day(facility, child, day(2), ("9:00", "18:21"))
    work_out(facility)
    return Charge.objects.get()


@pytest.fixture
def desk(manager: User, signed_in: SignIn) -> Client:
    """The manager's browser in English."""
    User.objects.filter(pk=manager.pk).update(language="en")
    return signed_in(manager)


def month_url(facility: Facility) -> str:
    return f"/office/care/{facility.pk}/?month={last_month():%Y-%m}"


def text_of(client: Client, url: str) -> str:
    response = client.get(url, headers={"Accept-Language": "en"})
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_from_the_rule_to_a_final_amount_the_family_reads(
    desk: Client, guardian: Guardian, signed_in: SignIn, facility: Facility, child: Child, late: Charge
) -> None:
    assert guardian.user
    page = desk.get(month_url(facility)).content.decode()
    ticked = re.findall(r'name="child" value="([^"]+)" checked', page)

    answer = desk.post(
        f"/office/care/{facility.pk}/confirm/", {"child": ticked, "month": f"{last_month():%Y-%m}"}
    )

    assert answer["Location"] == month_url(facility)
    assert said() == [(day(2), 16, 200, "confirmed")]
    home = text_of(signed_in(guardian.user), f"/care/{child.pk}/?month={last_month():%Y-%m}")
    assert "200" in home
    assert "18:21" in home
    assert "16" in home


def test_what_is_not_calculated_stands_first(
    desk: Client, facility: Facility, child: Child, late: Charge
) -> None:
    make_day(facility, child, day(3), ("9:00", None))

    page = desk.get(month_url(facility)).content.decode()

    assert 0 < page.index('id="unknown"') < page.index('name="child"')


def test_a_corrected_day_asks_to_be_worked_out_again(
    desk: Client, facility: Facility, child: Child, late: Charge
) -> None:
    make_day(facility, child, day(2), ("9:00", "18:50"))
    assert "checked" not in desk.get(month_url(facility)).content.decode()

    desk.post(f"/office/care/{facility.pk}/recalculate/", {"month": f"{last_month():%Y-%m}"})

    assert said() == [(day(2), 45, 300, "draft")]


def test_a_day_is_adjusted_excluded_and_reopened_with_a_reason(
    desk: Client, facility: Facility, child: Child, late: Charge
) -> None:
    url = f"/office/care/charges/{late.pk}/"

    desk.post(f"{url}adjust/", {"amount": 100, "reason": "時計の誤り", "version": 1})
    desk.post(f"{url}exclude/", {"reason": "電車の遅れ", "version": 2})
    refused = desk.post(f"{url}exclude/", {"reason": "", "version": 3})
    page = desk.get(
        f"/office/care/{facility.pk}/children/{child.pk}/?month={last_month():%Y-%m}"
    ).content.decode()
    desk.post(f"{url}reopen/", {"version": 3})

    assert refused.status_code == 422
    assert "電車の遅れ" in page
    assert said() == [(day(2), 16, 200, "draft")]
    assert AuditEntry.objects.filter(child=child, action__startswith="care.").count() == 4


def test_the_file_has_a_line_a_charge_and_runs_nothing(
    desk: Client, facility: Facility, child: Child, late: Charge
) -> None:
    Child.objects.filter(pk=child.pk).update(family_name="=cmd()")
    url = f"/office/care/{facility.pk}/export/?month={last_month():%Y-%m}&kind="

    sheet = load_workbook(BytesIO(desk.get(f"{url}xlsx").content)).active
    lines = desk.get(f"{url}csv").content.decode("utf-8-sig").splitlines()

    assert sheet is not None
    cells = [sheet[f"{column}2"].value for column in "EGHIJK"]
    assert cells == [f"{day(2)}", "9:00-18:21", "18:00", "16", "2", "200"]
    assert sheet["C2"].data_type == "s"
    assert "'=cmd()" in lines[1]
    assert AuditEntry.objects.filter(action="care.export", child=child).count() == 2


def test_the_preview_is_worked_out_by_the_server(desk: Client, facility: Facility) -> None:
    facility.refresh_from_db()
    figures = {
        "group": "standard", "side": "evening", "starts_on": "2026-04-01", "counts_from": "18:00", "grace_minutes": 5,
        "grace": "deduction", "unit_minutes": 15, "rounding": "up", "price": 130,
    }  # fmt: skip
    url = f"/office/care/{facility.pk}/rules/"

    table = desk.get(f"{url}preview/", figures).content.decode()
    without_script = desk.post(url, {**figures, "preview": "1"}).content.decode()
    wrong = desk.get(f"{url}preview/", {**figures, "unit_minutes": 0})

    assert re.search(r"18:06.*?130", table, re.DOTALL)
    assert re.search(r"18:21.*?260", without_script, re.DOTALL)
    assert wrong.status_code == 200
    assert not CareRule.objects.exists()


def test_a_rule_is_saved_and_refused_in_words(desk: Client, facility: Facility, late: Charge) -> None:
    figures = {
        "group": "standard", "side": "evening", "starts_on": last_month().isoformat(), "grace_minutes": 0,
        "grace": "deduction", "unit_minutes": 15, "rounding": "up", "price": 999,
    }  # fmt: skip
    url = f"/office/care/{facility.pk}/rules/"

    refused = desk.post(url, figures)
    saved = desk.post(url, {**figures, "starts_on": factories.today().isoformat()})
    bad = desk.post(url, {**figures, "unit_minutes": 0})

    assert (refused.status_code, saved.status_code, bad.status_code) == (422, 302, 422)
    assert list(CareRule.objects.order_by("starts_on").values_list("price", flat=True)) == [100, 999]
    assert desk.post(f"{url}{CareRule.objects.get(price=999).pk}/drop/").status_code == 302


def test_a_child_pays_by_the_month(desk: Client, facility: Facility, child: Child, late: Charge) -> None:
    url = f"/office/care/{facility.pk}/children/{child.pk}/"

    desk.post(f"{url}plan/", {"side": "evening", "first": f"{last_month():%Y-%m}", "last": ""})
    plan = FlatPlan.objects.get()
    nonsense = desk.post(f"{url}plan/", {"side": "evening", "first": "1900-01"})
    desk.post(f"{url}plan/{plan.pk}/drop/")

    assert plan.starts_on == last_month()
    assert nonsense.status_code == 422
    assert not FlatPlan.objects.exists()


def test_the_central_office_reads_numbers_and_no_name(
    office: User, signed_in: SignIn, child: Child, late: Charge
) -> None:
    page = signed_in(office).get(f"/office/care/?month={last_month():%Y-%m}").content.decode()

    assert "200" in page
    assert child.given_name not in page


def test_both_households_of_a_shared_child_read_the_same_days_and_a_blocked_parent_none(
    signed_in: SignIn, child: Child, guardian: Guardian, separated_guardian: Guardian,
    blocked_guardian: Guardian, late: Charge,
) -> None:  # fmt: skip
    url = f"/care/{child.pk}/?month={last_month():%Y-%m}"
    answers = [
        signed_in(one.user).get(url) for one in (guardian, separated_guardian, blocked_guardian) if one.user
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 404]
    assert all("18:21" in answer.content.decode() for answer in answers[:2])
    assert guardian.name not in answers[1].content.decode()


def test_the_months_of_an_address_may_be_nonsense(
    desk: Client, signed_in: SignIn, guardian: Guardian, facility: Facility, child: Child
) -> None:
    assert guardian.user
    home = signed_in(guardian.user)

    for month in ("2026-13", "x", "0000-01", "99999-1", ""):
        assert desk.get(f"/office/care/{facility.pk}/?month={month}").status_code == 200
        assert home.get(f"/care/{child.pk}/?month={month}").status_code == 200


def test_a_contract_is_agreed_on_the_childs_page(
    desk: Client, facility: Facility, child: Child, guardian: Guardian
) -> None:
    url = f"/office/children/{child.pk}/contract/"
    seen = re.search(r'name="seen" value="([^"]*)"', desk.get(url).content.decode())
    assert seen
    form = {
        "starts_on": factories.today().isoformat(), "group": "short", "hours_from": "08:30", "hours_until": "16:30",
        "arrives_at": "09:00", "leaves_at": "16:00", "weekdays": ["0", "2"], "picker": str(guardian.pk),
        "seen": seen[1],
    }  # fmt: skip

    answer = desk.post(url, form)
    wrong = desk.post(url, {**form, "leaves_at": "08:00", "starts_on": "2030-01-01"})

    row = CareContract.objects.get()
    assert (answer.status_code, wrong.status_code) == (302, 422)
    assert (row.group, row.weekdays, row.hours_until, row.picker) == ("short", [0, 2], time(16, 30), guardian)
    assert "16:30" in desk.get(f"/office/children/{child.pk}/").content.decode()


def test_a_later_contract_is_taken_back_on_its_page(desk: Client, facility: Facility, child: Child) -> None:
    row = make_contract(facility, child, starts_on=factories.today() + timedelta(days=3))

    desk.post(f"/office/children/{child.pk}/contract/{row.pk}/drop/")

    assert not CareContract.objects.exists()


def fill(facility: Facility, classroom: Classroom, children: int, days: list[date]) -> None:
    for _ in range(children):
        one = factories.make_child(classroom)
        for on in days:
            make_day(facility, one, on, ("9:00", "18:21"))
    work_out(facility)


def test_thirty_children_cost_no_more_queries_than_three(
    desk: Client, manager: User, facility: Facility, classroom: Classroom
) -> None:
    facility.refresh_from_db()
    make_rule(facility, manager)
    fill(facility, classroom, 3, [day(2), day(3)])
    desk.get(month_url(facility))
    with CaptureQueriesContext(connection) as few:
        desk.get(month_url(facility))
    fill(facility, classroom, 27, [day(2), day(3)])

    with CaptureQueriesContext(connection) as many:
        page = desk.get(month_url(facility)).content.decode()

    assert page.count('name="child"') == 30
    assert len(many) == len(few)
