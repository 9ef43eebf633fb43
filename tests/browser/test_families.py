"""People come in and go: a messy file, sheets of paper, two phones, a grandmother, a block; and a shared tablet."""

import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader

from accounts.models import User
from facilities import services
from facilities.models import Classroom, Device, Facility, Grant, Guardian, Role, RosterImport, StaffMember
from tests import factories
from tests.browser.people import PATIENCE, PC, PHONE, TABLET
from tests.browser.site import Site
from tests.browser.test_journey import Arrive

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
PASSWORD = "縁側でひなたぼっこ-2026"
MESSY = """園児番号,氏名,フリガナ,生年月日,組,保護者①,続柄①,電話①,保護者②,続柄②,備考
１０１,髙﨑　陽葵,ﾀｶｻｷ ﾋﾏﾘ,2023/5/1,うさぎ組,髙﨑　由紀,母,9012345678,髙﨑　健,父,①番バス
301,小林 結菜,こばやし ゆいな,令和5年6月2日,うさぎ組,小林 学,父,080-1111-3333,,,
102,長谷川 凛,はせがわ りん,2023/13/05,うさぎ組,長谷川 舞,母,090-1111-2222,,,
"""


@pytest.fixture
def visitor(browser: Browser, site: Site) -> Iterator[list[BrowserContext]]:
    """Browsers nobody is signed in with; closed at the end."""
    there: list[BrowserContext] = []
    yield there
    for context in there:
        context.close()


def newcomer(browser: Browser, there: list[BrowserContext], size: tuple[int, int] = PHONE) -> Page:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="ja-JP", timezone_id="Asia/Tokyo"
    )
    there.append(context)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    return page


def bring(page: Page, file: Path) -> None:
    """Upload, and wait for the dry run."""
    page.locator("input[type=file]").set_input_files(file)
    page.locator("form[action$='/roster/upload/'] button[type=submit]").click()
    expect(page.locator(".dry-table")).to_be_visible(timeout=PATIENCE)


def join(page: Page, site: str, code: str, name: str, login: str, relation: str = "") -> None:
    """From the sheet to home, without an e-mail address."""
    page.goto(f"{site}/join/")
    page.fill("[name=code]", code)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/join/account/")
    page.fill("[name=name]", name)
    if relation:
        page.select_option("[name=relation]", relation)
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.locator("form[action='/join/account/'] button[type=submit]").click()
    page.wait_for_url("**/join/email/")
    page.goto(f"{site}/join/contact/")
    page.locator("form[action='/join/contact/'] button[type=submit]").click()
    page.wait_for_url("**/join/done/")
    page.goto(f"{site}/home/")


def test_a_messy_file_becomes_families_on_phones_and_a_blocked_father_sees_nothing(
    browser: Browser, arrive: Arrive, site: Site, visitor: list[BrowserContext], tmp_path: Path,
    manager: User, facility: Facility, classroom: Classroom,
) -> None:  # fmt: skip
    site.work()
    factories.make_child(
        classroom, family_name="小林", given_name="結菜", family_kana="こばやし", given_kana="ゆいな",
        born_on=date(2023, 6, 2), external_id="301",
    )  # fmt: skip
    second = factories.make_staff(Role.OFFICE, facility, name="事務 花子")
    file = tmp_path / "名簿①.csv"
    file.write_bytes(MESSY.encode("cp932"))
    pc = arrive(manager, size=PC)
    pc.open("/office/roster/")
    bring(pc.page, file)
    pc.sees("13月")

    pc.page.locator("form[action$='/ask/'] button[type=submit]").click()
    other = arrive(second, size=PC)
    other.open(f"/office/roster/{RosterImport.objects.get().pk}/")
    other.page.locator("form[action$='/approve/'] button[type=submit]").click()
    expect(other.page.locator("[data-opens=undo]")).to_be_visible(timeout=PATIENCE)
    assert Guardian.objects.get(name="髙﨑 由紀").phone.replace("-", "") == "09012345678"

    page = pc.open(f"/office/registration/classes/{classroom.pk}/")
    csrf = page.locator("form[action$='/sheets/'] [name=csrfmiddlewaretoken]").first.input_value()
    printed = page.request.post(
        f"{site.url}/office/registration/classes/{classroom.pk}/sheets/",
        form={"csrfmiddlewaretoken": csrf}, headers={"Referer": page.url},
    )  # fmt: skip
    text = [sheet.extract_text() for sheet in PdfReader(io.BytesIO(printed.body())).pages]
    codes = {name: CODE.search(one).group() for name in ("由紀", "健") for one in text if name in one}  # type: ignore[union-attr]

    mother, father, grandmother = (newcomer(browser, visitor) for _ in range(3))
    join(mother, site.url, codes["由紀"], "髙﨑 由紀", "yuki")
    expect(mother.get_by_text("陽葵").first).to_be_visible()
    join(father, site.url, codes["健"], "髙﨑 健", "ken")
    expect(father.get_by_text("陽葵").first).to_be_visible()

    mother.goto(f"{site.url}/family/")
    mother.locator("form[action$='/link/'] button").first.click()
    link = CODE.search(mother.locator(".join-code").inner_text())
    assert link
    join(grandmother, site.url, link.group(), "髙﨑 和子", "kazuko", relation="grandmother")
    expect(grandmother.get_by_text("陽葵").first).to_be_visible()

    grant = Grant.objects.get(guardian__name="髙﨑 健")
    pc.open(f"/office/children/{grant.child_id}/guardians/{grant.guardian_id}/")
    form = pc.page.locator("form[action$='/block/']")
    form.locator("[name$=reason]").fill("裁判所の決定")
    form.locator("button[type=submit]").click()

    father.goto(f"{site.url}/home/")
    expect(father.get_by_text("陽葵")).to_have_count(0)
    grandmother.goto(f"{site.url}/home/")
    expect(grandmother.get_by_text("陽葵").first).to_be_visible()


def test_a_tablet_is_paired_acts_with_a_pin_and_goes_dark_when_it_is_signed_out(
    browser: Browser, arrive: Arrive, site: Site, visitor: list[BrowserContext],
    manager: User, teacher: User, guardian: Guardian, classroom: Classroom,
) -> None:  # fmt: skip
    services.set_pin(actor=teacher, pin="482915")
    pc = arrive(manager, size=PC)
    pc.open("/office/tablets/new/")
    pc.page.fill("[name=name]", "うさぎ1")
    pc.page.select_option("[name=classroom]", str(classroom.pk))
    pc.page.locator("form[action$='/tablets/new/'] button[type=submit]").click()
    expect(pc.page.locator(".offer__key span").first).to_be_visible(timeout=PATIENCE)
    key = "".join(pc.page.locator(".offer__key span").all_inner_texts())
    tablet = newcomer(browser, visitor, TABLET)

    tablet.goto(f"{site.url}/tablet/pair/")
    tablet.fill("[name=key]", key)
    tablet.locator("form[action$='/pair/'] button[type=submit]").click()
    tablet.wait_for_url("**/tablet/")
    expect(pc.page.locator("#standing")).to_contain_text("うさぎ1", timeout=PATIENCE)
    expect(tablet.get_by_text(guardian.grants.get().child.given_name).first).to_be_visible()

    tablet.goto(f"{site.url}/tablet/who/{StaffMember.objects.get(user=teacher).pk}/?next=/board/")
    tablet.fill("[name=pin]", "482915")
    tablet.wait_for_url("**/board/**")
    expect(tablet.get_by_text("鈴木 千尋").first).to_be_visible()

    device = Device.objects.get()
    pc.open(f"/office/tablets/{device.pk}/")
    pc.page.locator("form[action$='/sign-out/'] button[type=submit]").click()

    tablet.wait_for_url("**/tablet/pair/**", timeout=10_000)
