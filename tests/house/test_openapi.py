"""The description of the API and what it really does, compared by thousands of made-up requests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.utils.crypto import get_random_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.models import User
from backend.api import throttling
from backend.wsgi import application
from facilities.models import Facility, Guardian, Organisation
from notices.models import Notice
from tests import factories

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
EXAMPLES = 5


@pytest.fixture
def world(
    office: User, organisation: Organisation, facility: Facility, guardian: Guardian, child: Any
) -> list[UUID]:
    """Ids that mean something: two sent notices, a recalled one, drafts, places and a child."""
    sent = [
        factories.make_notice(office, organisation),
        factories.make_notice(office, organisation, urgency="everyday"),
    ]
    drafts = [factories.make_draft(office, organisation) for _ in range(2)]
    return [*(notice.pk for notice in sent + drafts), facility.pk, organisation.pk, child.pk]


@contextmanager
def one_transaction() -> Iterator[None]:
    """Requests leave the test's connection open, as Django's own test client has it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def unbraked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "REQUESTS_A_MINUTE", 10**9)


@dataclass(frozen=True)
class Browser:
    """What a browser of hers sends: session and CSRF token."""

    cookies: dict[str, str]
    headers: dict[str, str]


def browser_of(user: User) -> Browser:
    client = Client()
    client.force_login(user)
    token = get_random_string(32)
    return Browser({"session": client.cookies["session"].value, "csrf": token}, {"X-CSRFToken": token})


def operations(user: User) -> list[Any]:
    client = Client()
    client.force_login(user)
    schema = schemathesis.openapi.from_dict(client.get("/api/schema/?format=json").json())
    schema.app, schema.location = application, "/api/schema/"
    return [result.ok() for result in schema.get_all_operations()]


def explore(operation: Any, browser: Browser, ids: list[UUID], mode: GenerationMode) -> None:
    """Send made-up requests to one operation, now and then with an id that exists."""

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), known=st.sampled_from([None, *ids]))
    def run(case: Any, known: UUID | None) -> None:
        if known and case.path_parameters:
            case.path_parameters = dict.fromkeys(case.path_parameters, str(known))
        case.call_and_validate(headers=browser.headers, cookies=browser.cookies, checks=CHECKS)

    run()


@pytest.mark.slow
@pytest.mark.parametrize("person", ["office", "guardian"])
def test_no_request_breaks_the_server_or_gets_an_answer_that_is_not_described(
    person: str, world: list[UUID], unbraked: None, request: pytest.FixtureRequest
) -> None:
    found = request.getfixturevalue(person)
    user = found.user if isinstance(found, Guardian) else found
    browser = browser_of(user)

    described = operations(user)
    with one_transaction():
        for operation in described:
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                explore(operation, browser, world, mode)

    assert Notice.objects.filter(state="published").exists()


def test_the_description_is_for_those_who_are_signed_in(client: Client, guardian: Guardian) -> None:
    anonymous = client.get("/api/schema/?format=json").status_code
    client.force_login(guardian.user)

    assert (anonymous, client.get("/api/schema/?format=json").status_code) == (401, 200)


def test_every_operation_describes_its_refusals(client: Client, guardian: Guardian) -> None:
    client.force_login(guardian.user)

    paths = client.get("/api/schema/?format=json").json()["paths"]

    for path, methods in paths.items():
        for method, operation in methods.items():
            wanted = {"400", "401", "403", "404", "406", "429"}
            wanted |= {"409", "413", "415", "422"} if method in ("post", "put", "patch", "delete") else set()
            assert wanted <= set(operation["responses"]), (path, method)
