"""Short messages: who is told over which way, once however often it is said, and what follows."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.health import readiness
from backend.rowlevel import Visitor, at_places, inside
from facilities.models import Child, Guardian
from notices import services, tasks
from notices.delivery import send_messages
from notices.messages import Words, words_for
from notices.models import Channel, Message
from tests import factories
from tests.notices import messages
from tests.notices.messages import rows, tell

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("browser", "wishes", "ways"),
    [
        (True, {}, ["mail", "push"]),
        (True, {"wants_email": False}, ["push"]),
        (True, {"wants_push": False}, ["mail"]),
        (True, {"wants_push": False, "wants_email": False}, ["mail"]),
        (True, {"email": ""}, ["push"]),
        (True, {"email_failed_at": timezone.now()}, ["push"]),
        (False, {}, ["mail"]),
        (False, {"wants_email": False}, ["mail"]),
        (False, {"email": ""}, []),
    ],
)
def test_a_guardian_is_told_as_she_wishes_and_by_mail_where_push_does_not_reach(
    child: Child, guardian: Guardian, browser: bool, wishes: dict[str, Any], ways: list[str]
) -> None:
    Guardian.objects.update(**wishes)
    if browser:
        factories.make_subscription(guardian.user)

    assert tell(guardian) == len(ways)

    assert sorted(rows(guardian)) == ways


def test_what_is_urgent_goes_every_way_that_works_whatever_she_wishes(
    child: Child, guardian: Guardian
) -> None:
    factories.make_subscription(guardian.user)
    Guardian.objects.update(wants_push=False, wants_email=False)

    tell(guardian, is_urgent=True)

    assert sorted(rows(guardian)) == ["mail", "push"]
    assert {row.is_urgent for row in rows(guardian).values()} == {True}


def test_a_dead_browser_and_one_of_a_closed_account_are_no_way(
    child: Child, guardian: Guardian, co_guardian: Guardian
) -> None:
    factories.make_subscription(guardian.user, died_at=timezone.now())
    factories.make_subscription(co_guardian.user)
    co_guardian.user.is_active = False
    co_guardian.user.save()

    tell(guardian, co_guardian, is_urgent=True)

    assert sorted(rows(guardian)) == sorted(rows(co_guardian)) == ["mail"]


def test_telling_twice_is_telling_once(child: Child, guardian: Guardian, co_guardian: Guardian) -> None:
    about = uuid4()
    assert tell(guardian, about=about) == 1

    assert tell(guardian, guardian, about=about) == 0
    assert tell(guardian, co_guardian, about=about) == 1

    assert Message.objects.count() == 2


def test_telling_nobody_tells_nobody(child: Child) -> None:
    said = {"kind": messages.KIND, "about": uuid4(), "key": "nobody"}

    assert services.notify(guardians=[], facility_id=child.enrolments.get().facility_id, **said) == 0


def test_it_ends_in_two_hours_or_when_it_was_said_to(child: Child, guardian: Guardian) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    tell(guardian)
    tell(guardian, expires_at=tomorrow)

    ends = sorted(row.expires_at for row in Message.objects.all() if row.expires_at)

    assert timedelta(minutes=119) < ends[0] - timezone.now() <= timedelta(hours=2)
    assert ends[1] == tomorrow


def test_a_hundred_guardians_cost_one_statement(
    child: Child, django_assert_num_queries: Any, guardian: Guardian
) -> None:
    people = [guardian, *(factories.make_guardian(child) for _ in range(20))]
    facility = child.enrolments.get().facility_id
    said = {"kind": messages.KIND, "about": uuid4(), "facility_id": facility}

    with CaptureQueriesContext(connection) as few:
        services.notify(guardians=people[:1], key="one", **said)
    with CaptureQueriesContext(connection) as many:
        services.notify(guardians=people, key="all", **said)

    assert len(few) == len(many)
    assert Message.objects.filter(key="all").count() == len(people)


def test_nobody_is_cut_by_the_reach_of_who_acts(
    child: Child, guardian: Guardian, separated_guardian: Guardian
) -> None:
    facility = child.enrolments.get().facility_id
    said = {"kind": messages.KIND, "about": uuid4(), "facility_id": facility}
    both = [guardian, separated_guardian]

    with at_places(facilities=[facility]):
        on_a_tablet = services.notify(guardians=both, key="tablet", **said)
    with inside(Visitor(lambda: guardian.user_id)):
        by_a_mother = services.notify(guardians=both, key="mother", **said)

    assert on_a_tablet == by_a_mother == 2


def test_workers_are_woken_after_the_commit_for_the_ways_that_have_something(
    child: Child,
    guardian: Guardian,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    from notices.services import messages as written

    woken: list[tuple[str, ...]] = []
    monkeypatch.setattr(written, "wake", lambda *said: woken.append(said))
    about = uuid4()

    with django_capture_on_commit_callbacks(execute=True):
        tell(guardian, about=about)
        assert woken == []
    with django_capture_on_commit_callbacks(execute=True):
        tell(guardian, about=about)

    assert woken == [("notices.tasks.deliver_messages", "mail")]


def test_the_words_of_one_kind_are_made_in_one_place() -> None:
    words_for(messages.KIND)(messages.lantern)  # a module that is imported twice is no second place

    with pytest.raises(ValueError, match="twice"):
        words_for(messages.KIND)(lambda _message: Words("", "", "/"))


def test_readiness_counts_the_oldest_message(child: Child, guardian: Guardian) -> None:
    tell(guardian)
    Message.objects.update(due_at=timezone.now() - timedelta(minutes=7))

    report = readiness()

    assert report["outbox_oldest_seconds"] >= 420 and report["degraded"]


def test_what_was_settled_a_month_ago_is_forgotten(child: Child, guardian: Guardian) -> None:
    for _ in range(3):
        tell(guardian)
    old, new, waiting = Message.objects.order_by("pk")
    Message.objects.filter(pk=old.pk).update(state="handed_over", settled_at=messages.long_ago())
    Message.objects.filter(pk=new.pk).update(state="refused", settled_at=timezone.now())
    Message.objects.filter(pk=waiting.pk).update(due_at=messages.long_ago())

    assert services.forget_messages() == 1

    assert set(Message.objects.all()) == {new, waiting}


def test_the_sweep_picks_up_what_a_lost_wake_up_left(
    mail_server: Any, child: Child, guardian: Guardian
) -> None:
    tell(guardian)

    tasks.sweep_messages()

    assert rows(guardian)["mail"].state == "handed_over"
    assert len(mail_server.to(guardian.email)) == 1


def test_what_is_urgent_leaves_first(mail_server: Any, child: Child, guardian: Guardian) -> None:
    tell(guardian)
    tell(guardian, is_urgent=True)

    assert send_messages(Channel.MAIL) == 2

    assert [mail["Importance"] for mail in mail_server.received] == ["high", None]
