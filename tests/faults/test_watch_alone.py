"""Without a broker, a worker or beat the watch still asks: it needs PostgreSQL and a mail server."""

from pathlib import Path

import pytest

from attendance.models import NoShow, WatchBeat
from facilities.models import Child, Facility, Guardian
from notices.models import Message
from tests.attendance.due_now import make_due
from tests.faults.processes import House, broker
from tests.notices.providers import MailServer


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_watch_asks_and_sends_when_broker_and_workers_are_gone(
    tmp_path: Path, facility: Facility, child: Child, guardian: Guardian, co_guardian: Guardian
) -> None:
    make_due(facility)
    with broker(tmp_path) as redis_url:
        pass
    with MailServer() as mails:
        house = House(tmp_path, redis_url, smtp_port=mails.port)

        house.run("watch", "--once")
        house.run("watch", "--once")

    assert NoShow.objects.get().child == child
    assert sorted(mails.recipients) == sorted([guardian.email, co_guardian.email])
    assert set(mails.recipients.values()) == {1}
    assert set(Message.objects.values_list("state", flat=True)) == {"handed_over"}
    assert WatchBeat.objects.exists()
