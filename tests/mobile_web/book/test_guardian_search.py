"""Words and days looked for in the contact book."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from contactbook.models import Side
from contactbook.services import send_entry
from facilities.models import Child, Guardian
from tests.conftest import SignIn
from tests.contactbook.pages import page_of, write
from tests.mobile_web.book.reading import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.mark.parametrize("query", ["カレー", "かれー", "カ", "おか", "カレー おかわり", "11/25"])
def test_words_and_days_are_found_also_short_ones(
    signed_in: SignIn, teacher: User, guardian: Guardian, child: Child, query: str
) -> None:
    published(teacher, child, note="給食のカレーをおかわりしました。")
    page = signed_in(guardian.user).get(reverse("guardian_book_search"), {"q": query}).content.decode()

    assert reverse("guardian_book_day", args=[child.pk, timezone.localdate()]) in page
    assert "11/25" in query or "<mark>" in page


@pytest.mark.parametrize("query", ["100%", "_", "おかわり カレーパン", "母の家"])
def test_what_is_not_there_or_not_hers_is_not_found(
    signed_in: SignIn,
    teacher: User,
    guardian: Guardian,
    separated_guardian: Guardian,
    child: Child,
    query: str,
) -> None:
    published(teacher, child, note="給食のカレーをおかわりしました。")
    home = page_of(child, Side.HOME)
    write(guardian, home, temperature__a={"c": "36.6"}, note="母の家のこと")
    assert guardian.user is not None
    send_entry(actor=guardian.user, page=home)
    client = signed_in(separated_guardian.user)
    page = client.get(reverse("guardian_book_search"), {"q": query}).content.decode()

    assert reverse("guardian_book_day", args=[child.pk, timezone.localdate()]) not in page
