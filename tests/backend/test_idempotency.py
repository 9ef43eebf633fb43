import threading
import time
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from backend.models import Heartbeat, IdempotentAnswer
from backend.tasks import forget_old_idempotency_keys

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.backend.idempotency_site")]


@pytest.fixture
def alice() -> User:
    return User.objects.create(login="alice", name="Alice")


@pytest.fixture
def bob() -> User:
    return User.objects.create(login="bob", name="Bob")


def signed_in(user: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(user)
    return client


def send(client: Client, address: str = "/api/save", key: str = "k-1", **fields: Any) -> Any:
    return client.post(address, fields, headers={"Idempotency-Key": key})


def test_the_same_key_and_content_get_the_same_answer_and_one_effect(alice: User) -> None:
    client = signed_in(alice)

    first, again = send(client, text="a"), send(client, text="a")

    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    assert Heartbeat.objects.count() == 1


def test_the_same_key_with_other_content_is_refused(alice: User) -> None:
    client = signed_in(alice)
    send(client, text="a")

    other = send(client, text="b")

    assert (other.status_code, other.json()["code"], other.json()["saved"]) == (
        409,
        "idempotency_mismatch",
        False,
    )
    assert Heartbeat.objects.count() == 1


def test_the_same_key_at_another_address_is_refused(alice: User) -> None:
    client = signed_in(alice)
    send(client, text="a")

    other = send(client, "/api/save?twice=1", text="a")

    assert other.json()["code"] == "idempotency_mismatch"


def test_another_persons_same_key_is_her_own_and_reveals_nothing(alice: User, bob: User) -> None:
    first = send(signed_in(alice), text="a")

    hers = send(signed_in(bob), text="b")

    assert hers.status_code == 201
    assert hers.json()["row"] != first.json()["row"]
    assert "Idempotency-Replayed" not in hers.headers


def test_nobody_signed_in_leaves_no_key(client: Client) -> None:
    send(client, text="a")

    assert not IdempotentAnswer.objects.exists()


def test_without_a_key_nothing_is_kept(alice: User) -> None:
    client = signed_in(alice)

    client.post("/api/save")
    client.post("/api/save")

    assert Heartbeat.objects.count() == 2
    assert not IdempotentAnswer.objects.exists()


@pytest.mark.parametrize("status", [200, 303, 400, 404, 409, 422])
def test_an_answer_that_settles_the_request_is_kept(alice: User, status: int) -> None:
    client = signed_in(alice)
    send(client, status=str(status))

    again = send(client, status=str(status))

    assert again.headers["Idempotency-Replayed"] == "true"
    assert Heartbeat.objects.count() == 1


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_an_answer_that_asks_to_come_again_gives_the_key_back(alice: User, status: int) -> None:
    client = signed_in(alice)
    send(client, status=str(status))

    send(client, status=str(status))

    assert Heartbeat.objects.count() == 2
    assert not IdempotentAnswer.objects.exists()


def test_a_crash_gives_the_key_back(alice: User) -> None:
    client = signed_in(alice, raise_request_exception=False)

    answers = [send(client, "/crash").status_code for _ in range(2)]

    assert answers == [500, 500]
    assert not IdempotentAnswer.objects.exists()


def test_a_replayed_redirect_leads_to_the_same_place(alice: User) -> None:
    client = signed_in(alice)
    first = send(client, "/go-on")

    again = send(client, "/go-on")

    assert again.status_code == 302
    assert again.headers["Location"] == first.headers["Location"]


def test_a_key_still_in_progress_asks_to_wait(alice: User) -> None:
    client = signed_in(alice)
    send(client, text="a")
    IdempotentAnswer.objects.update(status=None)

    answer = send(client, text="a")

    assert (answer.status_code, answer.json()["code"], answer.json()["retry"]) == (409, "in_progress", True)
    assert answer.headers["Retry-After"] == "1"


def test_a_request_that_died_in_progress_runs_again_after_its_lease(alice: User) -> None:
    client = signed_in(alice)
    send(client, text="a")
    IdempotentAnswer.objects.update(status=None)

    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        answer = send(client, text="a")

    assert answer.status_code == 201
    assert Heartbeat.objects.count() == 2
    assert IdempotentAnswer.objects.get().status == 201


def test_a_form_sent_again_after_signing_in_again_is_the_same_request(alice: User) -> None:
    client = signed_in(alice)
    first = send(client, text="a", csrfmiddlewaretoken="one")

    again = send(client, text="a", csrfmiddlewaretoken="two")

    assert again.content == first.content


def test_another_file_under_the_same_name_is_another_request(alice: User) -> None:
    client = signed_in(alice)
    send(client, photo=SimpleUploadedFile("a.jpg", b"one"))

    again = send(client, photo=SimpleUploadedFile("a.jpg", b"one"))
    other = send(client, photo=SimpleUploadedFile("a.jpg", b"two"))

    assert again.status_code == 201
    assert other.json()["code"] == "idempotency_mismatch"


@pytest.mark.parametrize("key", ["", "a b", "ä", "k" * 256, "a\x7f"])
def test_a_key_that_is_no_plain_text_is_refused(alice: User, key: str) -> None:
    answer = signed_in(alice).post("/api/save", HTTP_IDEMPOTENCY_KEY=key)

    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_invalid")
    assert not Heartbeat.objects.exists()


def test_more_than_a_request_may_carry_is_a_clear_refusal(alice: User) -> None:
    answer = signed_in(alice).post(
        "/api/save", b"x" * 2_100_000, content_type="application/json", headers={"Idempotency-Key": "k"}
    )

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_answers_are_forgotten_after_thirty_days(alice: User) -> None:
    send(signed_in(alice), key="old")
    IdempotentAnswer.objects.update(created_at=timezone.now() - timedelta(days=31))
    send(signed_in(alice), key="new")

    forget_old_idempotency_keys()

    assert [row.key for row in IdempotentAnswer.objects.all()] == ["new"]


@pytest.mark.django_db(transaction=True)
def test_eight_threads_with_one_key_have_one_effect_and_equal_answers(alice: User) -> None:
    session = signed_in(alice).cookies
    start = threading.Barrier(8)
    answers: list[tuple[int, bytes]] = []
    waited: Counter[str] = Counter()

    def post() -> None:
        client = Client()
        client.cookies = session.copy()
        start.wait()
        for _attempt in range(100):
            answer = send(client, text="a")
            if answer.status_code != 409:
                answers.append((answer.status_code, answer.content))
                break
            waited[answer.json()["code"]] += 1
            time.sleep(0.05)
        connection.close()

    threads = [threading.Thread(target=post) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Heartbeat.objects.count() == 1
    assert len(answers) == 8
    assert len(set(answers)) == 1
    assert set(waited) <= {"in_progress"}
