"""A guardian sees who looked at her child, and takes home what is hers and nothing of another household."""

import io
import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.http import FileResponse

import attendance
import facilities
import mobile_web
import notices
import surveys
from accounts.models import User
from facilities.models import AuditEntry, Child, Facility, Guardian, Organisation
from facilities.policies import audit
from facilities.selectors import looks
from notices.services import record_reading
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
PAGE, FILE = "/looked/", "/takeout/file/"


def look(actor: User, child: Child, action: str = "child.look") -> AuditEntry:
    facility = child.enrolments.get().facility
    return audit(
        actor, action, "child", child.pk, organisation=child.organisation_id, facility=facility, child=child
    )


def test_she_sees_which_staff_opened_her_childs_page(
    signed_in: SignIn, guardian: Guardian, child: Child, teacher: User
) -> None:
    look(teacher, child)

    text = signed_in(guardian.user).get(PAGE).content.decode()

    assert "鈴木 千尋" in text
    assert child.given_name in text


def test_what_concerns_another_household_is_not_among_it(
    signed_in: SignIn, guardian: Guardian, separated_guardian: Guardian, child: Child, manager: User
) -> None:
    before = signed_in(guardian.user).get(PAGE).content
    look(separated_guardian.user, child)
    look(manager, child, action="grant.blocked")
    audit(
        manager, "calls.numbers_shown", "household", separated_guardian.household_id,
        organisation=child.organisation_id, child=child,
    )  # fmt: skip

    assert len(signed_in(guardian.user).get(PAGE).content) == len(before)


@pytest.mark.parametrize("person", ["blocked_guardian", "expired_guardian", "outsider"])
def test_who_may_not_view_the_child_sees_nobody(
    signed_in: SignIn, child: Child, teacher: User, person: str, request: pytest.FixtureRequest
) -> None:
    other = request.getfixturevalue(person)
    look(teacher, child)

    assert "鈴木 千尋" not in signed_in(other.user).get(PAGE).content.decode()


def test_the_list_goes_on_where_a_page_ends(
    signed_in: SignIn, guardian: Guardian, child: Child, teacher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mobile_web.views.guardian.trust.PAGE", 2)
    rows = sorted((look(teacher, child) for _ in range(3)), key=lambda row: row.pk)  # one moment, any order

    client = signed_in(guardian.user)
    first, second = client.get(PAGE), client.get(f"{PAGE}?before={rows[1].pk}")

    assert [one.id for one in first.context["looks"]] == [rows[2].pk, rows[1].pk]
    assert [one.id for one in second.context["looks"]] == [rows[0].pk]


def test_every_act_of_the_list_is_one_that_the_code_audits() -> None:
    apps = [Path(app.__file__).parent for app in (attendance, facilities, mobile_web, notices, surveys)]
    code = "".join(file.read_text() for app in apps for file in app.rglob("*.py") if file.name != "looks.py")

    assert [act for act in (*looks.LOOKS, *looks.HOUSEHOLD_LOOKS) if f'"{act}"' not in code] == []


def opened(answer: object) -> dict[str, str]:
    assert isinstance(answer, FileResponse)
    with ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:  # type: ignore[arg-type]
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_her_file_holds_her_family_and_every_notice(
    signed_in: SignIn, guardian: Guardian, child: Child, organisation: Organisation, office: User
) -> None:
    notice = factories.make_notice(office, organisation, title="あすは休園です")
    record_reading(actor=guardian.user, notice=notice, kind="opened")

    files = opened(signed_in(guardian.user).post(FILE))

    family, told = json.loads(files["family.json"]), json.loads(files["notices.json"])
    assert [one["given_name"] for one in family["children"]] == [child.given_name]
    assert family["me"][0]["phone"] == guardian.phone
    assert (told[0]["texts"]["ja"]["title"], set(told[0]["read"])) == ("あすは休園です", {"opened"})
    assert "あすは休園です" in files["index.html"]
    assert AuditEntry.objects.filter(action="family.taken_home", actor=guardian.user).count() == 1


def test_nothing_of_another_household_is_in_the_file(
    signed_in: SignIn, guardian: Guardian, separated_guardian: Guardian, child: Child
) -> None:
    separated = Guardian.objects.get(pk=separated_guardian.pk)

    text = "".join(opened(signed_in(guardian.user).post(FILE)).values())

    for secret in (separated.name, separated.phone, str(separated.pk), str(separated.household_id)):
        assert secret not in text


def test_a_blocked_guardian_takes_no_child_home(
    signed_in: SignIn, blocked_guardian: Guardian, child: Child
) -> None:
    text = "".join(opened(signed_in(blocked_guardian.user).post(FILE)).values())

    assert child.given_name not in text
    assert str(child.pk) not in text


def test_the_file_costs_the_same_queries_for_one_notice_or_many(
    signed_in: SignIn, guardian: Guardian, organisation: Organisation, office: User, facility: Facility,
    django_assert_max_num_queries: pytest.FixtureRequest,
) -> None:  # fmt: skip
    for _ in range(12):
        factories.make_notice(office, organisation)

    client = signed_in(guardian.user)
    client.get(PAGE)

    with django_assert_max_num_queries(24):  # type: ignore[operator]
        opened(client.post(FILE))
