"""The office's pages of meetings: every button works as a plain form."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from facilities.models import Child, Classroom, Facility, Guardian
from notices.models import Notice
from surveys import services
from surveys.models import MeetingPeriod, MeetingSlot
from tests import factories
from tests.conftest import SignIn
from tests.surveys.meeting_world import make_lane, make_period, open_period, slots_of

pytestmark = pytest.mark.usefixtures("_english")


@pytest.fixture
def client(signed_in: SignIn, keeper: User) -> Client:
    browser = signed_in(keeper)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return browser


@pytest.fixture
def period(keeper: User, facility: Facility, classroom: Classroom, guardian: Guardian) -> MeetingPeriod:
    period = make_period(keeper, facility, published=False, opens_at=None)
    make_lane(keeper, period, classroom)
    return period


def page(client: Client, name: str, *args: Any, **query: Any) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def press(client: Client, name: str, *args: Any, **fields: Any) -> HttpResponse:
    return client.post(reverse(name, args=args), fields)  # type: ignore[return-value] # Django's test response is one


def test_new_meetings_lead_to_teachers_and_times_and_then_to_the_plan(
    client: Client, facility: Facility, classroom: Classroom
) -> None:
    first = timezone.localdate() + timedelta(days=10)
    made = press(
        client, "office_meetings_new", title="冬の面談", mode="first", minutes=20, starts_on=first,
        ends_on=first, closes_at=(timezone.localtime() + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    period = MeetingPeriod.objects.get()
    press(client, "office_meeting_lanes", period.pk, classroom=classroom.pk, room="ホール")
    hours = {
        "lanes": period.lanes.get().pk, "days": first.isoformat(), "begins": "15:00", "ends": "16:00",
        "rest_1": "15:20", "rest_1_ends": "15:40",
    }  # fmt: skip

    looked = press(client, "office_meeting_times", period.pk, look="1", **hours)
    assert "15:40" in looked.content.decode() and not period.slots.exists()
    press(client, "office_meeting_times", period.pk, **hours)

    assert made["Location"] == reverse("office_meeting_setup", args=[period.pk])
    clocks = [timezone.localtime(slot.starts_at).strftime("%H:%M") for slot in slots_of(period)]
    assert clocks == ["15:00", "15:40"]
    assert "ホール" in page(client, "office_meeting", period.pk)


def test_times_of_a_draft_are_made_anew_and_of_what_families_see_only_added(
    client: Client, keeper: User, period: MeetingPeriod
) -> None:
    hours = {"lanes": period.lanes.get().pk, "days": period.starts_on.isoformat()}

    press(client, "office_meeting_times", period.pk, begins="9:00", ends="9:30", **hours)
    assert period.slots.count() == 2
    open_period(keeper, period)
    press(client, "office_meeting_times", period.pk, begins="10:00", ends="10:30", **hours)
    assert period.slots.count() == 4


def test_a_wrong_form_says_so_and_keeps_what_was_typed(client: Client) -> None:
    answer = press(client, "office_meetings_new", title="冬の面談", minutes=3)

    assert answer.status_code == 422
    assert "冬の面談" in answer.content.decode() and not MeetingPeriod.objects.exists()


def test_sent_and_taken_back_by_a_button(client: Client, period: MeetingPeriod) -> None:
    press(client, "office_meeting_act", period.pk, act="publish")
    assert "Take it back" in page(client, "office_meeting", period.pk)

    press(client, "office_meeting_act", period.pk, act="undo")

    assert MeetingPeriod.objects.get().published_at is None
    assert "Send to families" in page(client, "office_meeting", period.pk)


def test_a_refusal_is_a_sentence_on_the_plan(client: Client, period: MeetingPeriod) -> None:
    period.slots.update(is_blocked=True)

    answer = client.post(reverse("office_meeting_act", args=[period.pk]), {"act": "publish"}, follow=True)

    assert "There is no time to choose yet" in answer.content.decode() and not Notice.objects.exists()


def test_a_telephone_number_in_the_text_is_asked_about_once(
    client: Client, keeper: User, facility: Facility, period: MeetingPeriod
) -> None:
    services.save_period(
        actor=keeper, facility=facility, period=period, text="03-1234-5678 にお電話ください。"
    )

    answer = client.post(reverse("office_meeting_act", args=[period.pk]), {"act": "publish"}, follow=True)
    assert "It is meant so: send" in answer.content.decode() and not Notice.objects.exists()
    press(client, "office_meeting_act", period.pk, act="publish", guard_ok="1")

    assert MeetingPeriod.objects.get().published_at is not None


def test_a_draft_is_thrown_away(client: Client, period: MeetingPeriod) -> None:
    assert press(client, "office_meeting_act", period.pk, act="discard")["Location"] == reverse(
        "office_meetings"
    )

    assert not MeetingPeriod.objects.exists()


def test_staff_give_move_and_take_back_a_time(
    client: Client, keeper: User, period: MeetingPeriod, child: Child, guardian: Guardian
) -> None:
    open_period(keeper, period)
    first, second, *_rest = slots_of(period)
    whose = f"{child.pk}:{guardian.household_id}"

    press(client, "office_meeting_slot", period.pk, first.pk, act="give", who=whose)
    assert str(child) in page(client, "office_meeting", period.pk, slot=first.pk)
    press(client, "office_meeting_slot", period.pk, first.pk, act="move", to=second.pk)
    assert MeetingSlot.objects.get(child=child) == second
    press(client, "office_meeting_slot", period.pk, second.pk, act="free")
    assert not MeetingSlot.objects.filter(child=child).exists()


def test_a_time_is_blocked_and_opened_again(client: Client, period: MeetingPeriod) -> None:
    slot = slots_of(period)[0]

    press(client, "office_meeting_slot", period.pk, slot.pk, act="block")
    assert "families do not see this time" in page(client, "office_meeting", period.pk, slot=slot.pk)
    press(client, "office_meeting_slot", period.pk, slot.pk, act="open")

    assert not MeetingSlot.objects.filter(is_blocked=True).exists()


def test_a_child_of_elsewhere_gets_no_time_by_a_guessed_key(client: Client, period: MeetingPeriod) -> None:
    elsewhere = factories.make_guardian(factories.make_child())
    whose = f"{elsewhere.grants.get().child_id}:{elsewhere.household_id}"

    answer = press(client, "office_meeting_slot", period.pk, slots_of(period)[0].pk, act="give", who=whose)

    assert answer.status_code == 404


def test_another_home_of_the_child_is_no_home_to_book_for(
    client: Client, period: MeetingPeriod, child: Child, classroom: Classroom
) -> None:
    stranger = factories.make_guardian(factories.make_child(classroom, given_name="蓮"))
    whose = f"{child.pk}:{stranger.household_id}"

    answer = press(client, "office_meeting_slot", period.pk, slots_of(period)[0].pk, act="give", who=whose)

    assert answer.status_code == 404


def test_wishes_are_given_out_explained_and_announced(
    client: Client, keeper: User, facility: Facility, classroom: Classroom, child: Child, guardian: Guardian
) -> None:
    period = make_period(keeper, facility, published=False, opens_at=None, mode="wishes")
    make_lane(keeper, period, classroom, slots=1)
    late = factories.make_child(classroom, given_name="蓮")
    factories.make_guardian(late)
    open_period(keeper, period)
    (slot,) = slots_of(period)
    services.save_wishes(actor=guardian.user, period=period, child=child, wishes=[slot.pk])

    press(client, "office_meeting_act", period.pk, act="assign")
    seen = page(client, "office_meeting", period.pk)
    assert "1st wish" in seen and "Said no wishes; no time was left" in seen
    press(client, "office_meeting_act", period.pk, act="announce")

    assert MeetingPeriod.objects.get(pk=period.pk).assigned_at is not None
    assert "Announce to families" not in page(client, "office_meeting", period.pk)


def test_who_has_no_time_is_a_click_from_the_call_desk(
    client: Client, keeper: User, period: MeetingPeriod, child: Child
) -> None:
    open_period(keeper, period)

    seen = page(client, "office_meeting", period.pk)

    address = f"{reverse('office_calls')}?notice={period.notice_id}"
    assert str(child) in seen and address in seen
    assert client.get(address).status_code == 200


def test_a_teacher_reads_the_names_of_her_class_and_of_others_that_it_is_taken(
    signed_in: SignIn,
    other_teacher: User,
    keeper: User,
    period: MeetingPeriod,
    child: Child,
    guardian: Guardian,
) -> None:
    open_period(keeper, period)
    services.book_slot(actor=guardian.user, slot=slots_of(period)[0], child=child)
    browser = signed_in(other_teacher)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    seen = page(browser, "office_meeting", period.pk)

    assert str(child) not in seen and "Taken" in seen


def test_a_teacher_sees_no_buttons_and_is_refused(
    signed_in: SignIn, teacher: User, keeper: User, period: MeetingPeriod, child: Child
) -> None:
    open_period(keeper, period)
    browser = signed_in(teacher)

    seen = page(browser, "office_meeting", period.pk)

    assert str(child) in seen and reverse("office_meeting_act", args=[period.pk]) not in seen
    for act in ("remind", "assign", "announce", "undo", "discard"):
        assert press(browser, "office_meeting_act", period.pk, act=act).status_code == 403


def test_the_plan_on_paper_is_a_pdf(client: Client, period: MeetingPeriod) -> None:
    answer = client.get(reverse("office_meeting_paper", args=[period.pk]))

    assert answer.content.startswith(b"%PDF") and answer["Content-Type"] == "application/pdf"


def test_its_notice_leads_to_the_plan(client: Client, keeper: User, period: MeetingPeriod) -> None:
    open_period(keeper, period)

    answer = client.get(reverse("office_notice", args=[period.notice_id]))

    assert answer["Location"] == reverse("office_meeting", args=[period.pk])


def test_the_pages_cost_the_same_with_twenty_families(
    client: Client,
    keeper: User,
    period: MeetingPeriod,
    classroom: Classroom,
    django_assert_max_num_queries: Any,
) -> None:
    lane = make_lane(keeper, period, classroom, slots=20, day=1)
    page(client, "office_meeting", period.pk)
    with django_assert_max_num_queries(200) as few:
        page(client, "office_meeting", period.pk, day=period.starts_on + timedelta(days=1))
    for number, slot in enumerate(lane.slots.order_by("starts_at")):
        child = factories.make_child(classroom, given_name=f"子{number}")
        home = factories.make_guardian(child).household
        services.give_slot(actor=keeper, slot=slot, child=child, household=home)

    with django_assert_max_num_queries(len(few)):
        page(client, "office_meeting", period.pk, day=period.starts_on + timedelta(days=1))
