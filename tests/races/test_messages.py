"""Short messages told and sent by several at once: every guardian hears once."""

from functools import partial
from uuid import uuid4

import pytest

from facilities.models import Child, Guardian
from notices import services
from notices.delivery import send_messages
from notices.models import Channel, Message
from tests import factories
from tests.notices.conftest import mail_server, push_service  # noqa: F401 - fixtures
from tests.notices.messages import KIND, tell
from tests.notices.providers import MailServer, PushService
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_eight_who_tell_the_same_tell_it_once(
    child: Child, guardian: Guardian, co_guardian: Guardian
) -> None:
    said = {"kind": KIND, "about": uuid4(), "facility_id": child.enrolments.get().facility_id, "key": "once"}
    people = [guardian, co_guardian]
    orders = [people, people[::-1]] * 4

    told = together(*[partial(services.notify, guardians=order, **said) for order in orders])

    assert sorted(map(str, told)) == ["0"] * 7 + ["2"]
    assert Message.objects.count() == 2


def test_four_senders_of_one_outbox_send_each_message_once(
    push_service: PushService,  # noqa: F811 - a fixture
    child: Child,
    guardian: Guardian,
) -> None:
    people = [guardian, *(factories.make_guardian(child) for _ in range(9))]
    browsers = [push_service.browser(person.user) for person in people]
    tell(*people)
    push_service.delay = 0.05

    counts = together(*[partial(send_messages, Channel.PUSH)] * 4)

    assert sum(int(str(count)) for count in counts) == len(people)
    assert [len(push_service.read(browser)) for browser in browsers] == [1] * len(people)


def test_a_sender_and_a_second_telling_send_one_mail(
    mail_server: MailServer,  # noqa: F811 - a fixture
    child: Child,
    guardian: Guardian,
) -> None:
    about = uuid4()
    tell(guardian, about=about)

    together(partial(send_messages, Channel.MAIL), partial(tell, guardian, about=about))
    send_messages(Channel.MAIL)

    assert mail_server.recipients == {guardian.email: 1}
