"""A sender of short messages that loses power between claim and settle, with no broker anywhere: nobody is lost."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.utils import timezone

from notices import services
from notices.delivery import send_messages
from notices.models import Channel, Message
from tests.faults.processes import ROOT, database_url
from tests.notices.conftest import push_service  # noqa: F401 - a fixture
from tests.notices.messages import KIND
from tests.notices.providers import PushService, wait_until
from tests.notices.world import make_ward

FAMILIES = 300
SENDER = """
import django; django.setup()
import tests.notices.messages
from notices.delivery import send_messages
send_messages("push")
"""


@contextmanager
def sender() -> Iterator[subprocess.Popen[bytes]]:
    """A process of its own that knows PostgreSQL and no broker."""
    env = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "REDIS_URL": "unix:///nowhere/valkey.sock?db=0",
        "ENGAWA_PUSH_ALLOW_PRIVATE": "1",
        "DJANGO_SETTINGS_MODULE": "backend.settings",
    }
    with subprocess.Popen([sys.executable, "-c", SENDER], env=env, cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_every_message_ends_once_when_its_sender_is_killed(push_service: PushService) -> None:  # noqa: F811
    ward = make_ward(FAMILIES, with_mail=0, push_origin=push_service.origin)
    facility = ward.guardians[0].grants.get().child.enrolments.get().facility_id
    services.notify(
        guardians=ward.guardians, facility_id=facility, kind=KIND, about=uuid4(), key="lights", is_urgent=True
    )
    push_service.delay = 1.0
    with sender() as process:
        wait_until(lambda: len(push_service.received) >= 50, seconds=60)
        process.kill()
        process.wait(10)
    assert Message.objects.filter(state="queued", lease_until__isnull=False).count() == FAMILIES

    push_service.delay = 0.0
    Message.objects.update(lease_until=timezone.now())
    while send_messages(Channel.PUSH):
        pass

    assert set(Message.objects.values_list("state", flat=True)) == {"handed_over"}
    told = [pushed.headers["Topic"] for pushed in push_service.received]
    assert len(set(told)) == FAMILIES
    assert len(told) < 2 * FAMILIES
