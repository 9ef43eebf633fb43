"""Events: who sees them, what is announced, who comes, and the calendar other programs read."""

from datetime import time, timedelta
from typing import Any

import pytest
import vobject
from django.test import Client
from django.utils import timezone

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from facilities.models import Child, Classroom, Facility, Guardian, Organisation
from notices.models import Message
from surveys import services
from surveys.models import Event, EventReply
from surveys.selectors.events import coming_to, replies_of, replies_to
from tests import factories
from tests.conftest import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]


def make_event(
    actor: User, place: Facility | Organisation, *, published: bool = True, **fields: Any
) -> Event:
    """A summer evening in ten days, from five to seven."""
    day = timezone.localdate() + timedelta(days=10)
    is_facility = isinstance(place, Facility)
    values: dict[str, Any] = {"title": "夕涼み会", "starts_on": day, "ends_on": day, **fields}
    event = services.save_event(
        actor=actor,
        organisation=place.organisation if isinstance(place, Facility) else place,
        facility=place if is_facility else None,
        **values,
    )
    return services.publish_event(actor=actor, event=event) if published else event


def asking(actor: User, facility: Facility, **fields: Any) -> Event:
    reply_by = timezone.now() + timedelta(days=3)
    return make_event(actor, facility, **{"asks_reply": True, "reply_by": reply_by, **fields})


def sees(guardian: Guardian, event: Event) -> bool:
    assert guardian.user
    return Event.objects.received_by(guardian.user).filter(pk=event.pk).exists()


def test_families_of_the_place_see_it_once_it_is_published(
    manager: User, facility: Facility, guardian: Guardian, outsider: Guardian
) -> None:
    event = make_event(manager, facility, published=False)
    assert not sees(guardian, event)

    services.publish_event(actor=manager, event=event)

    assert sees(guardian, event)
    assert not sees(outsider, event)


@pytest.mark.parametrize("who", ["blocked_guardian", "expired_guardian"])
def test_who_may_not_view_the_child_sees_no_event(
    who: str, request: pytest.FixtureRequest, manager: User, facility: Facility
) -> None:
    stranger: Guardian = request.getfixturevalue(who)

    assert not sees(stranger, make_event(manager, facility))


def test_an_event_for_classes_or_ages_is_for_those_families_alone(
    manager: User, facility: Facility, guardian: Guardian, classroom: Classroom, other_classroom: Classroom
) -> None:
    assert sees(guardian, make_event(manager, facility, classrooms=[classroom.pk]))
    assert not sees(guardian, make_event(manager, facility, classrooms=[other_classroom.pk]))
    assert sees(guardian, make_event(manager, facility, ages=[classroom.age]))
    assert not sees(guardian, make_event(manager, facility, ages=[classroom.age + 1]))


def test_what_the_office_plans_is_for_every_facility(
    office: User, organisation: Organisation, guardian: Guardian, outsider: Guardian
) -> None:
    event = make_event(office, organisation)

    assert sees(guardian, event)
    assert not sees(outsider, event)


def test_a_change_of_time_is_logged_and_told_and_a_change_of_words_is_not(
    manager: User, facility: Facility, guardian: Guardian
) -> None:
    event = make_event(manager, facility, starts_at=time(17))
    values = {"actor": manager, "organisation": facility.organisation, "facility": facility, "event": event}

    services.save_event(**values, text="うちわをお持ちください。")
    assert not event.changes.exists()
    services.save_event(**values, starts_at=time(16, 30))

    change = event.changes.get()
    assert (change.before, change.after) == ({"starts_at": "17:00:00"}, {"starts_at": "16:30:00"})
    assert Message.objects.filter(guardian=guardian, about=event.pk, key__contains="changed").exists()


def test_somebody_who_saved_meanwhile_is_not_overwritten(manager: User, facility: Facility) -> None:
    event = make_event(manager, facility)

    with pytest.raises(Conflict, match="Somebody else"):
        services.save_event(
            actor=manager,
            organisation=facility.organisation,
            facility=facility,
            event=event,
            version=0,
            title="x",
        )


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": " "}, "Write a title"),
        ({"starts_at": time(17), "ends_at": time(16)}, "later than the beginning"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    manager: User, facility: Facility, fields: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(DomainError, match=sentence):
        make_event(manager, facility, **fields)


def test_a_family_replies_once_and_the_last_word_counts(
    manager: User, facility: Facility, child: Child, guardian: Guardian
) -> None:
    event = asking(manager, facility, companions_most=4)
    said = {"actor": guardian.user, "event": event, "child": child}

    services.reply_to_event(**said, comes="maybe")
    services.reply_to_event(**said, comes="yes", adults=2, children=1, version=1)

    reply = EventReply.objects.get()
    assert (reply.comes, reply.adults, reply.children, reply.version) == ("yes", 2, 1, 2)
    coming = coming_to([event])[event.pk]
    assert (coming.yes, coming.adults, coming.children) == (1, 2, 1)


def test_the_other_parent_who_answered_meanwhile_is_not_overwritten(
    manager: User, facility: Facility, child: Child, guardian: Guardian, co_guardian: Guardian
) -> None:
    event = asking(manager, facility)
    services.reply_to_event(actor=guardian.user, event=event, child=child, comes="yes", version=0)

    with pytest.raises(Conflict, match="your family answered"):
        services.reply_to_event(actor=co_guardian.user, event=event, child=child, comes="no", version=0)


def test_another_home_of_the_child_has_its_own_reply_and_reads_none_of_this(
    manager: User, facility: Facility, child: Child, guardian: Guardian, separated_guardian: Guardian
) -> None:
    event = asking(manager, facility)
    for one, comes in ((guardian, "yes"), (separated_guardian, "no")):
        services.reply_to_event(actor=one.user, event=event, child=child, comes=comes)

    assert separated_guardian.user
    assert [reply.comes for reply in replies_of(separated_guardian.user, [event])] == ["no"]
    assert replies_to(manager, event).count() == 2


def test_after_the_set_time_a_sentence_says_so_and_staff_may_still_write_it_down(
    manager: User, facility: Facility, child: Child, guardian: Guardian
) -> None:
    event = asking(manager, facility)
    Event.objects.update(reply_by=timezone.now() - timedelta(minutes=1))
    event.refresh_from_db()

    with pytest.raises(DomainError, match="time for replies is over"):
        services.reply_to_event(actor=guardian.user, event=event, child=child, comes="yes")

    services.write_reply_down(
        actor=manager, event=event, child=child, household=guardian.household, via="phone", comes="yes"
    )
    assert EventReply.objects.get().via == "phone"


def test_who_reads_along_and_strangers_reply_nothing(
    manager: User, facility: Facility, child: Child, relative: Guardian, outsider: Guardian
) -> None:
    event = asking(manager, facility)

    with pytest.raises(NotAllowed):
        services.reply_to_event(actor=relative.user, event=event, child=child, comes="yes")
    with pytest.raises(NotVisible):
        services.reply_to_event(actor=outsider.user, event=event, child=child, comes="yes")


def test_too_many_people_are_refused_with_the_number(
    manager: User, facility: Facility, child: Child, guardian: Guardian
) -> None:
    event = asking(manager, facility, companions_most=2)

    with pytest.raises(DomainError, match="At most 2"):
        services.reply_to_event(actor=guardian.user, event=event, child=child, comes="yes", adults=3)


def test_the_central_office_counts_replies_and_reads_no_names(
    manager: User, office: User, facility: Facility, child: Child, guardian: Guardian
) -> None:
    event = asking(manager, facility)
    services.reply_to_event(actor=guardian.user, event=event, child=child, comes="yes")

    assert not replies_to(office, event).exists()


def test_another_program_reads_the_calendar_and_a_cancelled_event_stays_struck_out(
    manager: User, facility: Facility, guardian: Guardian, client: Client
) -> None:
    whole = make_event(manager, facility, title="遠足; お弁当, 水筒", bring="水筒\n帽子")
    timed = make_event(manager, facility, title="夕涼み会", starts_at=time(17), ends_at=time(19))
    services.cancel_event(actor=manager, event=timed, reason="雨のため")
    make_event(manager, facility, title="下書き", published=False)
    key = services.make_feed(actor=guardian.user)

    answer = client.get(f"/calendar/{key}.ics")

    read = vobject.readOne(answer.content.decode())
    found = {entry.summary.value: entry for entry in read.vevent_list}
    assert answer["Content-Type"].startswith("text/calendar")
    assert set(found) == {whole.title, timed.title}
    assert found[whole.title].dtstart.value == whole.starts_on
    assert found[whole.title].dtend.value == whole.starts_on + timedelta(days=1)
    assert "帽子" in found[whole.title].description.value
    assert found[timed.title].status.value == "CANCELLED"
    assert found[timed.title].dtstart.value.utcoffset() == timedelta(hours=9)
    assert child_names_not_in(answer.content.decode())


def child_names_not_in(text: str) -> bool:
    return not any(child.given_name in text for child in Child.objects.all())


def test_a_new_address_ends_the_old_one_and_an_ended_one_opens_nothing(
    guardian: Guardian, client: Client
) -> None:
    first = services.make_feed(actor=guardian.user)
    second = services.make_feed(actor=guardian.user)

    assert client.get(f"/calendar/{first}.ics").status_code == 404
    assert client.get(f"/calendar/{second}.ics").status_code == 200
    services.end_feed(actor=guardian.user)
    assert client.get(f"/calendar/{second}.ics").status_code == 404


def test_who_lost_her_right_to_the_child_finds_an_empty_calendar(
    manager: User, facility: Facility, child: Child, guardian: Guardian, client: Client
) -> None:
    make_event(manager, facility)
    key = services.make_feed(actor=guardian.user)
    factories.grant(guardian, child, is_blocked=True, can_view=False)

    assert b"BEGIN:VEVENT" not in client.get(f"/calendar/{key}.ics").content


def test_a_family_replies_on_the_page_and_reads_who_replied(
    manager: User, facility: Facility, child: Child, guardian: Guardian, signed_in: SignIn
) -> None:
    event = asking(manager, facility)
    assert guardian.user
    client = signed_in(guardian.user)

    sent = client.post(f"/calendar/events/{event.pk}/", {"child": child.pk, "version": 0, "comes": "yes"})

    assert sent.status_code == 302
    assert guardian.user.name in client.get(sent["Location"]).content.decode()


def test_the_office_writes_publishes_and_prints_its_plan(
    manager: User, facility: Facility, signed_in: SignIn
) -> None:
    client = signed_in(manager)
    day = timezone.localdate() + timedelta(days=5)
    typed = {"kind": "event", "title": "お餅つき", "starts_on": day.isoformat(), "reply_unit": "household"}

    made = client.post("/office/events/new/", typed)
    event = Event.objects.get()
    client.post(f"/office/events/{event.pk}/act/", {"act": "publish"})

    event.refresh_from_db()
    assert made["Location"] == f"/office/events/{event.pk}/"
    assert event.is_published and event.ends_on == day
    assert client.get("/office/events/plan.pdf").content.startswith(b"%PDF")
    assert "お餅つき" in client.get(f"/office/events/?m={day:%Y-%m}").content.decode()
