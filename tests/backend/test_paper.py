"""Paper as WeasyPrint sets it with the fonts of the repository."""

from ctypes.util import find_library
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from backend.paper import set_html


def page_of(text: str) -> Any:
    html = f'<style>html {{ font-family: "BIZ UDPGothic" }}</style><p>{text}</p>'
    return PdfReader(BytesIO(set_html(html).write_pdf())).pages[0]


def fonts_of(page: Any) -> set[str]:
    fonts = (font.get_object() for font in page["/Resources"]["/Font"].values())
    return {str(font["/BaseFont"]).partition("+")[2] for font in fonts}


@pytest.mark.parametrize(
    ("text", "font"),
    [("😀", "Noto-Emoji"), ("𠮷", "Noto-Sans-JP"), ("髙﨑", "BIZ-UDPGothic"), ("葛󠄀", "BIZ-UDPGothic")],
)
def test_letters_outside_the_usual_are_there(text: str, font: str) -> None:
    page = page_of(text)

    assert fonts_of(page) == {font}
    assert page.extract_text().strip()[0] == text[0]


def test_letters_that_no_font_has_do_not_stand_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    page_of("한국어로 쓴 일기")

    assert "한" not in caplog.text


@pytest.mark.skipif(find_library("harfbuzz-subset") is None, reason="libharfbuzz-subset0 is not installed")
def test_fonts_are_cut_by_harfbuzz_which_saves_twenty_seconds_a_book(
    caplog: pytest.LogCaptureFixture,
) -> None:
    from weasyprint.text.ffi import harfbuzz_subset

    page_of("園の一日")

    assert harfbuzz_subset is not None
    assert "fontTools" not in caplog.text
