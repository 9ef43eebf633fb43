"""Who keeps templates, phrases and settings, and what beat wakes for the book."""

from datetime import time

import pytest
import time_machine

from accounts.models import User
from backend.errors import NotAllowed, NotVisible
from contactbook import tasks
from contactbook.models import BookSettings, Entry, State
from contactbook.policies import require_keeper
from contactbook.services import publish_entries
from facilities.models import Child, Facility, Guardian, Role
from tests import factories
from tests.contactbook.pages import page_of, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english", "clock")]


def test_only_manager_and_office_keep_the_book(
    manager: User, teacher: User, outsider: Guardian, facility: Facility
) -> None:
    for keeper in (manager, factories.make_staff(Role.OFFICE, facility)):
        require_keeper(keeper, facility)
    with pytest.raises(NotAllowed):
        require_keeper(teacher, facility)
    assert outsider.user is not None
    with pytest.raises(NotVisible):
        require_keeper(outsider.user, facility)


def test_workers_publish_what_is_due(
    teacher: User, facility: Facility, child: Child, clock: time_machine.Traveller
) -> None:
    BookSettings.objects.create(facility=facility, publish_at=time(16, 30))
    entry = write(teacher, page_of(child), note="落ち葉を集めました。").entry
    publish_entries(actor=teacher, facility=facility, entries=[entry.pk])
    tasks.publish_due()
    assert Entry.objects.get().state == State.READY

    clock.move_to(Entry.objects.get().publish_at)
    tasks.publish_due()
    assert Entry.objects.get().state == State.PUBLISHED
