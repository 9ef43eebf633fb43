"""Asking who comes by a notice: open until the family replied, reminded, phoned; and replies written down."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities.models import AuditEntry, Child, Classroom, Facility, Guardian, Role
from notices import services as notices
from notices.models import Asks, Delivery, Message, Notice, Recipient, State
from surveys import services
from surveys.models import Event, EventReply, Unit
from surveys.selectors.events import replies_to
from tests import factories
from tests.conftest import MORNING, SignIn
from tests.surveys.test_events import asking, make_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english", "clock")]


@pytest.fixture
def event(manager: User, facility: Facility, guardian: Guardian) -> Event:
    ends = MORNING.replace(hour=18) + timedelta(days=2)
    return asking(manager, facility, published=False, reply_by=ends)


def invite(actor: User, event: Event) -> Event:
    """Ask, and let the hold pass: families have been asked."""
    event = services.invite_to_event(actor=actor, event=event)
    Notice.objects.filter(pk=event.notice_id).update(publish_at=timezone.now())
    assert event.notice_id
    notices.release_notice(event.notice_id)
    notices.freeze_recipients(event.notice_id)
    Delivery.objects.filter(notice=event.notice_id).update(state="handed_over")
    return event


def is_settled(event: Event, guardian: Guardian) -> bool:
    row = Recipient.objects.get(notice=event.notice_id, household=guardian.household_id)
    return row.answered_at is not None


def reply(guardian: Guardian, event: Event, child: Child, comes: str = "yes") -> EventReply:
    assert guardian.user
    return services.reply_to_event(actor=guardian.user, event=event, child=child, comes=comes)


def test_asking_twice_sends_one_notice_and_shows_the_event(
    manager: User, event: Event, guardian: Guardian
) -> None:
    for _tap in range(2):
        event = services.invite_to_event(actor=manager, event=event)

    notice = Notice.objects.get()
    assert (notice.asks, notice.state, notice.valid_until) == (Asks.EVENT, State.SCHEDULED, event.reply_by)
    assert event.is_published and event.notice == notice
    assert "縁側で出欠をお知らせください" in notice.body
    assert not Message.objects.filter(about=event.pk).exists()


def test_only_families_of_its_classes_are_asked(
    manager: User, facility: Facility, classroom: Classroom, other_classroom: Classroom, guardian: Guardian
) -> None:
    factories.make_guardian(factories.make_child(other_classroom))

    event = invite(manager, asking(manager, facility, published=False, classrooms=[classroom.pk]))

    assert [row.household for row in Recipient.objects.filter(notice=event.notice_id)] == [guardian.household]


def test_taken_back_in_the_hold_nobody_is_asked_and_it_can_be_asked_again(
    manager: User, event: Event
) -> None:
    event = services.invite_to_event(actor=manager, event=event)

    services.take_invitation_back(actor=manager, event=event)

    assert Notice.objects.get().state == State.DRAFT
    assert invite(manager, event).notice_id == Notice.objects.get().pk


def test_a_family_that_has_replied_is_settled_and_not_reminded(
    manager: User, event: Event, child: Child, guardian: Guardian
) -> None:
    event = invite(manager, event)
    assert not is_settled(event, guardian)

    reply(guardian, event, child)

    assert is_settled(event, guardian)
    assert services.remind_of_event(actor=manager, event=event) == 0


def test_with_a_reply_for_each_child_it_stays_open_until_the_last(
    manager: User, facility: Facility, child: Child, classroom: Classroom, guardian: Guardian
) -> None:
    second = factories.make_child(classroom)
    factories.grant(guardian, second)
    event = invite(manager, asking(manager, facility, published=False, reply_unit=Unit.CHILD))

    reply(guardian, event, child)
    assert not is_settled(event, guardian)
    reply(guardian, event, second, "no")
    assert is_settled(event, guardian)


def test_who_replied_before_the_notice_arrived_is_not_asked_again(
    manager: User, facility: Facility, child: Child, guardian: Guardian
) -> None:
    event = asking(manager, facility)
    reply(guardian, event, child)

    event = invite(manager, event)
    services.remind_due()

    assert is_settled(event, guardian)


def test_the_silent_are_reminded_once_in_ten_minutes(manager: User, event: Event) -> None:
    event = invite(manager, event)

    assert services.remind_of_event(actor=manager, event=event) == 1
    with pytest.raises(Conflict, match="nobody was reminded again"):
        services.remind_of_event(actor=manager, event=event)


def test_on_the_last_morning_they_are_reminded_by_themselves(manager: User, event: Event, clock: Any) -> None:
    event = invite(manager, event)
    clock.move_to(MORNING + timedelta(days=2, minutes=-20))
    assert notices.remind_unread() == 0

    clock.move_to(MORNING + timedelta(days=2, minutes=5))

    assert notices.remind_unread() == 1
    assert notices.remind_unread() == 0


def test_cancelled_it_asks_nobody_any_more(manager: User, event: Event, clock: Any) -> None:
    event = invite(manager, event)
    clock.shift(timedelta(minutes=5))

    services.cancel_event(actor=manager, event=event)

    assert Notice.objects.get().is_expired(timezone.now())
    with pytest.raises(Conflict, match="Nobody was reminded"):
        services.remind_of_event(actor=manager, event=event)


def test_a_later_end_is_the_notices_too_and_asking_cannot_be_unsaid(manager: User, event: Event) -> None:
    event = invite(manager, event)
    later = MORNING.replace(hour=12) + timedelta(days=4)
    values = {"actor": manager, "organisation": event.organisation, "facility": event.facility}

    services.save_event(**values, event=event, reply_by=later)
    assert Notice.objects.get().valid_until == later

    with pytest.raises(Conflict, match="asked already"):
        services.save_event(**values, event=event, asks_reply=False)


def test_what_asks_nothing_or_is_over_is_not_sent(manager: User, facility: Facility, event: Event) -> None:
    with pytest.raises(DomainError, match="until when"):
        services.invite_to_event(actor=manager, event=make_event(manager, facility, published=False))
    Event.objects.filter(pk=event.pk).update(reply_by=timezone.now())
    with pytest.raises(DomainError, match="until when"):
        services.invite_to_event(actor=manager, event=event)
    assert not Notice.objects.exists()


def test_strangers_ask_nobody(other_manager: User, facility: Facility, event: Event) -> None:
    part_timer = factories.make_staff(Role.PART_TIME, facility)
    for act in (services.invite_to_event, services.take_invitation_back, services.remind_of_event):
        with pytest.raises(NotVisible):
            act(actor=other_manager, event=event)
        with pytest.raises(NotAllowed):
            act(actor=part_timer, event=event)


def test_the_way_leads_from_the_notice_and_from_home_to_the_reply(
    manager: User, event: Event, child: Child, guardian: Guardian, signed_in: SignIn
) -> None:
    event = invite(manager, event)
    page = reverse("guardian_event", args=[event.pk])
    assert guardian.user
    phone = signed_in(guardian.user)

    assert page in phone.get(reverse("guardian_notice", args=[event.notice_id])).content.decode()
    assert page in phone.get(reverse("guardian_home")).content.decode()
    reply(guardian, event, child)
    assert page not in phone.get(reverse("guardian_home")).content.decode()


def test_the_office_asks_from_the_page_and_a_private_word_is_asked_about_first(
    manager: User, event: Event, child: Child, signed_in: SignIn
) -> None:
    Event.objects.filter(pk=event.pk).update(text="電話は 090-1234-5678 へ")
    client, act = signed_in(manager), reverse("office_event_act", args=[event.pk])

    asked = client.post(act, {"act": "invite"})
    assert asked["Location"].endswith("?guard=1")
    assert "guard_ok" in client.get(asked["Location"]).content.decode()
    client.post(act, {"act": "invite", "guard_ok": "1"})

    assert Notice.objects.get().state == State.SCHEDULED


def test_what_a_family_says_by_telephone_is_written_down_marked_and_audited(
    manager: User, event: Event, child: Child, guardian: Guardian, signed_in: SignIn
) -> None:
    event = invite(manager, event)
    client = signed_in(manager)
    families = reverse("office_event_families", args=[event.pk])
    entry = reverse("office_event_entry", args=[event.pk, guardian.household_id, child.pk])
    assert entry in client.get(families).content.decode()

    assert client.post(entry, {"via": "phone", "child": child.pk}).status_code == 422
    assert client.post(entry, {"via": "phone", "comes": "no", "child": child.pk}).status_code == 302

    row = EventReply.objects.get()
    assert (row.comes, row.via, row.replied_by) == ("no", "phone", manager)
    assert client.get(families).context["silent"] == 0
    assert AuditEntry.objects.filter(action="event.reply", child=child, actor=manager).exists()
    assert is_settled(event, guardian)


def test_for_her_own_family_she_replies_as_a_guardian(
    manager: User, event: Event, child: Child, household: Any
) -> None:
    event = invite(manager, event)
    factories.make_guardian(child, household, user=manager)

    with pytest.raises(NotAllowed, match="your own family"):
        services.write_reply_down(
            actor=manager, event=event, child=child, household=household, via="paper", comes="yes"
        )


def test_a_blocked_parents_home_is_not_asked_and_not_written_down(
    manager: User, event: Event, child: Child, blocked_guardian: Guardian, signed_in: SignIn
) -> None:
    event = invite(manager, event)
    home = blocked_guardian.household_id
    entry = reverse("office_event_entry", args=[event.pk, home, child.pk])

    assert signed_in(manager).get(entry).status_code == 404
    with pytest.raises(NotVisible):
        services.write_reply_down(
            actor=manager, event=event, child=child, household=blocked_guardian.household, via="paper",
            comes="yes",
        )  # fmt: skip


def test_the_nursery_writes_down_what_the_wards_event_asks_of_its_families(
    office: User, manager: User, other_manager: User, child: Child, guardian: Guardian
) -> None:
    reply_by = timezone.now() + timedelta(days=3)
    event = make_event(office, child.organisation, asks_reply=True, reply_by=reply_by)
    said = {"event": event, "child": child, "household": guardian.household, "via": "paper", "comes": "yes"}

    assert services.write_reply_down(actor=manager, **said).via == "paper"
    for stranger, refusal in ((other_manager, NotVisible), (office, NotAllowed)):
        with pytest.raises(refusal):
            services.write_reply_down(actor=stranger, **said)


def test_a_teacher_writes_down_for_her_own_class_and_reads_no_name_of_another(
    manager: User, teacher: User, other_teacher: User, event: Event, child: Child, guardian: Guardian
) -> None:
    event = invite(manager, event)
    said = {"event": event, "child": child, "household": guardian.household, "via": "paper", "comes": "yes"}

    with pytest.raises(NotVisible):
        services.write_reply_down(actor=other_teacher, **said)
    services.write_reply_down(actor=teacher, **said)

    assert [replies_to(who, event).count() for who in (manager, teacher, other_teacher)] == [1, 1, 0]
