"""Emergency phrases: three languages, the sender's own words, and days that are said as each language says them."""

from datetime import datetime

import pytest

from accounts.models import User
from backend.errors import DomainError
from facilities.models import Organisation
from notices.phrase_dates import in_an_hour, in_english, tomorrow, tonight
from notices.phrases import PHRASES, fill_phrase
from tests import factories


@pytest.mark.parametrize(
    ("japanese", "english"),
    [
        ("11月24日(火)", "Tuesday 24 November"),
        ("22日(日)12:00", "12:00 on Sunday the 22nd"),
        ("1月3日", "3 January"),
        ("15:00", "15:00"),
        ("お盆のあいだ", "お盆のあいだ"),
        ("11月24日(火)から26日(木)", "11月24日(火)から26日(木)"),
    ],
)
def test_a_day_is_said_in_english_where_it_can_be(japanese: str, english: str) -> None:
    assert in_english(japanese) == english


def test_fields_start_with_days_and_times_to_come() -> None:
    evening = datetime(2026, 12, 31, 19, 10)  # noqa: DTZ001 - local wall time

    assert tomorrow(evening) == "1月1日(金)"
    assert tonight(evening) == "1月1日(金)18:00"
    assert in_an_hour(evening) == "20:30"


@pytest.mark.parametrize("code", PHRASES)
def test_every_phrase_says_everything_in_three_languages(code: str) -> None:
    filled = fill_phrase(code, {}, {})

    texts = [{"title": filled["title"], "body": filled["body"]}, *filled["translations"].values()]
    assert len(texts) == 3
    assert all(text["title"] and text["body"] for text in texts)
    assert not [text for text in texts if "{" in (text["title"] + text["body"]).replace("{施設名}", "")]


def test_own_words_go_out_in_japanese_only() -> None:
    filled = fill_phrase("reopening", {}, {"title": "あしたから開きます", "body": "お待たせしました。"})

    assert filled == {"translations": {}}


@pytest.mark.django_db
def test_an_unknown_phrase_is_refused(office: User, organisation: Organisation) -> None:
    with pytest.raises(DomainError, match="定型文"):
        factories.make_draft(office, organisation, phrase="ufo")
