"""Without Valkey a notice is still published and delivered; when it is back, workers do it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from notices.models import Delivery, Notice, Recipient, State
from tests import factories
from tests.faults.processes import House, broker
from tests.notices.providers import MailServer, PushService, wait_until
from tests.notices.world import Ward, make_ward

FAMILIES = 40


@pytest.fixture
def push_service() -> Iterator[PushService]:
    with PushService() as service:
        yield service


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


def press_send(house: House, ward: Ward, notice: Notice) -> None:
    """Send in a process that knows only this broker; the hold passes at once."""
    house.run(
        "shell",
        "--no-imports",
        "-c",
        "from accounts.models import User; from notices import services; from notices.models import Notice;"
        f"notice = Notice.objects.get(pk='{notice.pk}'); actor = User.objects.get(pk='{ward.office.pk}');"
        "services.schedule_notice(actor=actor, notice=notice, version=notice.version);"
        "Notice.objects.filter(pk=notice.pk).update(publish_at=notice.changed_at)",
    )


def ends_of(notice: Notice) -> list[str]:
    return sorted(Delivery.objects.filter(notice=notice).values_list("state", flat=True))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_publishing_and_delivery_need_no_broker_and_workers_go_on_when_it_is_back(
    tmp_path: Path, push_service: PushService, mail_server: MailServer
) -> None:
    ward = make_ward(FAMILIES, with_mail=FAMILIES, push_origin=push_service.origin)
    dark, bright = (factories.make_draft(ward.office, ward.organisation) for _ in range(2))
    with broker(tmp_path) as redis_url:
        house = House(tmp_path, redis_url, smtp_port=mail_server.port)

    press_send(house, ward, dark)
    said = house.run("sweep")

    dark.refresh_from_db()
    assert dark.state == State.PUBLISHED
    assert (
        "released 1, entries 0, steps of books 0, finished 0, reminded 0, reminded of surveys 0, sealed 1, "
        in said
    )
    assert f"push sent {FAMILIES}, mail sent {FAMILIES}" in said
    assert Recipient.objects.filter(notice=dark).count() == FAMILIES
    assert ends_of(dark) == ["handed_over"] * 2 * FAMILIES
    assert len(push_service.received) == len(mail_server.received) == FAMILIES

    with broker(tmp_path):
        house.worker()
        press_send(house, ward, bright)
        try:
            wait_until(lambda: ends_of(bright) == ["handed_over"] * 2 * FAMILIES, seconds=60)
        finally:
            house.close()
    assert len(push_service.received) == len(mail_server.received) == 2 * FAMILIES
