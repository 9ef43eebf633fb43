"""Who hears that a child arrived: who may look, wants to, and is not blocked."""

import pytest

from facilities.models import Child, Guardian
from facilities.selectors.told import told_of_stamps
from tests import factories

pytestmark = pytest.mark.django_db


def test_both_homes_hear_and_nobody_who_may_not_look(
    child: Child,
    guardian: Guardian,
    separated_guardian: Guardian,
    blocked_guardian: Guardian,
    expired_guardian: Guardian,
    outsider: Guardian,
) -> None:
    assert set(told_of_stamps(child.pk, factories.today())) == {guardian, separated_guardian}


def test_who_does_not_want_to_hear_does_not(child: Child, guardian: Guardian, co_guardian: Guardian) -> None:
    Guardian.objects.filter(pk=co_guardian.pk).update(wants_stamps=False)

    assert list(told_of_stamps(child.pk, factories.today())) == [guardian]
