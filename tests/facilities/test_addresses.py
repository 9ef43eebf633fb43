"""Proving an address: six digits, few tries, and nothing is anybody's before."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import User
from backend.errors import Conflict, DomainError
from backend.outbox import OutboxState
from facilities import services
from facilities.models import EmailCheck, Guardian
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def mother(guardian: Guardian) -> User:
    Guardian.objects.filter(pk=guardian.pk).update(email="", email_failed_at=timezone.now())
    assert guardian.user
    return guardian.user


def mailed(address: str) -> str:
    """The digits of the newest mail to this address."""
    services.mail_waiting()
    subject = next(one.subject for one in reversed(mail.outbox) if one.to == [address])
    found = re.search(r"\d{6}", subject)
    assert found
    return found[0]


def refusal_of(user: User, digits: str) -> str:
    with pytest.raises(DomainError) as refused:
        services.pass_email_check(actor=user, digits=digits)
    return refused.value.code


def test_the_address_is_hers_when_she_typed_the_digits(mother: User, guardian: Guardian) -> None:
    services.start_email_check(actor=mother, email="saori@example.jp")
    services.pass_email_check(actor=mother, digits=f" {mailed('saori@example.jp')} ")
    services.pass_email_check(actor=mother, digits=mailed("saori@example.jp"))

    mother.refresh_from_db()
    guardian.refresh_from_db()
    assert (mother.email, guardian.email, guardian.email_failed_at) == (
        "saori@example.jp",
        "saori@example.jp",
        None,
    )
    assert guardian.email_proved_at


def test_before_that_it_is_nobodys(mother: User, guardian: Guardian) -> None:
    services.start_email_check(actor=mother, email="saori@example.jp")
    mailed("saori@example.jp")

    mother.refresh_from_db()
    guardian.refresh_from_db()
    assert (mother.email, guardian.email) == ("", "")
    assert len(mail.outbox) == 1


def test_the_mail_names_no_child_no_place_and_nobody(mother: User, guardian: Guardian) -> None:
    services.start_email_check(actor=mother, email="wrong@example.jp")
    services.mail_waiting()

    said = f"{mail.outbox[0].subject}\n{mail.outbox[0].body}"
    child = guardian.grants.get().child
    assert not any(name in said for name in (mother.name, child.given_name, child.family_name, "保育園"))
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers


def test_a_mistyped_address_is_corrected_and_the_first_digits_are_void(mother: User) -> None:
    User.objects.filter(pk=mother.pk).update(login="soari@example.jp")
    services.start_email_check(actor=mother, email="soari@example.jp")
    first = mailed("soari@example.jp")
    services.start_email_check(actor=mother, email="saori@example.jp")

    assert refusal_of(mother, first) == "wrong_number"
    services.pass_email_check(actor=mother, digits=mailed("saori@example.jp"))

    mother.refresh_from_db()
    assert (mother.email, mother.login) == ("saori@example.jp", "saori@example.jp")


def test_after_five_wrong_numbers_even_the_right_one_is_void(mother: User) -> None:
    services.start_email_check(actor=mother, email="saori@example.jp")
    right = mailed("saori@example.jp")
    wrong = f"{(int(right) + 1) % 10**6:06d}"

    assert [refusal_of(mother, wrong) for _try in range(5)] == ["wrong_number"] * 5
    assert refusal_of(mother, right) == "too_many_tries"


def test_after_fifteen_minutes_the_number_is_too_old(mother: User) -> None:
    services.start_email_check(actor=mother, email="saori@example.jp")
    right = mailed("saori@example.jp")
    EmailCheck.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert refusal_of(mother, right) == "too_old"


def test_a_second_person_with_the_same_address_reads_one_clear_sentence(mother: User) -> None:
    factories.make_user("別の人", email="Saori@example.jp")
    services.start_email_check(actor=mother, email="saori@example.jp")

    with pytest.raises(Conflict) as refused:
        services.pass_email_check(actor=mother, digits=mailed("saori@example.jp"))

    mother.refresh_from_db()
    assert (refused.value.code, mother.email) == ("email_taken", "")


def test_nobody_fills_a_strangers_mailbox(mother: User, outsider: Guardian) -> None:
    assert outsider.user
    for _mail in range(6):
        services.start_email_check(actor=mother, email="victim@example.jp")

    for person in (mother, outsider.user):
        with pytest.raises(DomainError) as refused:
            services.start_email_check(actor=person, email="victim@example.jp")
        assert refused.value.code == "too_many_mails"
    assert EmailCheck.objects.filter(state=OutboxState.QUEUED).count() == 1


def test_a_mail_leaves_once(mother: User) -> None:
    services.start_email_check(actor=mother, email="saori@example.jp")

    assert (services.mail_waiting(), services.mail_waiting()) == (1, 0)


def test_an_old_key_still_knows_its_digits(mother: User, settings: pytest.FixtureRequest) -> None:
    services.start_email_check(actor=mother, email="saori@example.jp")
    digits = mailed("saori@example.jp")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]  # type: ignore[attr-defined]
    settings.SECRET_KEY = "another key that is long enough for anybody and everybody here"  # type: ignore[attr-defined]

    services.pass_email_check(actor=mother, digits=digits)
