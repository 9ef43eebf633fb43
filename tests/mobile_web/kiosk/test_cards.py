"""The office's page of cards."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from attendance.models import Card
from facilities.models import Child, Classroom, Guardian
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_class_is_printed_numbered_and_a_lost_card_ended(
    manager: User, signed_in: Callable[[User], Client], classroom: Classroom, child: Child, guardian: Guardian
) -> None:
    client = signed_in(manager)

    paper = client.post(reverse("office_cards_print", args=[classroom.pk]))

    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    own = Card.objects.get(child=child)
    assert Card.objects.get(guardian=guardian).issued_by == manager
    client.post(reverse("office_card_number", args=[own.pk]), {"number": "00420042", "room": classroom.pk})
    shown = client.get(reverse("office_cards_class", args=[classroom.pk])).content.decode()
    assert "00420042" in shown
    client.post(reverse("office_card_end", args=[own.pk]), {"room": classroom.pk})
    own.refresh_from_db()
    assert own.ended_at


def test_nobody_prints_or_ends_a_card_of_her_own_childs_other_household(
    manager: User, signed_in: Callable[[User], Client], classroom: Classroom, child: Child, guardian: Guardian
) -> None:
    card = Card.objects.create(
        facility=classroom.facility, guardian=guardian, issued_by=manager, text_hash="a" * 64
    )
    factories.make_guardian(child, user=manager)
    client = signed_in(manager)

    shown = client.get(reverse("office_cards_class", args=[classroom.pk]))
    ended = client.post(reverse("office_card_end", args=[card.pk]))

    assert (shown.context["holders"], ended.status_code) == ([], 404)


def test_nonsense_for_a_class_leads_back_to_the_cards(
    manager: User, signed_in: Callable[[User], Client], classroom: Classroom, guardian: Guardian
) -> None:
    card = Card.objects.create(
        facility=classroom.facility, guardian=guardian, issued_by=manager, text_hash="a" * 64
    )

    answer = signed_in(manager).post(reverse("office_card_end", args=[card.pk]), {"room": "x" * 36})

    assert answer["Location"] == reverse("office_cards")
