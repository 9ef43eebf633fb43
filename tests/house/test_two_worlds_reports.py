"""Two worlds, of a child's day: what one household tells the nursery, the other reads as a state at most."""

import re
from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from attendance import services
from attendance.models import Contest, NoShow, Report
from attendance.services import Seat, Words
from backend.errors import DomainError
from tests import factories
from tests.house.access.world import World
from tests.house.test_two_worlds import STRANGERS, _look, still

__all__ = ["still"]
FORM_ID = re.compile(rb'name="id" value="[^"]+"')
SECRETS = ("熱が出ました", "38.9", "別居の事情", "代理 花子", "だめです")


def day_pages_seen_by(world: World, person: str) -> dict[str, bytes]:
    """Her home with the children's tiles, her reports, the form, the child's days, her code."""
    child = world.children["own"]
    names = ("guardian_home", "guardian_children_now", "guardian_reports", "guardian_report_new")
    pages = [reverse(name) for name in (*names, "guardian_code", "guardian_looked")]
    pages.append(reverse("guardian_days", args=[child.pk]))
    pages += [reverse("guardian_report", args=[row.pk]) for row in Report.objects.order_by("pk")]
    return {path: FORM_ID.sub(b"", _look(world.client(person), path)) for path in pages}


def forget(world: World) -> None:
    """A morning on which nobody has said anything yet."""
    child = world.children["own"]
    NoShow.objects.filter(child=child).delete()
    Contest.objects.filter(child=child).delete()
    Report.objects.filter(child=child).delete()


def plans_of(world: World, person: str, kind: str = "pick_up", **fields: object) -> Report | None:
    """She tells who comes today and tomorrow, and when; None where she may not."""
    today = factories.today()
    plan = {"time": time(17, 45), "proxy_name": "代理 花子", "proxy_phone": "090-1111-2222", **fields}
    words = Words(kind, today, today + timedelta(days=1), **plan)  # type: ignore[arg-type]
    seat = Seat(world.children["own"], world.places["own"])
    try:
        rows = services.send_report(actor=world.users[person], seats=[seat], id=uuid4(), words=words)
    except DomainError:
        return None
    return rows[0]


@pytest.mark.parametrize(("actor", "watcher"), STRANGERS, ids=lambda person: person)
def test_who_fetches_the_child_is_told_to_no_other_household(
    world: World, still: None, actor: str, watcher: str
) -> None:
    forget(world)
    before = day_pages_seen_by(world, watcher)

    sent = plans_of(world, actor, note="別居の事情")
    if sent:
        services.confirm_report(actor=world.users["teacher"], report=sent)
        words = Words("as_usual", sent.starts_on, sent.ends_on)
        asked = services.ask_change(actor=world.users[actor], report=sent, id=uuid4(), words=words)
        services.refuse_report(actor=world.users["teacher"], report=asked, answer="だめです")

    after = {path: page for path, page in day_pages_seen_by(world, watcher).items() if path in before}
    assert [path for path in before if before[path] != after[path]] == []


@pytest.mark.usefixtures("after_dawn")
@pytest.mark.parametrize(
    ("actor", "watcher"), [("guardian", "separated_guardian"), ("separated_guardian", "guardian")]
)
def test_an_absence_of_the_other_household_is_a_state_and_no_word_more(
    world: World, still: None, actor: str, watcher: str
) -> None:
    forget(world)
    day = factories.today()
    sent = plans_of(world, actor, "absent", reason="sick", temperature=38.9, note="熱が出ました 別居の事情")
    assert sent
    assert (sent.starts_on, sent.state) == (day, "sent")

    pages = day_pages_seen_by(world, watcher)

    seen = b"".join(pages.values()).decode()
    assert 'data-state="absent"' in pages[reverse("guardian_children_now")].decode()
    assert [secret for secret in SECRETS if secret in seen] == []
    assert pages[reverse("guardian_report", args=[sent.pk])].startswith(b"404")


def test_the_comparison_sees_her_own_words(world: World, still: None) -> None:
    forget(world)
    before = day_pages_seen_by(world, "guardian")

    assert plans_of(world, "guardian")

    after = day_pages_seen_by(world, "guardian")
    assert before[reverse("guardian_reports")] != after[reverse("guardian_reports")]
