"""A list draws its cards as text; they are those of the component."""

import re

import pytest
from django.template.loader import render_to_string

from mobile_web.templatetags.cards import notice_cards
from mobile_web.views.guardian.rows import Row, Tag

ROWS = [
    Row(
        "/notices/1/",
        "A & B <c>",
        "さくら園・7:40",
        (Tag("Drill", "drill"), Tag("<Over>")),
        True,
        "ja",
        "",
        False,
    ),
    Row("/notices/2/?a=1&b=2", "休園", '"本部"', (), False, "", "はは", True),
    Row("/notices/3/", "It's", "x", (), False, "en", "はは・ちち", False),
]


def _plain(html: str) -> str:
    return re.sub(r"\s+", " ", html).replace("> <", "><").strip()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.href)
def test_a_card_of_a_list_is_the_component(row: Row) -> None:
    component = render_to_string("components/notice_card.html", row._asdict())

    assert _plain(notice_cards([row])) == f"<li>{_plain(component)}</li>"
