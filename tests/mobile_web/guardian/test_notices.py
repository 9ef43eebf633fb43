"""The guardian's list of notices."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from facilities.models import Classroom, Guardian, Organisation
from notices import services
from notices.models import Notice
from tests import factories
from tests.conftest import SignIn

LIST = "/notices/"


def _without_tickets(page: bytes) -> str:
    """The page without what differs at every request: tickets, tokens, nonces."""
    return re.sub(r'(content|value|nonce|hx-headers:inherited)=("[^"]*"|\'[^\']*\')', "", page.decode())


def make(office: User, organisation: Organisation, **fields: object) -> Notice:
    return factories.make_notice(office, organisation, **{"urgency": "everyday", **fields})


def test_unread_notices_stand_before_those_she_has_read(
    signed_in: SignIn, guardian: Guardian, office: User, organisation: Organisation
) -> None:
    make(office, organisation, title="まだ読んでいない")
    read = make(office, organisation, title="もう読んだ")
    services.record_reading(actor=guardian.user, notice=read)

    page = signed_in(guardian.user).get(LIST).content.decode()

    assert page.index("まだ読んでいない") < page.index("もう読んだ")


def test_only_unread_ones_can_be_asked_for(
    signed_in: SignIn, guardian: Guardian, office: User, organisation: Organisation
) -> None:
    make(office, organisation, title="まだ読んでいない")
    read = make(office, organisation, title="もう読んだ")
    services.record_reading(actor=guardian.user, notice=read)

    page = signed_in(guardian.user).get(LIST, {"show": "unread"}).content.decode()

    assert "まだ読んでいない" in page
    assert "もう読んだ" not in page


def test_the_list_says_which_adult_of_the_household_has_read(
    signed_in: SignIn,
    guardian: Guardian,
    co_guardian: Guardian,
    relative: Guardian,
    office: User,
    organisation: Organisation,
) -> None:
    notice = make(office, organisation)
    services.record_reading(actor=co_guardian.user, notice=notice)
    client = signed_in(guardian.user)
    client.cookies["language"] = "en"

    page = client.get(LIST).content.decode()

    assert "Father read it at" in page
    assert "Not yet: Grandmother" in page


def test_a_separated_parent_of_the_same_child_is_never_named(
    signed_in: SignIn,
    guardian: Guardian,
    separated_guardian: Guardian,
    office: User,
    organisation: Organisation,
) -> None:
    notice = make(office, organisation)
    client = signed_in(guardian.user)
    before = client.get(LIST).content

    services.record_reading(actor=separated_guardian.user, notice=notice)
    after = client.get(LIST).content

    assert _without_tickets(before) == _without_tickets(after)


def test_older_notices_are_reached_by_key(
    signed_in: SignIn, guardian: Guardian, office: User, organisation: Organisation
) -> None:
    first = make(office, organisation, title="いちばん古い")
    for number in range(30):
        make(office, organisation, title=f"お知らせ{number}")
    client = signed_in(guardian.user)

    newest = client.get(LIST)
    older = client.get(newest.context["older_url"]).content.decode()

    assert first.title not in newest.content.decode()
    assert first.title in older


def test_a_withdrawn_notice_is_listed_without_its_words(
    signed_in: SignIn, guardian: Guardian, office: User, organisation: Organisation
) -> None:
    notice = make(office, organisation, title="まちがえて送った")
    services.recall_notice(actor=office, notice=notice, reason="宛先ちがい")

    page = signed_in(guardian.user).get(LIST).content.decode()

    assert "まちがえて送った" not in page
    assert reverse("guardian_notice", args=[notice.pk]) in page


def test_the_list_needs_the_same_queries_for_one_notice_and_for_twenty(
    signed_in: SignIn, guardian: Guardian, co_guardian: Guardian, office: User, organisation: Organisation
) -> None:
    client = signed_in(guardian.user)
    make(office, organisation)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for _number in range(19):
        make(office, organisation)

    with CaptureQueriesContext(connection) as twenty:
        client.get(LIST)

    assert len(one) == len(twenty)


@pytest.mark.parametrize("before", ["", "nonsense", "01890000-0000-7000-8000-000000000000"])
def test_an_odd_key_is_no_error(signed_in: SignIn, guardian: Guardian, before: str) -> None:
    assert signed_in(guardian.user).get(LIST, {"before": before}).status_code == 200


def test_a_notice_to_another_class_is_not_listed(
    signed_in: SignIn,
    guardian: Guardian,
    other_classroom: Classroom,
    office: User,
    organisation: Organisation,
) -> None:
    factories.make_child(other_classroom)
    factories.make_guardian(factories.make_child(other_classroom))
    make(
        office,
        organisation,
        title="きりん組だけ",
        scopes=services.Scopes(classrooms=frozenset({other_classroom.pk})),
    )

    page = signed_in(guardian.user).get(LIST).content.decode()

    assert "きりん組だけ" not in page


@pytest.mark.parametrize("address", [LIST, "/home/"])
def test_a_page_costs_the_same_queries_however_many_notices_of_whatever_kind(
    signed_in: SignIn, guardian: Guardian, office: User, organisation: Organisation, address: str
) -> None:
    client = signed_in(guardian.user)
    make(office, organisation)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    translated = {"en": {"title": "Closed", "body": "Tomorrow."}}
    for _ in range(4):
        make(office, organisation, urgency="important", translations=translated)
    services.record_reading(actor=guardian.user, notice=make(office, organisation))
    recalled = make(office, organisation)
    services.recall_notice(actor=office, notice=recalled, reason="誤送信")

    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(few)
