"""What is agreed for a child: dated, first come, and never behind today."""

from datetime import time, timedelta
from typing import Any

import pytest

from accounts.models import User
from attendance import services
from attendance.models import CareContract, MonthClose
from attendance.selectors.contracts import contracts_of, mark_of_contracts
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities.models import AuditEntry, Child, Facility, Guardian
from tests import factories
from tests.attendance.care_world import last_month

pytestmark = pytest.mark.django_db
AGREED: dict[str, Any] = {
    "group": "standard", "arrives_at": time(8, 30), "leaves_at": time(17), "hours_from": time(8),
    "hours_until": time(18), "weekdays": [0, 1, 2], "picker": None,
}  # fmt: skip


def agree(actor: User, child: Child, days: int = 0, seen: str | None = None, **agreed: Any) -> CareContract:
    mark = mark_of_contracts(CareContract.objects.filter(child=child)) if seen is None else seen
    return services.set_contract(
        actor=actor,
        child=child,
        starts_on=factories.attendance_day() + timedelta(days=days),
        agreed={**AGREED, **agreed},
        seen=mark,
    )


def rows(child: Child) -> list[tuple[int, int | None, str]]:
    """(from, until, group) in days from today."""
    found = CareContract.objects.filter(child=child).order_by("starts_on")
    return [
        (
            (row.starts_on - factories.attendance_day()).days,
            row.ends_on and (row.ends_on - factories.attendance_day()).days,
            row.group,
        )
        for row in found
    ]


def test_a_first_contract_may_reach_back(manager: User, child: Child) -> None:
    agree(manager, child, -30)

    assert rows(child) == [(-30, None, "standard")]
    assert AuditEntry.objects.filter(action="care.contract", child=child).count() == 1


def test_a_new_contract_ends_the_old_one_the_day_before(manager: User, child: Child) -> None:
    agree(manager, child, -30)
    agree(manager, child, 5, group="short")
    agree(manager, child, 2, group="other")

    assert rows(child) == [(-30, 1, "standard"), (2, 4, "other"), (5, None, "short")]


def test_the_past_is_never_rewritten(manager: User, child: Child) -> None:
    agree(manager, child, -30)

    with pytest.raises(DomainError):
        agree(manager, child, -10, group="short")
    with pytest.raises(DomainError):
        agree(manager, child, -30, group="short")
    assert rows(child) == [(-30, None, "standard")]


def test_the_same_contract_sent_twice_is_one(manager: User, child: Child) -> None:
    seen = mark_of_contracts([])
    for _ in range(2):
        agree(manager, child, seen=seen)

    assert rows(child) == [(0, None, "standard")]
    assert AuditEntry.objects.filter(action="care.contract").count() == 1


def test_who_looked_at_an_old_page_is_told(manager: User, keeper: User, child: Child) -> None:
    seen = mark_of_contracts([])
    agree(manager, child, seen=seen)

    with pytest.raises(Conflict):
        agree(keeper, child, seen=seen, group="short")


def test_a_closed_month_takes_no_first_contract(manager: User, facility: Facility, child: Child) -> None:
    MonthClose.objects.create(facility=facility, month=last_month(), closed_by=manager)

    with pytest.raises(DomainError):
        agree(manager, child, -(factories.attendance_day() - last_month()).days)


@pytest.mark.parametrize(
    "wrong",
    [{"leaves_at": time(8)}, {"hours_until": time(7)}, {"hours_from": time(18), "hours_until": time(18)}],
)
def test_times_must_be_in_order(manager: User, child: Child, wrong: dict[str, Any]) -> None:
    with pytest.raises(DomainError):
        agree(manager, child, **wrong)


def test_only_who_may_fetch_the_child_is_named(
    manager: User, child: Child, guardian: Guardian, relative: Guardian
) -> None:
    with pytest.raises(DomainError):
        agree(manager, child, picker=relative)
    assert agree(manager, child, picker=guardian).picker == guardian


def test_before_her_first_day_nothing_is_agreed(manager: User, child: Child) -> None:
    with pytest.raises(DomainError):
        agree(manager, child, -400)


def test_a_later_contract_can_be_taken_back(manager: User, facility: Facility, child: Child) -> None:
    agree(manager, child, -30)
    coming = agree(manager, child, 5, group="short")

    services.drop_contract(actor=manager, contract=coming)
    services.drop_contract(actor=manager, contract=CareContract(pk=coming.pk, child=child))

    assert rows(child) == [(-30, None, "standard")]
    with pytest.raises(DomainError):
        services.drop_contract(actor=manager, contract=CareContract.objects.get())
    assert contracts_of(child, facility, factories.attendance_day()).coming == []


def end(actor: User, contract: CareContract, days: int | None, seen: str | None = None) -> CareContract:
    mark = mark_of_contracts(CareContract.objects.filter(child=contract.child)) if seen is None else seen
    ends_on = None if days is None else factories.attendance_day() + timedelta(days=days)
    return services.end_contract(actor=actor, contract=contract, ends_on=ends_on, seen=mark)


def test_a_contract_ends_alone_and_goes_on_again(manager: User, child: Child) -> None:
    contract = agree(manager, child, -30)

    for _twice in range(2):
        end(manager, contract, 10)
    assert rows(child) == [(-30, 10, "standard")]
    assert AuditEntry.objects.filter(action="care.contract_end", child=child).count() == 1

    end(manager, contract, None)
    assert rows(child) == [(-30, None, "standard")]


def test_what_ended_leaves_a_gap_until_the_next_one(manager: User, child: Child) -> None:
    end(manager, agree(manager, child, -30), 3)

    agree(manager, child, 10, group="short")

    assert rows(child) == [(-30, 3, "standard"), (10, None, "short")]


@pytest.mark.parametrize("days", [-2, -29])
def test_the_end_does_not_reach_into_the_past(manager: User, child: Child, days: int) -> None:
    contract = agree(manager, child, -30)

    with pytest.raises(DomainError):
        end(manager, contract, days)
    assert rows(child) == [(-30, None, "standard")]


def test_what_ended_long_ago_stays_as_it_was(manager: User, child: Child) -> None:
    contract = agree(manager, child, -30)
    CareContract.objects.update(ends_on=factories.attendance_day() - timedelta(days=5))

    with pytest.raises(DomainError):
        end(manager, contract, None)


def test_a_contract_does_not_end_before_it_begins_nor_within_the_next_one(
    manager: User, child: Child
) -> None:
    first = agree(manager, child, -30)
    coming = agree(manager, child, 5, group="short")

    for contract, days in ((coming, 4), (first, 5), (first, None)):
        with pytest.raises(DomainError):
            end(manager, contract, days)
    assert rows(child) == [(-30, 4, "standard"), (5, None, "short")]


def test_who_ends_what_somebody_changed_meanwhile_is_told(manager: User, keeper: User, child: Child) -> None:
    contract = agree(manager, child, -30)
    seen = mark_of_contracts([contract])
    agree(manager, child, 5, group="short")

    with pytest.raises(Conflict):
        end(keeper, contract, 2, seen=seen)


def test_strangers_and_teachers_end_nothing(
    teacher: User, other_manager: User, office: User, manager: User, child: Child
) -> None:
    contract = agree(manager, child, -3)

    for actor, refusal in ((teacher, NotAllowed), (other_manager, NotVisible), (office, NotVisible)):
        with pytest.raises(refusal):
            end(actor, contract, 3)


def test_strangers_and_teachers_agree_nothing(
    teacher: User, other_manager: User, office: User, manager: User, child: Child
) -> None:
    contract = agree(manager, child, 3)

    for actor, refusal in ((teacher, NotAllowed), (other_manager, NotVisible), (office, NotVisible)):
        with pytest.raises(refusal):
            agree(actor, child)
        with pytest.raises(refusal):
            services.drop_contract(actor=actor, contract=contract)
