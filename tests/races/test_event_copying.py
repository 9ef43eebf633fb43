"""Two offices copy the same year at the same moment."""

from datetime import date
from functools import partial

import pytest

from accounts.models import User
from facilities.models import Facility
from surveys import services
from surveys.models import Event
from tests.races.together import together
from tests.surveys.test_events import make_event

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_event_is_copied_once(manager: User, facility: Facility) -> None:
    day = date(2026, 10, 10)
    events = [make_event(manager, facility, title=f"行事{n}", starts_on=day, ends_on=day) for n in range(3)]
    copies = [services.Copy(event.pk, date(2027, 10, 9)) for event in events]
    press = partial(
        services.copy_events,
        actor=manager,
        organisation=facility.organisation,
        facility=facility,
        year=2026,
        copies=copies,
    )

    results = together(press, press, press)

    assert sorted(results) == [0, 0, 3]
    assert Event.objects.count() == 6
