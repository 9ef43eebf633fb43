"""A family says up to three wishes and what cannot be, and reads later which time it has and why."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from facilities.models import Child
from surveys import services
from surveys.models import MeetingPeriod, MeetingWish
from tests.surveys.meeting_world import slots_of

pytestmark = pytest.mark.django_db


def page(period: MeetingPeriod) -> str:
    return reverse("guardian_meeting", args=[period.pk])


def wish(phone: Client, period: MeetingPeriod, child: Child, **marks: object) -> tuple[int, str]:
    answer = phone.post(reverse("guardian_meeting_wishes", args=[period.pk, child.pk]), marks, follow=True)
    return answer.status_code, answer.content.decode()


def test_wishes_arrive_in_their_order_and_can_be_changed(
    phone: Client, wishing: MeetingPeriod, child: Child
) -> None:
    first, second, third, last = slots_of(wishing)

    _status, said = wish(phone, wishing, child, w1=second.pk, w2=first.pk, wx=[third.pk, last.pk])
    again = phone.get(f"{page(wishing)}?change").content.decode()
    wish(phone, wishing, child, w1=last.pk)

    assert "Your wishes have arrived" in said
    assert f'name="w1" value="{second.pk}" checked' in again
    assert list(MeetingWish.objects.values_list("slot", "rank")) == [(last.pk, 1)]


def test_a_wish_at_two_times_and_no_wish_are_refused_and_the_marks_stay(
    phone: Client, wishing: MeetingPeriod, child: Child
) -> None:
    first, second, *_rest = slots_of(wishing)

    status, said = wish(phone, wishing, child, w1=[first.pk, second.pk])
    empty, nothing = wish(phone, wishing, child)

    assert (status, empty) == (422, 422)
    assert "Wish 1 stands at two times" in said
    assert said.count('name="w1"') > 2 and said.count(" checked") == 2
    assert "Mark at least one time" in nothing
    assert not MeetingWish.objects.exists()


def test_what_staff_propose_is_secret_until_it_is_told_with_its_reason(
    phone: Client, wishing: MeetingPeriod, child: Child, keeper: User
) -> None:
    slot = slots_of(wishing)[2]
    wish(phone, wishing, child, w1=slot.pk)
    services.assign_meetings(actor=keeper, period=wishing)

    before = phone.get(page(wishing)).content.decode()
    hidden = phone.get(reverse("guardian_meeting_file", args=[wishing.pk, child.pk])).status_code
    MeetingPeriod.objects.update(assigned_at=timezone.now())
    after = phone.get(page(wishing)).content.decode()

    assert "Your wishes have arrived" in before and "Your meeting" not in before
    assert hidden == 404
    assert "Your meeting" in after and "This was your first wish." in after


def test_times_are_not_booked_where_wishes_are_asked(
    phone: Client, wishing: MeetingPeriod, child: Child
) -> None:
    slot = slots_of(wishing)[0]

    answer = phone.post(reverse("guardian_meeting_hold", args=[wishing.pk, child.pk, slot.pk]))

    assert answer.status_code == 422
    assert "given by wishes here" in answer.content.decode()
