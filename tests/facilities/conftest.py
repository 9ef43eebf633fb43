"""A child that came by a roster, and a class elsewhere."""

import pytest

from accounts.models import User
from facilities.models import Child, Classroom, Facility
from tests import factories
from tests.facilities.roster_files import HIMARI, csv_file
from tests.facilities.roster_steps import State, apply, bring


@pytest.fixture
def known(manager: User, facility: Facility, classroom: Classroom) -> Child:
    """Himari as a first import made her."""
    roster = apply(manager, bring(manager, facility, csv_file(HIMARI)))
    assert roster.state == State.APPLIED
    return Child.objects.get(external_id="1001")


@pytest.fixture
def elsewhere(other_facility: Facility) -> Classroom:
    return factories.make_classroom(other_facility, name="りす組")
