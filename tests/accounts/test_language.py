import pytest
from django.test import Client

from accounts.models import Language, User
from tests.factories import make_user


def choose(client: Client, language: str, **fields: str) -> object:
    return client.post("/language/", {"language": language, **fields})


def test_before_signing_in_the_choice_stays_on_the_device(client: Client, db: None) -> None:
    client.get("/accounts/login/")

    choose(client, "en")

    assert client.get("/accounts/login/").headers["Content-Language"] == "en"


def test_signed_in_the_choice_is_hers_on_every_device(client: Client, db: None) -> None:
    user = make_user()
    client.force_login(user)

    choose(client, "en")

    user.refresh_from_db()
    assert user.language == Language.ENGLISH


def test_easy_japanese_stays_when_japanese_pages_are_chosen(client: Client, db: None) -> None:
    user = make_user(language=Language.EASY)
    client.force_login(user)

    choose(client, "ja")

    user.refresh_from_db()
    assert user.language == Language.EASY


@pytest.mark.parametrize("language", ["", "xx", "../../etc", "en\x00"])
def test_an_unknown_language_changes_nothing(client: Client, db: None, language: str) -> None:
    answer = choose(client, language)

    assert answer.status_code == 302  # type: ignore[attr-defined]
    assert "language" not in client.cookies


@pytest.mark.parametrize(
    ("asked", "led"), [("/notices/?a=1", "/notices/?a=1"), ("https://evil.example/", "/"), ("//evil", "/")]
)
def test_it_leads_back_to_the_page_and_never_to_another_site(
    client: Client, db: None, asked: str, led: str
) -> None:
    assert choose(client, "en", next=asked).headers["Location"] == led  # type: ignore[attr-defined]


def test_it_takes_a_post_with_a_token_from_our_page(db: None) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.get("/language/").status_code == 405
    assert strict.post("/language/", {"language": "en"}).status_code == 403
    assert not User.objects.exists()
