"""Invitation sheets: who gets one, what opens, and what a guesser learns."""

from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from backend.errors import DomainError, NotAllowed, NotVisible
from facilities import services
from facilities.guessing import TooManyGuesses
from facilities.models import AuditEntry, Child, Classroom, Facility, Guardian, Household, Invitation
from facilities.services.invitations import LONGEST_PRINT
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clean_throttles")]


@pytest.fixture
def mother(child: Child, household: Household) -> Guardian:
    return factories.make_guardian(child, household, user=None, name="髙橋 沙織", call_order=1)


@pytest.fixture
def father(child: Child, household: Household) -> Guardian:
    return factories.make_guardian(
        child, household, user=None, name="髙橋 大輔", relation="father", call_order=2
    )


def refusal_of(typed: str, network: str = "192.0.2.1") -> str:
    with pytest.raises(DomainError) as refused:
        services.find_invitation(typed=typed, network=network)
    return refused.value.code


def test_each_adult_without_an_account_gets_a_sheet_of_her_own(
    manager: User, facility: Facility, classroom: Classroom, mother: Guardian, father: Guardian
) -> None:
    sheets = services.make_sheets(actor=manager, facility=facility, classroom=classroom)

    assert [sheet.guardian for sheet in sheets] == [mother, father]
    assert len({sheet.code for sheet in sheets}) == 2
    assert AuditEntry.objects.filter(action="invitation.create", child=mother.grants.get().child).count() == 2


def test_only_a_hash_of_the_code_is_kept(manager: User, facility: Facility, mother: Guardian) -> None:
    (sheet,) = services.make_sheets(actor=manager, facility=facility)

    row = Invitation.objects.get()
    assert sheet.code.replace("-", "") not in "".join(str(value) for value in vars(row).values())
    assert services.find_invitation(typed=sheet.code, network="192.0.2.1") == row


def test_a_code_may_be_typed_carelessly(manager: User, facility: Facility, mother: Guardian) -> None:
    (sheet,) = services.make_sheets(actor=manager, facility=facility)
    wide = sheet.code.translate({ord(sign): ord(sign) + 0xFEE0 for sign in sheet.code})

    for typed in (sheet.code.lower(), sheet.code.replace("-", " "), sheet.code.replace("0", "O"), wide):
        assert services.find_invitation(typed=typed, network="192.0.2.1")


def test_who_has_an_account_or_a_sheet_or_reads_on_paper_gets_none(
    manager: User, facility: Facility, guardian: Guardian, father: Guardian, mother: Guardian
) -> None:
    Guardian.objects.filter(pk=father.pk).update(wants_paper=True)
    services.make_sheets(actor=manager, facility=facility)

    with pytest.raises(DomainError) as refused:
        services.make_sheets(actor=manager, facility=facility)

    assert refused.value.code == "nobody_left"
    assert Invitation.objects.count() == 1


def test_renewing_ends_the_old_sheet(manager: User, facility: Facility, mother: Guardian) -> None:
    (old,) = services.make_sheets(actor=manager, facility=facility)

    (new,) = services.make_sheets(actor=manager, facility=facility, renew=True)

    assert refusal_of(old.code) == "unknown_code"
    assert services.find_invitation(typed=new.code, network="192.0.2.1").guardian == mother


def test_a_child_without_adults_gets_one_open_sheet(manager: User, facility: Facility, child: Child) -> None:
    (sheet,) = services.make_sheets(actor=manager, facility=facility)

    assert (sheet.child, sheet.guardian) == (child, None)


def test_a_child_of_next_april_has_her_sheet_before(
    manager: User, facility: Facility, classroom: Classroom
) -> None:
    child = factories.make_child(classroom, given_name="湊")
    child.enrolments.update(starts_on=factories.today() + timedelta(days=100))
    coming = factories.make_guardian(
        child, user=None, rights={"starts_on": factories.today() + timedelta(days=100)}
    )

    sheets = services.make_sheets(actor=manager, facility=facility, child=child)

    assert [sheet.guardian for sheet in sheets] == [coming]


def test_a_blocked_adult_gets_none_and_her_old_sheet_opens_nothing(
    manager: User, facility: Facility, child: Child, mother: Guardian, father: Guardian
) -> None:
    sheets = services.make_sheets(actor=manager, facility=facility)
    code = next(sheet.code for sheet in sheets if sheet.guardian == father)
    factories.grant(father, child, is_blocked=True, can_view=False)

    again = services.make_sheets(actor=manager, facility=facility, renew=True)

    assert [sheet.guardian for sheet in again] == [mother]
    assert refusal_of(code) == "unknown_code"


def test_siblings_in_two_classes_give_one_sheet_an_adult(
    manager: User, facility: Facility, other_classroom: Classroom, mother: Guardian
) -> None:
    factories.grant(mother, factories.make_child(other_classroom, given_name="蓮"))

    assert len(services.make_sheets(actor=manager, facility=facility)) == 1


def test_a_manager_prints_no_sheet_of_her_own_childs_other_household(
    manager: User, facility: Facility, child: Child, mother: Guardian
) -> None:
    factories.make_guardian(child, user=manager, name="田村 由美")

    with pytest.raises(DomainError):
        services.make_sheets(actor=manager, facility=facility)


def test_too_many_sheets_are_asked_for_class_by_class(
    manager: User, facility: Facility, classroom: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("facilities.services.invitations.LONGEST_PRINT", 2)
    for _child in range(3):
        factories.make_guardian(factories.make_child(classroom), user=None)

    with pytest.raises(DomainError) as refused:
        services.make_sheets(actor=manager, facility=facility)

    assert LONGEST_PRINT == 80
    assert (refused.value.code, Invitation.objects.count()) == ("too_many", 0)


def test_teachers_and_readers_print_nothing_and_strangers_see_no_place(
    teacher: User, reader: User, other_manager: User, outsider: Guardian, facility: Facility, mother: Guardian
) -> None:
    for person, refusal in (
        (teacher, NotAllowed), (reader, NotAllowed), (other_manager, NotVisible), (outsider.user, NotVisible),
    ):  # fmt: skip
        with pytest.raises(refusal):
            services.make_sheets(actor=person, facility=facility)

    assert not Invitation.objects.exists()


def test_revoked_and_unknown_look_alike_and_used_and_expired_say_what_to_do(
    manager: User, facility: Facility, mother: Guardian, father: Guardian, child: Child
) -> None:
    first, second = services.make_sheets(actor=manager, facility=facility)
    revoked = Invitation.objects.get(guardian=mother)
    services.revoke_sheet(actor=manager, invitation=revoked)
    services.revoke_sheet(actor=manager, invitation=revoked)
    Invitation.objects.filter(guardian=father).update(expires_at=timezone.now())

    assert refusal_of(first.code) == refusal_of("ABCD-EFGH-JKMN") == "unknown_code"
    assert refusal_of(second.code) == "expired"
    assert AuditEntry.objects.filter(action="invitation.revoke").count() == 1


def test_no_refusal_names_anybody(manager: User, facility: Facility, mother: Guardian, child: Child) -> None:
    (sheet,) = services.make_sheets(actor=manager, facility=facility)
    Invitation.objects.update(expires_at=timezone.now())

    with pytest.raises(DomainError) as refused:
        services.find_invitation(typed=sheet.code, network="192.0.2.1")

    said = str(refused.value.message)
    assert not any(name in said for name in (child.given_name, child.family_name, facility.name, mother.name))


def test_an_old_key_still_opens_what_was_printed_under_it(
    manager: User, facility: Facility, mother: Guardian, settings: pytest.FixtureRequest
) -> None:
    (sheet,) = services.make_sheets(actor=manager, facility=facility)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]  # type: ignore[attr-defined]
    settings.SECRET_KEY = "a new key, twice as long as the one before it, for everything"  # type: ignore[attr-defined]

    assert services.find_invitation(typed=sheet.code, network="192.0.2.1").guardian == mother


def test_ten_thousand_guesses_find_nothing_and_soon_only_one_sentence(
    manager: User, facility: Facility, mother: Guardian, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most of them are not even looked up: the brake answers before the table is asked."""
    (sheet,) = services.make_sheets(actor=manager, facility=facility)
    monkeypatch.setattr("facilities.guessing.WRONG_IN_ALL", 60)
    with time_machine.travel(timezone.now(), tick=False):
        answers = Counter(
            refusal_of(f"0000-{number:04}-0000", network=f"192.0.2.{number % 7}") for number in range(10_000)
        )
        with pytest.raises(TooManyGuesses):
            services.find_invitation(typed=sheet.code, network="192.0.2.1")

    assert answers == {"unknown_code": 60, "too_many_guesses": 9_940}
    assert Invitation.objects.get().used_at is None


def test_a_hall_full_of_guessers_does_not_stop_another_network(
    manager: User, facility: Facility, mother: Guardian
) -> None:
    (sheet,) = services.make_sheets(actor=manager, facility=facility)
    for _guess in range(31):
        refusal_of("0000-0000-0000", network="192.0.2.1")

    assert refusal_of(sheet.code, network="192.0.2.1") == "too_many_guesses"
    assert services.find_invitation(typed=sheet.code, network="192.0.2.2")
