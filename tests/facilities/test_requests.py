"""What guardians ask for: decided once, by another, and kept."""

from datetime import date

import pytest

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities import services
from facilities.models import AuditEntry, ChangeRequest, Child, Enrolment, Guardian
from tests import factories


@pytest.fixture
def asked(child: Child, guardian: Guardian) -> ChangeRequest:
    assert guardian.user
    return services.ask_child_change(
        actor=guardian.user, child=child, values={"given_name": "陽葵子", "born_on": date(2025, 4, 2)}
    )


def test_a_childs_data_changes_on_approval_only(manager: User, child: Child, asked: ChangeRequest) -> None:
    child.refresh_from_db()
    assert child.given_name == "陽葵"

    services.decide_request(actor=manager, request=asked, approve=True)

    child.refresh_from_db()
    assert (child.given_name, child.born_on) == ("陽葵子", date(2025, 4, 2))
    assert set(AuditEntry.objects.filter(child=child).values_list("action", flat=True)) == {
        "request.ask", "request.approved",
    }  # fmt: skip


def test_a_refusal_needs_an_answer_and_changes_nothing(
    manager: User, child: Child, asked: ChangeRequest
) -> None:
    with pytest.raises(DomainError):
        services.decide_request(actor=manager, request=asked, approve=False)

    done = services.decide_request(
        actor=manager, request=asked, approve=False, answer="住民票をお持ちください"
    )

    child.refresh_from_db()
    assert (done.state, done.answer, child.given_name) == ("refused", "住民票をお持ちください", "陽葵")


def test_the_second_decision_says_who_was_first(manager: User, keeper: User, asked: ChangeRequest) -> None:
    services.decide_request(actor=manager, request=asked, approve=True)

    with pytest.raises(Conflict) as refusal:
        services.decide_request(actor=keeper, request=asked, approve=False, answer="だめ")

    assert manager.name in str(refusal.value)


def test_a_double_tap_decides_once(manager: User, asked: ChangeRequest) -> None:
    first = services.decide_request(actor=manager, request=asked, approve=True)

    again = services.decide_request(actor=manager, request=asked, approve=True)

    assert (again, again.decided_at) == (first, first.decided_at)


@pytest.mark.parametrize("person", ["other_manager", "office", "teacher", "auditor"])
def test_others_do_not_decide(request: pytest.FixtureRequest, asked: ChangeRequest, person: str) -> None:
    with pytest.raises((NotVisible, NotAllowed)):
        services.decide_request(actor=request.getfixturevalue(person), request=asked, approve=True)

    asked.refresh_from_db()
    assert asked.state == "open"


def test_asking_twice_is_asking_once(guardian: Guardian, child: Child, asked: ChangeRequest) -> None:
    values = {"given_name": "陽葵子", "born_on": date(2025, 4, 2)}

    assert services.ask_child_change(actor=guardian.user, child=child, values=values) == asked


def test_asking_for_what_is_there_is_a_sentence(guardian: Guardian, child: Child) -> None:
    with pytest.raises(DomainError) as refusal:
        services.ask_child_change(actor=guardian.user, child=child, values={"given_name": " 陽葵 "})

    assert refusal.value.code == "no_change"


@pytest.mark.parametrize(
    ("person", "refusal"),
    [("relative", NotAllowed), ("blocked_guardian", NotVisible), ("expired_guardian", NotVisible),
     ("outsider", NotVisible)],
)  # fmt: skip
def test_who_may_not_write_asks_nothing(
    request: pytest.FixtureRequest, child: Child, person: str, refusal: type[DomainError]
) -> None:
    guardian = request.getfixturevalue(person)

    with pytest.raises(refusal):
        services.ask_child_change(actor=guardian.user, child=child, values={"given_name": "別"})
    with pytest.raises(refusal):
        services.ask_second_guardian(actor=guardian.user, child=child, person={"name": "誰か"})


def test_a_request_of_somebody_blocked_meanwhile_is_not_approved(
    manager: User, child: Child, guardian: Guardian, asked: ChangeRequest
) -> None:
    services.block_guardian(actor=manager, child=child, guardian=guardian, reason="保護")

    with pytest.raises(DomainError) as refusal:
        services.decide_request(actor=manager, request=asked, approve=True)

    child.refresh_from_db()
    assert (refusal.value.code, child.given_name) == ("asker_gone", "陽葵")


def test_data_that_changed_meanwhile_is_not_overwritten(
    manager: User, child: Child, asked: ChangeRequest
) -> None:
    Child.objects.update(given_name="ひまり")

    with pytest.raises(Conflict):
        services.decide_request(actor=manager, request=asked, approve=True)

    child.refresh_from_db()
    asked.refresh_from_db()
    assert (child.given_name, asked.state) == ("ひまり", "open")


def test_who_asked_withdraws_while_it_is_open(
    manager: User, guardian: Guardian, co_guardian: Guardian, asked: ChangeRequest
) -> None:
    with pytest.raises(NotVisible):
        services.withdraw_request(actor=co_guardian.user, request=asked)

    services.withdraw_request(actor=guardian.user, request=asked)
    services.withdraw_request(actor=guardian.user, request=asked)

    with pytest.raises(Conflict):
        services.decide_request(actor=manager, request=asked, approve=True)


def test_what_is_decided_is_not_withdrawn(manager: User, guardian: Guardian, asked: ChangeRequest) -> None:
    services.decide_request(actor=manager, request=asked, approve=True)

    with pytest.raises(Conflict):
        services.withdraw_request(actor=guardian.user, request=asked)


def test_her_own_name_waits_for_the_nursery(manager: User, child: Child, guardian: Guardian) -> None:
    request = services.ask_own_change(
        actor=guardian.user, guardian=guardian, child=child, values={"name": "葛󠄀城 沙織"}
    )
    assert Guardian.objects.get(pk=guardian.pk).name == "髙橋 沙織"

    services.decide_request(actor=manager, request=request, approve=True)

    guardian.refresh_from_db()
    assert (guardian.name, User.objects.get(pk=guardian.user_id).name) == ("葛󠄀城 沙織", "葛󠄀城 沙織")


def test_nobody_asks_for_anothers_name(child: Child, guardian: Guardian, co_guardian: Guardian) -> None:
    with pytest.raises(NotVisible):
        services.ask_own_change(actor=guardian.user, guardian=co_guardian, child=child, values={"name": "別"})


def test_a_second_guardian_is_made_in_the_same_household_with_no_more_rights(
    manager: User, child: Child
) -> None:
    mother = factories.make_guardian(child, rights={"can_pick_up": False})
    person = {
        "name": "髙橋 大輔",
        "kana": "たかはし だいすけ",
        "relation": "father",
        "phone": "090-3333-4444",
    }
    request = services.ask_second_guardian(actor=mother.user, child=child, person=person)
    assert Guardian.objects.count() == 1

    services.decide_request(actor=manager, request=request, approve=True)

    father = Guardian.objects.get(name="髙橋 大輔")
    assert (father.household, father.user, father.call_order) == (mother.household, None, 2)
    grant = father.grants.get()
    assert (grant.can_view, grant.can_answer, grant.can_pick_up) == (True, True, False)


def test_the_same_adult_asked_for_a_sibling_is_one_guardian(
    manager: User, classroom: factories.Classroom, child: Child, guardian: Guardian
) -> None:
    sibling = factories.make_child(classroom, given_name="湊")
    factories.grant(guardian, sibling)
    person = {"name": "髙橋 大輔", "relation": "father"}

    for one in (child, sibling):
        asked = services.ask_second_guardian(actor=guardian.user, child=one, person=person)
        services.decide_request(actor=manager, request=asked, approve=True)

    assert Guardian.objects.get(name="髙橋 大輔").grants.count() == 2


def test_a_child_that_goes_nowhere_has_nobody_to_decide(child: Child, guardian: Guardian) -> None:
    Enrolment.objects.update(ends_on=factories.today() - factories.timedelta(days=1))

    with pytest.raises(DomainError) as refusal:
        services.ask_child_change(actor=guardian.user, child=child, values={"given_name": "別"})

    assert refusal.value.code == "no_facility"


def test_contact_changes_at_once(guardian: Guardian) -> None:
    values = {
        "phone": "080-1",
        "phone_note": "15時から",
        "wants_push": False,
        "wants_email": True,
        "wants_paper": True,
    }

    services.change_contact(actor=guardian.user, values=values)

    guardian.refresh_from_db()
    assert (guardian.phone, guardian.phone_note, guardian.wants_push, guardian.wants_paper) == (
        "080-1", "15時から", False, True,
    )  # fmt: skip


def test_somebody_must_be_reachable(guardian: Guardian) -> None:
    values = {"phone": "", "phone_note": "", "wants_push": False, "wants_email": False, "wants_paper": False}

    with pytest.raises(DomainError):
        services.change_contact(actor=guardian.user, values=values)

    guardian.refresh_from_db()
    assert guardian.wants_push


def test_staff_change_a_childs_data_unless_somebody_was_there(manager: User, child: Child) -> None:
    seen = services.child_mark(child)
    services.change_child(actor=manager, child=child, seen=seen, values={"allergies": "卵"})

    with pytest.raises(Conflict):
        services.change_child(actor=manager, child=child, seen=seen, values={"allergies": "乳"})

    child.refresh_from_db()
    assert child.allergies == "卵"


def test_one_child_does_not_stand_on_the_roster_twice(
    manager: User, classroom: factories.Classroom, child: Child
) -> None:
    twin = factories.make_child(classroom, given_name="別")

    with pytest.raises(DomainError) as refusal:
        services.change_child(
            actor=manager, child=twin, seen=services.child_mark(twin), values={"given_name": "陽葵"}
        )

    assert refusal.value.code == "child_twice"
