"""The pages of staff: a code on paper, leaving in a moment, two people for a reset."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from backend.ids import uuid7
from facilities.models import Facility, Role, SignInReset, StaffMember, StaffPost
from tests import factories
from tests.accounts.second_factor import give_app
from tests.facilities.colleagues import member_of, post_of, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clean_throttles")]
SignIn = Callable[[User], Client]
CODE = re.compile(r"<b>(\w{4}-\w{4}-\w{4})</b>")


def code_in(response: Any) -> str:
    found = CODE.search(response.content.decode())
    assert found
    return found[1]


def invite(client: Client, **fields: Any) -> Any:
    said = {"id": uuid7(), "name": "川口 愛", "kana": "", "role": "teacher", "starts_on": today()}
    return client.post(reverse("office_staff_new"), {**said, **fields})


def test_a_code_is_shown_once_and_opens_an_account(signed_in: SignIn, manager: User) -> None:
    client, key = signed_in(manager), uuid7()
    answer = invite(client, id=key)
    phone = Client()

    phone.post(reverse("staff_join"), {"code": code_in(answer)})
    done = phone.post(
        reverse("staff_account"), {"login": "ai.kawaguchi", "password": factories.PASSWORD}, follow=True
    )

    assert answer["Cache-Control"].startswith("max-age=0")
    assert done.redirect_chain == [(reverse("staff_secure"), 302)]
    assert phone.get(reverse("teacher_board")).status_code == 200
    again = invite(client, id=key)
    assert again.headers["Location"] == reverse("office_staff_member", args=[key])


def test_the_page_of_codes_tells_nothing_of_whose_code_it_is(
    signed_in: SignIn, manager: User, facility: Facility
) -> None:
    code = code_in(invite(signed_in(manager)))
    phone = Client()

    page = phone.post(reverse("staff_join"), {"code": code}, follow=True).content.decode()

    assert "川口" not in page
    assert facility.name not in page
    assert phone.post(reverse("staff_join"), {"code": "ABCD"}).status_code == 422


def test_after_leaving_the_next_click_ends_at_the_sign_in(
    signed_in: SignIn, manager: User, teacher: User
) -> None:
    phone, office = signed_in(teacher), signed_in(manager)
    assert phone.get(reverse("teacher_board")).status_code == 200

    answer = office.post(
        reverse("office_staff_leave", args=[member_of(teacher).pk]), {"end-when": "now"}, follow=True
    )

    assert answer.status_code == 200
    assert phone.get(reverse("teacher_board")).headers["Location"].startswith(reverse("account_login"))
    assert phone.get(reverse("api_me")).status_code in (401, 403)


def test_a_refused_last_day_keeps_the_form(signed_in: SignIn, manager: User, teacher: User) -> None:
    url = reverse("office_staff_leave", args=[member_of(teacher).pk])

    assert signed_in(manager).post(url, {"end-when": "day"}).status_code == 422
    assert StaffMember.objects.get(user=teacher).left_on is None


def test_a_post_changes_from_today_on(signed_in: SignIn, manager: User, teacher: User) -> None:
    url = reverse("office_post", args=[post_of(teacher).pk])
    client = signed_in(manager)
    assert client.get(url).status_code == 200

    answer = client.post(url, {"role": "nurse", "classroom": "", "starts_on": today(), "ends_on": ""})

    assert answer.status_code == 302
    assert StaffPost.objects.held_by(teacher).get().role == Role.NURSE


def test_two_people_reset_a_sign_in_and_the_first_sees_no_code(
    signed_in: SignIn, manager: User, office: User, teacher: User
) -> None:
    first, second = signed_in(manager), signed_in(office)
    started = first.post(reverse("office_staff_reset", args=[member_of(teacher).pk]))
    url = reverse("office_reset", args=[SignInReset.objects.get().pk])
    assert started.headers["Location"] == url

    assert first.post(url).status_code == 403
    code = code_in(second.post(url))
    assert second.post(url).status_code == 409

    phone = Client()
    phone.post(reverse("staff_join"), {"code": code})
    phone.post(reverse("staff_account"), {"password": factories.PASSWORD})
    teacher.refresh_from_db()
    assert teacher.check_password(factories.PASSWORD)


def test_the_list_needs_the_same_queries_for_many(
    signed_in: SignIn, manager: User, facility: Facility, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(manager)
    client.get(reverse("office_staff"))
    with django_assert_max_num_queries(40) as few:
        client.get(reverse("office_staff"))
    for _n in range(15):
        factories.make_staff(Role.TEACHER, facility)

    with django_assert_max_num_queries(len(few)):
        client.get(reverse("office_staff"))


def test_staff_without_a_second_factor_get_no_further(
    signed_in: SignIn, teacher: User, guardian: Any, settings: Any
) -> None:
    settings.ENGAWA_STAFF_MFA = True
    client = signed_in(teacher)

    assert client.get(reverse("teacher_board")).headers["Location"] == reverse("staff_secure")
    assert client.get(reverse("staff_secure")).status_code == 200
    refused = client.get(reverse("api_me"))
    assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_needed")
    assert signed_in(guardian.user).get(reverse("guardian_home")).status_code == 200

    give_app(teacher)
    assert client.get(reverse("teacher_board")).status_code == 200


def test_without_the_setting_nobody_is_asked(signed_in: SignIn, teacher: User) -> None:
    assert signed_in(teacher).get(reverse("teacher_board")).status_code == 200


@pytest.mark.parametrize(("age", "seen", "alive"), [(0, 0, True), (0, 31, False), (13 * 60, 0, False)])
def test_a_staff_sign_in_ends_after_half_an_hour_of_nothing_and_after_twelve_hours(
    age: int, seen: int, alive: bool, signed_in: SignIn, teacher: User
) -> None:
    client = signed_in(teacher)
    age_session(client, began=age, seen=seen)

    assert (client.get(reverse("teacher_board")).status_code == 200) is alive


def test_a_familys_sign_in_lasts(signed_in: SignIn, guardian: Any) -> None:
    client = signed_in(guardian.user)
    age_session(client, began=100 * 24 * 60, seen=20 * 24 * 60)

    assert client.get(reverse("guardian_home")).status_code == 200


def age_session(client: Client, *, began: int, seen: int) -> None:
    session = client.session
    here = session["here"]
    session["here"] = here | {"began": here["began"] - began * 60, "seen": here["seen"] - seen * 60}
    session.save()


def test_i_see_where_i_am_signed_in_and_end_it(signed_in: SignIn, teacher: User, manager: User) -> None:
    here, there, other = signed_in(teacher), signed_in(teacher), signed_in(manager)
    page = here.get(reverse("my_sessions")).content.decode()
    (end,) = re.findall(r'action="(/account/sessions/[0-9a-f-]+/end/)"', page)

    assert other.post(end).status_code == 404
    assert here.post(end).status_code == 302

    assert there.get(reverse("my_sessions")).status_code == 302
    assert here.get(reverse("my_sessions")).status_code == 200


def test_all_others_end_at_once(signed_in: SignIn, teacher: User) -> None:
    here, there = signed_in(teacher), signed_in(teacher)

    here.post(reverse("my_sessions_others"))

    assert there.get(reverse("my_sessions")).status_code == 302
    assert here.get(reverse("my_sessions")).status_code == 200
