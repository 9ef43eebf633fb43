"""The roster at the office, a child's page, and who belongs to her."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from facilities.models import AuditEntry, ChangeRequest, Child, Classroom, Facility, Grant, Guardian
from tests import factories

SignIn = Callable[[User], Client]


def rows_of(client: Client, **asked: str) -> list[str]:
    page = client.get(reverse("office_children"), asked)
    return [row.child.given_name for row in page.context["roster"].rows]


def test_a_manager_finds_children_by_name_reading_and_class(
    signed_in: SignIn, manager: User, child: Child, classroom: Classroom, other_classroom: Classroom
) -> None:
    factories.make_child(other_classroom, given_name="蓮", family_kana="さとう", given_kana="れん")
    client = signed_in(manager)

    assert rows_of(client) == ["蓮", "陽葵"]
    assert rows_of(client, q="さとう れん") == ["蓮"]
    assert rows_of(client, q="髙橋　陽葵") == ["陽葵"]
    assert rows_of(client, **{"class": str(classroom.pk)}) == ["陽葵"]
    assert rows_of(client, q="だれもいない") == []


def test_the_list_says_what_is_missing(
    signed_in: SignIn, manager: User, classroom: Classroom, child: Child, guardian: Guardian
) -> None:
    alone = factories.make_child(classroom, given_name="蓮", given_kana="れん")
    offline = factories.make_guardian(alone, user=None, email="")
    factories.grant(offline, child, is_blocked=True, can_view=False)
    client = signed_in(manager)

    assert rows_of(client, mark="unjoined") == ["蓮"]
    assert rows_of(client, mark="unreachable") == ["蓮"]
    assert rows_of(client, mark="blocked") == ["陽葵"]
    assert rows_of(client, mark="nonsense") == ["陽葵", "蓮"]


def test_a_child_who_comes_in_april_is_on_the_roster_of_the_whole_facility(
    signed_in: SignIn, manager: User, teacher: User, classroom: Classroom
) -> None:
    later = factories.make_child(classroom, given_name="来")
    later.enrolments.update(starts_on=factories.today() + factories.timedelta(days=30))

    assert rows_of(signed_in(manager), mark="coming") == ["来"]
    assert rows_of(signed_in(teacher)) == []


def test_pages_follow_each_other_by_reading(signed_in: SignIn, manager: User, classroom: Classroom) -> None:
    for n in range(53):
        factories.make_child(classroom, given_name=f"子{n:02}", family_kana="あ", given_kana=f"こ{n:02}")
    client = signed_in(manager)

    first = client.get(reverse("office_children")).context["roster"]
    rest = rows_of(client, after=str(first.following))

    assert [row.child.given_name for row in first.rows] == [f"子{n:02}" for n in range(50)]
    assert rest == ["子50", "子51", "子52"]


def test_the_list_asks_as_often_for_twenty_children_as_for_one(
    signed_in: SignIn, manager: User, classroom: Classroom, child: Child, guardian: Guardian
) -> None:
    client = signed_in(manager)
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("office_children"))
    for _number in range(20):
        factories.make_guardian(factories.make_child(classroom))

    with CaptureQueriesContext(connection) as twenty:
        client.get(reverse("office_children"))

    assert len(twenty) == len(one) <= 16


@pytest.mark.parametrize("person", ["office", "reader", "auditor"])
def test_the_central_office_counts_and_names_no_child(
    request: pytest.FixtureRequest, signed_in: SignIn, child: Child, classroom: Classroom, person: str
) -> None:
    client = signed_in(request.getfixturevalue(person))

    page = client.get(reverse("office_children"))

    assert classroom.name in page.content.decode()
    assert child.given_name not in page.content.decode()
    assert client.get(reverse("office_child", args=[child.pk])).status_code == 404


def test_a_childs_page_shows_every_household_and_leaves_an_entry(
    signed_in: SignIn, teacher: User, child: Child, guardian: Guardian, blocked_guardian: Guardian
) -> None:
    page = signed_in(teacher).get(reverse("office_child", args=[child.pk]))

    words = page.content.decode()
    assert guardian.name in words
    assert blocked_guardian.name in words
    assert not page.context["may_keep"]
    assert AuditEntry.objects.get(action="child.look").child_id == child.pk


def test_a_childs_page_asks_as_often_for_ten_adults_as_for_one(
    signed_in: SignIn, manager: User, child: Child, guardian: Guardian
) -> None:
    client = signed_in(manager)
    address = reverse("office_child", args=[child.pk])
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _number in range(10):
        adult = factories.make_guardian(child)
        factories.make_request(adult.user, child, adult)

    with CaptureQueriesContext(connection) as ten:
        client.get(address)

    assert len(ten) == len(one) <= 18  # with contracts and allergies


def test_a_teacher_reads_and_is_refused_every_change(
    signed_in: SignIn, teacher: User, child: Child, guardian: Guardian
) -> None:
    client = signed_in(teacher)

    for name in (
        "office_guardian",
        "office_guardian_block",
        "office_guardian_end",
        "office_guardian_unblock",
    ):
        assert client.post(reverse(name, args=[child.pk, guardian.pk]), {"reason": "x"}).status_code == 403
    assert client.get(reverse("office_child_edit", args=[child.pk])).status_code == 403
    assert client.get(reverse("office_guardian_new", args=[child.pk])).status_code == 403
    assert client.get(reverse("office_requests")).status_code == 403


def test_a_teacher_who_is_a_father_finds_his_own_child_nowhere_at_the_office(
    signed_in: SignIn, teacher: User, child: Child, guardian: Guardian
) -> None:
    father = factories.make_guardian(child, user=teacher, name="鈴木 千尋")
    factories.grant(father, child, is_blocked=True, can_view=False)
    client = signed_in(teacher)

    assert rows_of(client) == []
    assert client.get(reverse("office_child", args=[child.pk])).status_code == 404


def test_blocking_from_the_page_holds_at_once(
    signed_in: SignIn, manager: User, child: Child, separated_guardian: Guardian
) -> None:
    address = reverse("office_guardian_block", args=[child.pk, separated_guardian.pk])
    client = signed_in(manager)

    without = client.post(address, {"reason": ""})
    done = client.post(address, {"reason": "裁判所の命令"})

    assert (without.status_code, done.status_code) == (422, 302)
    assert Grant.objects.filter(guardian=separated_guardian, is_blocked=True).count() == 1


def test_rights_are_proposed_and_the_page_says_when_nothing_differs(
    signed_in: SignIn, manager: User, child: Child, guardian: Guardian
) -> None:
    address = reverse("office_guardian", args=[child.pk, guardian.pk])
    rights = {"can_view": "on", "can_write": "on", "can_answer": "on", "can_pick_up": "on"}
    client = signed_in(manager)

    same = client.post(address, rights | {"is_emergency_contact": "on"})
    other = client.post(address, rights)

    assert (same.status_code, other.status_code) == (422, 302)
    assert ChangeRequest.objects.get().changes == [
        {"field": "is_emergency_contact", "before": True, "after": False}
    ]


def test_a_new_guardian_needs_a_name_a_household_and_a_number_one_can_dial(
    signed_in: SignIn, manager: User, child: Child, guardian: Guardian
) -> None:
    address = reverse("office_guardian_new", args=[child.pk])
    client = signed_in(manager)
    person = {"name": "髙橋 大輔", "relation": "father", "household": "new", "can_view": "on"}

    bad = client.post(address, person | {"phone": "あとで", "household_name": "髙橋"})
    nameless = client.post(address, person)
    done = client.post(address, person | {"phone": "０９０１２３４５６７８", "household_name": "髙橋"})

    assert (bad.status_code, nameless.status_code, done.status_code) == (422, 422, 302)
    changes = {row["field"]: row["after"] for row in ChangeRequest.objects.get().changes}
    assert changes["phone"] == "090-1234-5678"


def test_editing_says_when_somebody_was_there(signed_in: SignIn, manager: User, child: Child) -> None:
    address = reverse("office_child_edit", args=[child.pk])
    client = signed_in(manager)
    fields = client.get(address).context["form"].initial | {"allergies": "卵"}
    Child.objects.update(given_kana="ひなた")

    late = client.post(address, fields)
    impossible = client.post(address, fields | {"born_on": "1900-01-01"})

    assert (late.status_code, impossible.status_code) == (409, 422)
    child.refresh_from_db()
    assert child.allergies == ""


def test_a_family_is_protected_at_once_and_unprotected_by_two(
    signed_in: SignIn, manager: User, facility: Facility, child: Child, guardian: Guardian
) -> None:
    address = reverse("office_household_protect", args=[child.pk, guardian.household_id])
    client = signed_in(manager)

    client.post(address)
    guardian.household.refresh_from_db()
    assert guardian.household.is_protected

    client.post(address)
    asked = ChangeRequest.objects.get()
    signed_in(factories.make_keeper(facility)).post(
        reverse("office_request_decide", args=[asked.pk]), {"decision": "approve"}
    )

    guardian.household.refresh_from_db()
    assert not guardian.household.is_protected
