"""Tickets: what we signed comes back, nothing else does, and no query is asked."""

import string
import time
from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from backend import tickets
from backend.tickets import Reader, Ticket


@pytest.fixture
def claims() -> Ticket:
    return Ticket(
        user_id=uuid4(),
        topics=(f"user:{uuid4()}", f"facility:{uuid4()}"),
        readers=(Reader(uuid4(), uuid4(), (uuid4(), uuid4()), True), Reader(uuid4(), uuid4(), (), False)),
        expires_at=tickets.expiry(),
        session=tickets.session_hash("abc"),
    )


def test_a_ticket_comes_back_as_it_was_minted(claims):
    assert tickets.read(tickets.mint(claims)) == claims


def test_a_ticket_is_safe_in_an_address(claims):
    assert set(tickets.mint(claims)) <= set(string.ascii_letters + string.digits + "-_")


def test_an_expired_ticket_is_nothing(claims):
    assert tickets.read(tickets.mint(replace(claims, expires_at=int(time.time()) - 1))) is None


def test_a_ticket_of_another_key_is_nothing(claims, settings):
    token = tickets.mint(claims)

    settings.TICKET_KEYS = ["another key"]

    assert tickets.read(token) is None


def test_a_ticket_of_the_key_before_is_still_good(claims, settings):
    token = tickets.mint(claims)

    settings.TICKET_KEYS = ["the new key", *settings.TICKET_KEYS]

    assert tickets.read(token) == claims


def test_a_ticket_with_any_byte_changed_is_nothing(claims):
    token = tickets.mint(claims)

    for place in range(0, len(token), 7):
        other = "A" if token[place] != "A" else "B"
        assert tickets.read(token[:place] + other + token[place + 1 :]) is None


@given(some.text())
def test_nonsense_is_nothing(token):
    assert tickets.read(token) is None


def test_a_session_s_name_does_not_give_it_away():
    assert "abc" not in tickets.session_hash("abc")
    assert tickets.session_hash("abc") != tickets.session_hash("abd")
