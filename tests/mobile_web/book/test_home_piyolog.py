"""What the app ぴよログ noted, pasted into a home's page."""

import pytest
from django.test import Client

from contactbook.models import Entry
from facilities.clock import today_at
from facilities.models import Child
from tests.contactbook.pages import page_of
from tests.mobile_web.book.home_form import URL, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english", "clock")]


def test_piyolog_fills_the_fields_and_saves_nothing(phone: Client, child: Child) -> None:
    day = today_at(page_of(child).facility)
    text = f"【ぴよログ】{day:%Y/%m/%d}(水)\n06:50 体温 36.6°C\n07:30 うんち\n07:35 おしっこ"
    page = phone.post(URL, typed(child, act="paste", piyolog=text, mood="fair")).content.decode()

    assert 'value="36.6"' in page
    assert 'value="normal" checked' in page
    assert 'value="fair" checked' in page
    assert "07:35 おしっこ" in page
    assert not Entry.objects.exists()


@pytest.mark.parametrize("text", ["", "こんにちは", "🍼" * 9_000])
def test_a_text_that_is_nothing_says_so(phone: Client, child: Child, text: str) -> None:
    answer = phone.post(URL, typed(child, act="paste", piyolog=text))

    assert (answer.status_code, Entry.objects.count()) == (200, 0)
