"""Who belongs to a child: a second person decides, and the past stays as it was."""

from datetime import timedelta

import pytest

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities import services
from facilities.models import (
    ChangeRequest,
    Child,
    Grant,
    Guardian,
)
from facilities.selectors.family import family_of
from facilities.selectors.requests import told_of
from tests import factories

ALL = dict.fromkeys(
    ("can_view", "can_write", "can_answer", "can_pick_up", "can_buy", "is_emergency_contact"), True
)


def test_rights_change_on_a_second_persons_word_and_the_past_stays(
    manager: User, keeper: User, child: Child, guardian: Guardian
) -> None:
    rights = ALL | {"can_pick_up": False}

    request = services.propose_rights(actor=manager, child=child, guardian=guardian, rights=rights)
    before = Grant.objects.get(guardian=guardian)
    services.decide_request(actor=keeper, request=request, approve=True)

    old, new = Grant.objects.filter(guardian=guardian).order_by("starts_on")
    assert before.can_pick_up
    assert (old.can_pick_up, old.ends_on) == (True, factories.today() - timedelta(days=1))
    assert (new.can_pick_up, new.can_buy, new.starts_on, new.ends_on) == (
        False,
        True,
        factories.today(),
        None,
    )


def test_who_proposed_does_not_decide(manager: User, child: Child, guardian: Guardian) -> None:
    request = services.propose_end(actor=manager, child=child, guardian=guardian)

    with pytest.raises(NotAllowed):
        services.decide_request(actor=manager, request=request, approve=True)

    assert Grant.objects.get(guardian=guardian).ends_on is None


@pytest.mark.parametrize("person", ["other_manager", "office", "reader", "ex_staff"])
def test_strangers_to_the_child_find_nothing_to_change(
    request: pytest.FixtureRequest, manager: User, child: Child, guardian: Guardian, person: str
) -> None:
    stranger = request.getfixturevalue(person)
    asked = services.propose_end(actor=manager, child=child, guardian=guardian)

    for act in (
        lambda: services.propose_end(actor=stranger, child=child, guardian=guardian),
        lambda: services.block_guardian(actor=stranger, child=child, guardian=guardian, reason="x"),
        lambda: services.protect_household(actor=stranger, child=child, household=guardian.household),
        lambda: services.decide_request(actor=stranger, request=asked, approve=True),
    ):
        with pytest.raises(NotVisible):
            act()


def test_a_teacher_sees_the_child_and_changes_nobodys_rights(
    teacher: User, child: Child, guardian: Guardian
) -> None:
    with pytest.raises(NotAllowed):
        services.block_guardian(actor=teacher, child=child, guardian=guardian, reason="裁判所の命令")

    assert not Grant.objects.filter(is_blocked=True).exists()


def test_nobody_keeps_the_roster_of_her_own_child(manager: User, child: Child, guardian: Guardian) -> None:
    factories.make_guardian(child, user=manager, name="田村 由美")

    with pytest.raises(NotVisible):
        services.block_guardian(actor=manager, child=child, guardian=guardian, reason="別居")


def test_an_end_takes_rights_of_today_and_of_later(
    manager: User, keeper: User, child: Child, guardian: Guardian
) -> None:
    Grant.objects.update(ends_on=factories.today() + timedelta(days=3))
    factories.grant(guardian, child, starts_on=factories.today() + timedelta(days=4))
    request = services.propose_end(actor=manager, child=child, guardian=guardian)

    services.decide_request(actor=keeper, request=request, approve=True)

    assert [row.ends_on for row in Grant.objects.all()] == [factories.today() - timedelta(days=1)]


def test_rights_that_began_today_end_today(manager: User, keeper: User, child: Child) -> None:
    guardian = factories.make_guardian(child, rights={"starts_on": factories.today()})
    request = services.propose_end(actor=manager, child=child, guardian=guardian)

    services.decide_request(actor=keeper, request=request, approve=True)

    assert guardian.user
    assert family_of(guardian.user).children == ()


def test_a_new_guardian_has_rights_after_the_second_word_only(
    manager: User, keeper: User, child: Child, guardian: Guardian
) -> None:
    person = {"name": "葛󠄀城 誠", "kana": "かつらぎ まこと", "relation": "father", "phone": "090-1111-2222"}
    request = services.propose_guardian(
        actor=manager,
        child=child,
        person=person,
        rights={"can_view": True},
        household=None,
        household_name="葛󠄀城",
    )
    assert Guardian.objects.count() == 1

    services.decide_request(actor=keeper, request=request, approve=True)

    father = Guardian.objects.get(name="葛󠄀城 誠")
    assert father.household != guardian.household
    assert father.phone == "090-1111-2222"
    assert [(row.can_view, row.can_pick_up) for row in father.grants.all()] == [(True, False)]


def test_who_belongs_to_the_child_is_not_added_twice(
    manager: User, child: Child, guardian: Guardian, co_guardian: Guardian
) -> None:
    person = {"name": co_guardian.name, "relation": "father"}

    for act in (
        lambda: services.propose_guardian(
            actor=manager, child=child, person=person, rights=ALL, household=guardian.household
        ),
        lambda: services.ask_second_guardian(actor=guardian.user, child=child, person=person),
    ):
        with pytest.raises(DomainError) as refusal:
            act()
        assert refusal.value.code == "adult_twice"


def test_an_adult_of_the_household_who_belongs_to_a_sibling_stays_one_person(
    manager: User, keeper: User, child: Child, classroom: factories.Classroom, guardian: Guardian
) -> None:
    sibling = factories.make_child(classroom, given_name="湊")
    aunt = factories.make_guardian(sibling, guardian.household, name="髙橋 菫", relation="other")
    request = services.propose_guardian(
        actor=manager,
        child=child,
        person={"name": "髙橋 菫", "relation": "other"},
        rights=ALL,
        household=guardian.household,
    )

    services.decide_request(actor=keeper, request=request, approve=True)

    assert Guardian.objects.get(name="髙橋 菫") == aunt
    assert aunt.grants.count() == 2


def test_a_household_of_another_child_cannot_be_chosen(
    manager: User, child: Child, outsider: Guardian
) -> None:
    with pytest.raises(NotVisible):
        services.propose_guardian(
            actor=manager, child=child, person={"name": "x"}, rights={}, household=outsider.household
        )


def test_the_first_of_the_household_is_told_and_the_other_household_is_not(
    manager: User,
    keeper: User,
    child: Child,
    guardian: Guardian,
    separated_guardian: Guardian,
    co_guardian: Guardian,
) -> None:
    assert guardian.user and separated_guardian.user and co_guardian.user
    request = services.propose_rights(
        actor=manager, child=child, guardian=co_guardian, rights=ALL | {"can_write": False}
    )
    services.decide_request(actor=keeper, request=request, approve=True)

    assert [row.pk for row in told_of(guardian.user)] == [request.pk]
    assert told_of(separated_guardian.user) == told_of(co_guardian.user) == []


def test_two_presses_propose_once(manager: User, child: Child, guardian: Guardian) -> None:
    first = services.propose_end(actor=manager, child=child, guardian=guardian)

    assert services.propose_end(actor=manager, child=child, guardian=guardian) == first
    assert ChangeRequest.objects.count() == 1


def test_rights_that_changed_meanwhile_are_not_overwritten(
    manager: User, keeper: User, child: Child, guardian: Guardian
) -> None:
    first = services.propose_rights(actor=manager, child=child, guardian=guardian, rights=ALL)
    second = services.propose_rights(
        actor=manager, child=child, guardian=guardian, rights=ALL | {"can_write": False}
    )
    services.decide_request(actor=keeper, request=first, approve=True)

    with pytest.raises(Conflict):
        services.decide_request(actor=keeper, request=second, approve=True)

    second.refresh_from_db()
    assert second.state == "open"
