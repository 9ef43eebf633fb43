"""Broadcasts of the central office ask again who it is, and lose nothing that was written."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from facilities.models import Facility, Organisation
from notices.models import Notice, State
from tests import factories
from tests.accounts.second_factor import code_now, give_app

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clean_throttles", "_english")]
SignIn = Callable[[User], Client]


@pytest.fixture
def sender(office: User) -> User:
    office.set_password(factories.PASSWORD)
    office.save()
    return office


def send(client: Client, draft: Notice, **fields: Any) -> Any:
    said = {"title": "新しい題", "body": "新しい本文", "urgency": "important", "version": draft.version}
    return client.post(
        reverse("office_send", args=[draft.pk]),
        {**said, "when": "now", "remind_every": "0", "remind_times": "1", **fields},
    )


def test_a_broadcast_asks_again_keeps_the_draft_and_then_goes(
    signed_in: SignIn, sender: User, organisation: Organisation, guardian: Any, settings: Any
) -> None:
    settings.ENGAWA_STEP_UP = True
    client, draft = signed_in(sender), factories.make_draft(sender, organisation)
    compose = reverse("office_compose", args=[draft.pk])

    answer = send(client, draft, when="at", publish_at="2099-01-01T09:00")

    draft.refresh_from_db()
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert (draft.state, draft.title, draft.body) == (State.DRAFT, "新しい題", "新しい本文")
    assert "2099-01-01T09:00" in client.get(compose).content.decode()

    back = client.post(answer.headers["Location"], {"password": factories.PASSWORD, "next": compose})
    assert back.headers["Location"] == compose
    send(client, draft)
    draft.refresh_from_db()
    assert draft.state == State.SCHEDULED


def test_who_has_a_second_factor_shows_that_and_not_only_the_password(
    signed_in: SignIn, sender: User, organisation: Organisation, guardian: Any, settings: Any
) -> None:
    settings.ENGAWA_STEP_UP = True
    give_app(sender)
    client, draft = signed_in(sender), factories.make_draft(sender, organisation)
    client.post(reverse("account_reauthenticate"), {"password": factories.PASSWORD})

    answer = send(client, draft)
    assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate"))

    client.post(answer.headers["Location"], {"code": code_now()})
    draft.refresh_from_db()
    send(client, draft)
    draft.refresh_from_db()
    assert draft.state == State.SCHEDULED


def test_a_facilitys_own_notice_is_not_held_up(
    signed_in: SignIn, manager: User, organisation: Organisation, facility: Facility, guardian: Any,
    settings: Any,
) -> None:  # fmt: skip
    settings.ENGAWA_STEP_UP = True
    draft = factories.make_draft(manager, organisation, facility)

    send(signed_in(manager), draft)

    draft.refresh_from_db()
    assert draft.state == State.SCHEDULED


def test_without_the_setting_nothing_is_asked(
    signed_in: SignIn, office: User, organisation: Organisation, guardian: Any
) -> None:
    draft = factories.make_draft(office, organisation)

    send(signed_in(office), draft)

    draft.refresh_from_db()
    assert draft.state == State.SCHEDULED


def test_the_operator_makes_the_first_organisation_and_sees_a_code() -> None:
    out = StringIO()
    call_command("make_organisation", "見本区", "中村 亜希子", "--office", "見本区 保育課", stdout=out)

    assert Organisation.objects.get().office_name == "見本区 保育課"
    assert reverse("staff_join") in out.getvalue()
    with pytest.raises(CommandError, match="already"):
        call_command("make_organisation", "見本区", "中村 亜希子")
