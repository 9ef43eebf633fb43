"""Every screen, looked at by axe, by a reader of Japanese, and on the narrowest phone with the largest text."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from accounts.models import User
from facilities.models import Classroom, Facility, Guardian, Organisation
from notices import services
from notices.models import Notice
from tests import factories
from tests.browser.people import PC, PHONE, TABLET, Person

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Arrive = Callable[..., Person]
AXE = (Path(__file__).parent / "vendor" / "axe-core-4.14.1" / "axe.min.js").read_text(encoding="utf-8")
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LATIN = {"english", "safari", "chrome", "iphone", "ipad", "android", "pdf", "csv", "qr"}

WORDS = """() => {
  const shown = (node) =>
    node.checkVisibility?.({visibilityProperty: true}) && !node.closest("script,style,template,[lang=en]");
  const texts = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) if (shown(walk.currentNode.parentElement)) texts.push(walk.currentNode.data);
  for (const node of document.querySelectorAll("[aria-label],[placeholder],[title],[alt]"))
    if (shown(node))
      texts.push(...["aria-label", "placeholder", "title", "alt"].map((name) => node.getAttribute(name) ?? ""));
  return [...texts, document.title];
}"""


@pytest.fixture
def world(
    guardian: Guardian,
    co_guardian: Guardian,
    relative: Guardian,
    classroom: Classroom,
    other_facility: Facility,
    office: User,
    teacher: User,
    organisation: Organisation,
) -> dict[str, Notice]:
    """A family with long names and every kind of notice."""
    long = factories.make_child(
        factories.make_classroom(other_facility, name="ことりグループ（延長保育）"),
        given_name="アレクサンドラマリアフェルナンダ",
    )
    factories.grant(guardian, long)
    everyday = factories.make_notice(office, organisation, urgency="everyday", title="園だより 11月号")
    recalled = factories.make_notice(office, organisation, urgency="important", title="まちがい")
    services.recall_notice(actor=office, notice=recalled, reason="宛先をまちがえました。")
    first = factories.make_notice(office, organisation, urgency="important", title="遠足は27日です")
    correction = services.start_correction(actor=office, notice=first)
    services.save_draft(
        actor=office, organisation=organisation, facility=None, notice=correction, title="遠足は28日です"
    )
    factories.send(office, correction)
    return {
        "everyday": everyday,
        "recalled": recalled,
        "corrected": first,
        "correction": correction,
        "emergency": factories.make_notice(office, organisation, phrase="closure_water", title="", body=""),
        "draft": factories.make_draft(office, organisation),
    }


def guardian_screens(world: dict[str, Notice]) -> list[str]:
    opened = [
        reverse("guardian_notice", args=[notice.pk]) for name, notice in world.items() if name != "draft"
    ]
    missing = reverse("guardian_notice", args=[uuid4()])
    pages = ["guardian_home", "guardian_notices", "guardian_more", "account", "offline"]
    return [*map(reverse, pages), f"{reverse('guardian_notices')}?show=unread", *opened, missing]


def office_screens(world: dict[str, Notice]) -> list[str]:
    facility = Facility.objects.earliest("pk")
    pages = ["office_dashboard", "office_facilities", "office_notices", "office_calls", "account"]
    of_draft = [reverse("office_compose", args=[world["draft"].pk])]
    of_sent = [reverse(name, args=[world["emergency"].pk]) for name in ("office_reach", "office_report")]
    return [*map(reverse, pages), reverse("office_facility", args=[facility.pk]), *of_draft, *of_sent]


def teacher_screens(_world: dict[str, Notice]) -> list[str]:
    return [reverse("teacher_board"), reverse("account")]


def wrong_by_axe(page: Page) -> list[str]:
    """What axe finds, as 'rule: element'."""
    found: list[dict[str, Any]] = page.evaluate(
        "async (levels) => (await axe.run(document, {runOnly: levels, resultTypes: ['violations']})).violations",
        LEVELS,
    )
    return [f"{page.url} {one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def english_on(page: Page) -> list[str]:
    """Latin words on a Japanese page that are no proper names."""
    words = page.evaluate(f"({WORDS})()")
    found = {part for text in words for part in _latin(str(text))}
    return sorted(f"{page.url}: {word}" for word in found if word.lower() not in LATIN)


def _latin(text: str) -> list[str]:
    words, word = [], ""
    for letter in f"{text} ":
        if letter.isascii() and (letter.isalpha() or (word and letter.isdigit())):
            word += letter
        else:
            words += [word] if len(word) > 2 else []
            word = ""
    return words


SHELLS = {
    "guardian": (guardian_screens, [PHONE, PC]),
    "office": (office_screens, [PC, PHONE]),
    "teacher": (teacher_screens, [TABLET, PHONE]),
}


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("shell", SHELLS)
def test_axe_finds_nothing_and_no_english_is_left_in_japanese_pages(
    arrive: Arrive, world: dict[str, Notice], request: pytest.FixtureRequest, shell: str, language: str
) -> None:
    someone = request.getfixturevalue(shell)
    user = someone.user if isinstance(someone, Guardian) else someone
    User.objects.filter(pk=user.pk).update(language=language, login="髙橋さん", email="")
    screens, sizes = SHELLS[shell]
    person = arrive(user, language=language, size=sizes[0])
    wrong: list[str] = []

    for address in screens(world):
        person.open(address)
        person.page.evaluate(AXE)
        for width, height in sizes:
            person.page.set_viewport_size({"width": width, "height": height})
            wrong += wrong_by_axe(person.page)
        wrong += english_on(person.page) if language == "ja" else []
    person.troubles[:] = [text for text in person.troubles if "(Not Found)" not in text]

    assert not wrong, "\n".join(sorted(set(wrong)))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_nothing_stands_out_to_the_side_on_a_narrow_phone_or_with_text_twice_as_large(
    arrive: Arrive, world: dict[str, Notice], guardian: Guardian, language: str
) -> None:
    User.objects.filter(pk=guardian.user_id).update(language=language)
    phone = arrive(guardian.user, language=language)
    wide: list[str] = []

    for address in guardian_screens(world):
        phone.page.set_viewport_size({"width": 320, "height": 640})
        phone.open(address)
        wide += [f"320: {address}"] if stands_out(phone.page) else []
        phone.page.set_viewport_size({"width": 390, "height": 844})
        phone.page.evaluate("document.documentElement.style.fontSize = '200%'")
        wide += [f"200 %: {address}"] if stands_out(phone.page) else []
    phone.troubles[:] = [text for text in phone.troubles if "(Not Found)" not in text]

    assert not wide, "\n".join(wide)


def test_pages_switch_their_language_with_one_form(arrive: Arrive, guardian: Guardian) -> None:
    phone = arrive(guardian.user)
    phone.open("/account/")

    phone.page.get_by_text("English", exact=True).click()
    phone.page.locator("form.account__form button[type=submit]").first.click()

    phone.sees("Save the language")
    phone.open("/home/")
    assert phone.page.locator("html").get_attribute("lang") == "en"


def stands_out(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
