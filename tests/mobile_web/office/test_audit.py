"""The audit: who checks sees who did what, in her places only, and a spreadsheet runs nothing of it."""

import pytest
from django.http import StreamingHttpResponse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from facilities.models import AuditEntry, Child, Facility, Organisation, Role
from facilities.policies import audit
from facilities.selectors import audit_log
from facilities.selectors.audit_log import Asked, audit_lines
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
PAGE, EXPORT = "/office/audit/", "/office/audit/export/"


@pytest.fixture
def auditor(organisation: Organisation) -> User:
    return factories.make_staff(Role.AUDITOR, organisation, name="森 直樹")


@pytest.fixture
def entry(teacher: User, child: Child, facility: Facility) -> AuditEntry:
    return audit(
        teacher,
        "child.look",
        "child",
        child.pk,
        organisation=facility.organisation,
        facility=facility,
        child=child,
    )


def test_the_auditor_sees_who_did_what_but_no_childs_name(
    signed_in: SignIn, auditor: User, entry: AuditEntry, child: Child
) -> None:
    text = signed_in(auditor).get(PAGE).content.decode()

    assert "鈴木 千尋" in text
    assert "child.look" in text
    assert child.given_name not in text


def test_a_manager_sees_her_facility_with_names(
    signed_in: SignIn, manager: User, other_manager: User, entry: AuditEntry, child: Child
) -> None:
    assert child.given_name in signed_in(manager).get(PAGE).content.decode()
    assert "child.look" not in signed_in(other_manager).get(PAGE).content.decode()


def test_a_long_audit_names_every_child_in_the_same_few_queries(
    manager: User, entry: AuditEntry, child: Child, monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    monkeypatch.setattr(audit_log, "CHUNK", 2)
    for _look in range(3):
        audit(
            manager, "child.look", "child", child.pk, organisation=entry.organisation_id,
            facility=entry.facility_id, child=child,
        )  # fmt: skip

    with django_assert_num_queries(3):
        lines = list(audit_lines(manager, Asked()))

    assert [line.child for line in lines] == [str(child)] * 4


def test_days_places_and_words_narrow_it(auditor: User, entry: AuditEntry, other_facility: Facility) -> None:
    today = factories.today()

    def found(**asked: object) -> int:
        return len(list(audit_lines(auditor, Asked(**asked))))  # type: ignore[arg-type]

    assert [found(), found(first=today, last=today), found(words="千尋"), found(words="look")] == [1, 1, 1, 1]
    assert [found(facility=other_facility.pk), found(last=today.replace(year=2000)), found(words="%")] == [
        0,
        0,
        0,
    ]


def test_a_date_that_is_none_says_so_and_shows_the_rest(
    signed_in: SignIn, auditor: User, entry: AuditEntry
) -> None:
    answer = signed_in(auditor).get(PAGE, {"first": "2026-13-40"})

    assert answer.status_code == 200
    assert "first" in answer.context["form"].errors
    assert len(answer.context["lines"]) == 1


def test_the_export_is_inert_and_leaves_a_trace(
    signed_in: SignIn, auditor: User, teacher: User, organisation: Organisation
) -> None:
    audit(teacher, "=cmd()", "child", organisation.pk, organisation=organisation)

    answer = signed_in(auditor).post(EXPORT)

    assert isinstance(answer, StreamingHttpResponse)
    text = b"".join(answer.streaming_content).decode()  # type: ignore[arg-type]
    assert text.startswith("\ufeff")
    assert ",'=cmd()," in text
    assert AuditEntry.objects.filter(action="audit.exported", actor=auditor).count() == 1


@pytest.mark.parametrize("person", ["teacher", "office"])
def test_for_other_staff_there_is_no_audit(
    signed_in: SignIn, person: str, request: pytest.FixtureRequest
) -> None:
    assert signed_in(request.getfixturevalue(person)).get(PAGE).status_code == 404
