"""At the tablet: two levels of trust, the PIN, the lock, and the end from afar."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from attendance.models import Report
from backend import tickets
from facilities import services
from facilities.clock import today_at
from facilities.models import AuditEntry, Child, Classroom, Device, Facility, Guardian, StaffMember, StaffPin
from mobile_web.tablets import COOKIE
from tests import factories

PIN = "739204"


@pytest.fixture
def tablet(manager: User, facility: Facility, classroom: Classroom) -> Client:
    """A browser paired with the class."""
    made = services.offer_pairing(actor=manager, facility=facility, name="うさぎ1", classroom=classroom)
    client = Client()
    answer = client.post(reverse("tablet_pair"), {"key": made.key})
    assert answer["Location"] == reverse("tablet_board")
    return client


@pytest.fixture
def member(teacher: User) -> StaffMember:
    services.set_pin(actor=teacher, pin=PIN)
    return teacher.staff_members.get()


def type_pin(tablet: Client, member: StaffMember, pin: str = PIN, **fields: str) -> Any:
    return tablet.post(reverse("tablet_pin", args=[member.pk]), {"pin": pin, **fields})


def socket_claims(tablet: Client) -> tickets.Ticket:
    claims = tickets.read(tablet.get(reverse("live_ticket")).json()["ticket"])
    assert claims
    return claims


def test_the_cookie_is_for_this_site_and_no_script(tablet: Client) -> None:
    cookie = tablet.cookies[COOKIE]

    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert int(cookie["max-age"]) >= 365 * 24 * 3600


def test_pairing_signs_out_whoever_was_signed_in(
    manager: User, facility: Facility, signed_in: Callable[[User], Client]
) -> None:
    made = services.offer_pairing(actor=manager, facility=facility, name="うさぎ1")
    client = signed_in(manager)

    client.post(reverse("tablet_pair"), {"key": made.key})

    assert client.get("/")["Location"] == reverse("tablet_board")
    assert client.get(reverse("office_dashboard")).status_code == 302
    assert reverse("tablet_who") in client.get(reverse("office_dashboard"))["Location"]


def test_a_session_beside_the_cookie_counts_for_nothing(tablet: Client, manager: User) -> None:
    tablet.force_login(manager)

    assert reverse("tablet_who") in tablet.get(reverse("office_dashboard"))["Location"]


def test_a_wrong_key_is_answered_beside_the_field(manager: User, facility: Facility) -> None:
    services.offer_pairing(actor=manager, facility=facility, name="うさぎ1")

    answer = Client().post(reverse("tablet_pair"), {"key": "ABCDEFGHJ"})

    assert answer.status_code == 422
    assert "field__error" in answer.content.decode()


def test_without_a_pin_it_shows_first_names_of_its_room_and_nothing_else(
    tablet: Client, child: Child, teacher: User, other_classroom: Classroom
) -> None:
    other = factories.make_child(other_classroom, given_name="湊人")

    page = tablet.get(reverse("tablet_board"))

    assert page.status_code == 200
    said = page.content.decode()
    assert child.given_name in said
    assert child.family_name not in said
    assert other.given_name not in said
    assert teacher.name not in said
    assert page["Cache-Control"] == "private, no-cache"  # the tablet keeps it for the time without a network


def test_without_a_pin_nobody_learns_who_stays_away_or_who_fetches(
    tablet: Client, child: Child, guardian: Guardian, facility: Facility
) -> None:
    before = tablet.get(reverse("tablet_board"), headers={"HX-Request": "true"}).content
    day = today_at(facility)
    values = {"facility": facility, "child": child, "guardian": guardian, "actor": guardian.user}
    Report.objects.create(kind="absent", reason="sick", starts_on=day, ends_on=day, **values)

    assert tablet.get(reverse("tablet_board"), headers={"HX-Request": "true"}).content == before


@pytest.mark.parametrize(
    "name", ["teacher_board", "office_notices", "office_calls", "account", "guardian_home"]
)
def test_without_a_pin_every_other_page_leads_to_the_names(name: str, tablet: Client) -> None:
    answer = tablet.get(reverse(name))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("tablet_who"))


def test_what_a_script_sends_meanwhile_is_told_to_wait(tablet: Client) -> None:
    answer = tablet.post(reverse("office_notice_new"), {}, headers={"X-Requested-With": "outbox"})

    assert (answer.status_code, answer.json()["saved"]) == (401, False)


def test_the_names_are_those_of_today_and_hers_leads_on(
    tablet: Client, member: StaffMember, ex_staff: User
) -> None:
    page = tablet.get(reverse("tablet_who")).content.decode()

    assert member.name in page
    assert reverse("tablet_pin", args=[member.pk]) in page
    assert reverse("tablet_pin", args=[ex_staff.staff_members.get().pk]) not in page


def test_with_her_pin_she_has_her_class_under_her_name(
    tablet: Client, member: StaffMember, child: Child
) -> None:
    answer = type_pin(tablet, member)

    page = tablet.get(answer["Location"])
    said = page.content.decode()
    assert answer["Location"] == reverse("teacher_board")
    assert child.family_name in said
    assert member.name in said
    assert reverse("account") not in said
    assert reverse("account_logout") not in said


@pytest.mark.parametrize(
    "name",
    ["office_dashboard", "office_notices", "office_calls", "office_tablets", "account", "account_pin",
     "mfa_index", "guardian_home", "api_me", "api_children-list"],
)  # fmt: skip
def test_with_a_pin_the_rest_is_not_there(
    name: str, tablet: Client, manager: User, facility: Facility
) -> None:
    services.set_pin(actor=manager, pin=PIN)
    type_pin(tablet, manager.staff_members.get())

    assert tablet.get(reverse(name)).status_code == 404


def test_it_leads_back_only_to_pages_of_ours(tablet: Client, member: StaffMember) -> None:
    assert type_pin(tablet, member, next="https://evil.example/")["Location"] == reverse("teacher_board")
    assert type_pin(tablet, member, next="/board/?x=1")["Location"] == "/board/?x=1"


def test_a_wrong_pin_says_how_many_tries_are_left(tablet: Client, member: StaffMember) -> None:
    page = type_pin(tablet, member, "518360")
    script = tablet.post(
        reverse("tablet_pin", args=[member.pk]), {"pin": "518360"}, headers={"Accept": "application/json"}
    )

    assert page.status_code == script.status_code == 422
    assert "4" in page.content.decode().split('id="pin-said"')[1][:200]
    assert json.loads(script.content)["acting"] is False


def test_thousands_of_pins_are_five(tablet: Client, member: StaffMember) -> None:
    for number in range(12):
        type_pin(tablet, member, f"5183{number:02}")

    assert type_pin(tablet, member).status_code == 422
    assert StaffPin.objects.get().tries == 5
    assert reverse("tablet_who") in tablet.get(reverse("teacher_board"))["Location"]


def test_nobody_of_another_facility_can_act_here(tablet: Client, other_manager: User) -> None:
    services.set_pin(actor=other_manager, pin=PIN)

    assert type_pin(tablet, other_manager.staff_members.get()).status_code == 404


def test_what_happens_is_audited_with_tablet_and_person(tablet: Client, member: StaffMember) -> None:
    type_pin(tablet, member)

    entry = AuditEntry.objects.get(action="tablet.acted")
    assert (entry.actor, entry.device) == (member.user, Device.objects.get())


def test_left_alone_it_locks_itself(tablet: Client, member: StaffMember) -> None:
    type_pin(tablet, member)
    later = timezone.now() + timedelta(seconds=91)

    with time_machine.travel(later):
        assert reverse("tablet_who") in tablet.get(reverse("teacher_board"))["Location"]
        assert tablet.post(reverse("tablet_touch")).status_code == 401
        assert tablet.get(reverse("tablet_state")).json() == {"person": ""}


def test_a_page_that_is_opened_keeps_it_open_and_one_that_refreshes_itself_does_not(
    tablet: Client, member: StaffMember
) -> None:
    type_pin(tablet, member)
    begun = Device.objects.get().acting_until
    with time_machine.travel(timezone.now() + timedelta(seconds=30)):
        tablet.get(reverse("teacher_board"), headers={"HX-Request": "true"})
        tablet.get(reverse("live_ticket"))
        tablet.get(reverse("tablet_state"), headers={"Sec-Fetch-Mode": "cors"})
        assert Device.objects.get().acting_until == begun

        tablet.get(reverse("teacher_board"))

    until = Device.objects.get().acting_until
    assert until and begun
    assert until > begun


def test_leaving_locks_and_leads_to_the_names_for_the_next(tablet: Client, member: StaffMember) -> None:
    type_pin(tablet, member)

    assert tablet.post(reverse("tablet_lock"), {"switch": "1"})["Location"] == reverse("tablet_who")
    assert tablet.post(reverse("tablet_lock"))["Location"] == reverse("tablet_board")
    assert reverse("tablet_who") in tablet.get(reverse("teacher_board"))["Location"]


def test_who_left_today_is_out_at_once(tablet: Client, member: StaffMember) -> None:
    type_pin(tablet, member)

    StaffMember.objects.update(left_on=factories.today())

    assert reverse("tablet_who") in tablet.get(reverse("teacher_board"))["Location"]


def test_the_socket_hears_the_tablet_and_with_a_pin_the_facility(
    tablet: Client, member: StaffMember, facility: Facility
) -> None:
    device = Device.objects.get()
    alone = socket_claims(tablet)
    type_pin(tablet, member)
    acting = socket_claims(tablet)

    own = {f"t:{device.pk}", f"b:{facility.pk}"}
    assert (alone.user_id, set(alone.topics), alone.readers) == (device.pk, own, ())
    assert (acting.user_id, acting.readers) == (device.pk, ())
    assert set(acting.topics) == {*own, f"s:{facility.pk}"}


def test_signed_out_from_afar_it_opens_nothing_and_forgets_its_cookie(
    tablet: Client, member: StaffMember, manager: User
) -> None:
    type_pin(tablet, member)
    services.revoke_device(actor=manager, device=Device.objects.get())

    script = tablet.get(reverse("tablet_state"), headers={"Sec-Fetch-Mode": "cors"})
    page = tablet.get(reverse("teacher_board"))

    assert script.status_code == 401
    assert script["Clear-Site-Data"] == '"cache"'
    assert script.cookies[COOKIE].value == ""
    assert page["Location"].startswith(reverse("account_login"))
    assert "data-stranded" in Client().get(reverse("tablet_pair") + "?ended=1").content.decode()


@pytest.mark.django_db
def test_a_cookie_of_somebodys_own_making_opens_nothing() -> None:
    client = Client()
    client.cookies[COOKIE] = "x" * 43

    assert client.get(reverse("tablet_board"))["Location"] == reverse("tablet_pair") + "?ended=1"


def test_the_board_asks_the_same_for_many_children(
    tablet: Client, classroom: Classroom, django_assert_max_num_queries: Any
) -> None:
    for _child in range(20):
        factories.make_child(classroom)

    with django_assert_max_num_queries(6):
        tablet.get(reverse("tablet_board"))
