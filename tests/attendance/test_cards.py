"""Cards: her phone's code is made once, says nothing by itself, and ends when she renews it."""

import pytest
from django.conf import LazySettings

from accounts.models import User
from attendance import services
from attendance.models import Card
from attendance.services.cards import hash_of, qr_text
from backend.errors import NotVisible
from facilities.models import Child, Facility, Guardian

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def code(guardian: Guardian, facility: Facility) -> Card:
    assert guardian.user
    return services.card_of_guardian(actor=guardian.user, guardian=guardian, facility=facility)


def test_the_code_is_made_on_first_use_and_stays(guardian: Guardian, facility: Facility) -> None:
    first = code(guardian, facility)

    assert code(guardian, facility) == first
    assert qr_text(first).startswith("EGW1:P:")
    assert first.text_hash == hash_of(qr_text(first))
    assert qr_text(first) == qr_text(first).upper()


def test_a_code_survives_a_new_key_of_the_server(
    guardian: Guardian, facility: Facility, settings: LazySettings
) -> None:
    card = code(guardian, facility)
    text = qr_text(card)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "a-new-key" * 6
    settings.SECRET_KEY_FALLBACKS = [old]

    assert qr_text(card) == text


def test_a_renewed_code_is_another_and_the_old_one_is_ended(guardian: Guardian, facility: Facility) -> None:
    first = code(guardian, facility)

    for _tap in range(2):
        services.end_card(actor=guardian.user, card=first)
    second = code(guardian, facility)

    first.refresh_from_db()
    assert first.ended_at
    assert qr_text(second) != qr_text(first)
    assert Card.objects.count() == 2


@pytest.mark.parametrize("who", ["relative", "blocked_guardian", "expired_guardian"])
def test_who_may_not_pick_up_has_no_code(
    who: str, request: pytest.FixtureRequest, facility: Facility
) -> None:
    with pytest.raises(NotVisible):
        code(request.getfixturevalue(who), facility)


def test_nobody_makes_or_ends_the_code_of_another(
    guardian: Guardian, co_guardian: Guardian, facility: Facility
) -> None:
    card = code(guardian, facility)

    with pytest.raises(NotVisible):
        services.card_of_guardian(actor=co_guardian.user, guardian=guardian, facility=facility)
    with pytest.raises(NotVisible):
        services.end_card(actor=co_guardian.user, card=card)


def test_staff_end_a_lost_card_of_their_facility(
    guardian: Guardian, facility: Facility, teacher: User, other_manager: User, child: Child
) -> None:
    card = code(guardian, facility)
    with pytest.raises(NotVisible):
        services.end_card(actor=other_manager, card=card)

    services.end_card(actor=teacher, card=card)

    card.refresh_from_db()
    assert card.ended_at
