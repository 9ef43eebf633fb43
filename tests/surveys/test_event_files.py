"""Papers on days of the calendar: who hangs them up, what is taken, who opens them."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed
from facilities.models import Facility, Guardian, Role
from surveys import services
from surveys.models import Event, EventFile
from tests import factories
from tests.conftest import SignIn
from tests.surveys.test_events import make_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english")]
PDF = b"%PDF-1.7\nmenu\n%%EOF\n"


@pytest.fixture
def part_timer(facility: Facility) -> User:
    return factories.make_staff(Role.PART_TIME, facility)


@pytest.fixture
def menu(manager: User, facility: Facility) -> Event:
    return make_event(manager, facility, title="12月の献立", kind=Event.Kind.MENU)


def hang(actor: User, event: Event, content: bytes = PDF, name: str = "献立表.pdf") -> EventFile:
    return services.add_event_file(actor=actor, event=event, name=name, content=content)


def test_a_family_opens_the_menu_and_strangers_find_nothing(
    manager: User, menu: Event, guardian: Guardian, outsider: Guardian, signed_in: SignIn
) -> None:
    file = hang(manager, menu)
    address = reverse("event_file", args=[file.pk])
    assert guardian.user and outsider.user

    opened = signed_in(guardian.user).get(address)

    assert (opened.content, opened["Content-Type"]) == (PDF, "application/pdf")
    assert opened["X-Content-Type-Options"] == "nosniff"
    assert opened["Cache-Control"] == "private, no-cache"
    assert signed_in(outsider.user).get(address).status_code == 404


def test_a_paper_of_a_draft_is_not_there_for_families(
    manager: User, facility: Facility, guardian: Guardian, signed_in: SignIn
) -> None:
    file = hang(manager, make_event(manager, facility, published=False))
    assert guardian.user

    assert signed_in(guardian.user).get(reverse("event_file", args=[file.pk])).status_code == 404
    assert signed_in(manager).get(reverse("event_file", args=[file.pk])).status_code == 200


def test_the_same_paper_twice_hangs_there_once(manager: User, menu: Event) -> None:
    assert hang(manager, menu) == hang(manager, menu, name="another name.pdf")
    assert EventFile.objects.count() == 1


def test_what_is_taken_down_is_gone_from_the_disk_too(
    manager: User, menu: Event, django_capture_on_commit_callbacks: object
) -> None:
    file = hang(manager, menu)
    assert default_storage.exists(file.path)

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        services.remove_event_file(actor=manager, file=file)
        services.remove_event_file(actor=manager, file=file)

    assert not EventFile.objects.exists()
    assert not default_storage.exists(file.path)


def test_a_draft_that_is_thrown_away_leaves_no_file(
    manager: User, facility: Facility, django_capture_on_commit_callbacks: object
) -> None:
    event = make_event(manager, facility, published=False)
    path = hang(manager, event).path

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        services.discard_event(actor=manager, event=event)

    assert not default_storage.exists(path)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Choose a file"),
        (b"<html><script>alert(1)</script>", "neither a PDF nor a photo"),
        (b"MZ\x90\x00", "neither a PDF nor a photo"),
        (b"%PDF-1.7 cut off", "damaged"),
        (b"%PDF-" + b" " * (10 * 1024 * 1024) + b"%%EOF", "larger than 10 MB"),
        (b"\xff\xd8\xff\xe0broken", "damaged"),
    ],
)
def test_what_is_no_paper_is_refused_whatever_it_is_called(
    manager: User, menu: Event, content: bytes, sentence: str
) -> None:
    with pytest.raises(DomainError, match=sentence):
        hang(manager, menu, content, "献立表.pdf")
    assert not EventFile.objects.exists()


def test_a_photo_is_made_small_and_is_called_by_what_it_is(manager: User, menu: Event) -> None:
    out = io.BytesIO()
    Image.new("RGB", (2000, 1000)).save(out, "PNG")

    file = hang(manager, menu, out.getvalue(), "C:\\papers\\園だより.png.exe")

    assert (file.name, file.content_type) == ("園だより.png.jpg", "image/jpeg")
    with default_storage.open(file.path) as kept, Image.open(kept) as image:
        assert image.size == (1600, 800)


def test_only_five_fit_and_a_cancelled_event_takes_none(manager: User, menu: Event) -> None:
    for number in range(5):
        hang(manager, menu, PDF + b"%d %%%%EOF" % number)
    with pytest.raises(DomainError, match="5 files fit"):
        hang(manager, menu, PDF + b"more %%EOF")
    services.cancel_event(actor=manager, event=menu)
    EventFile.objects.all().delete()
    with pytest.raises(Conflict, match="cancelled"):
        hang(manager, menu)


def test_a_part_timer_hangs_up_nothing(part_timer: User, menu: Event) -> None:
    with pytest.raises(NotAllowed):
        hang(part_timer, menu)


def test_the_office_brings_files_with_the_form_and_each_refusal_is_named(
    manager: User, menu: Event, signed_in: SignIn
) -> None:
    sent = [SimpleUploadedFile("menu.pdf", PDF), SimpleUploadedFile("virus.pdf", b"MZ")]

    client = signed_in(manager)
    client.cookies["language"] = "en"
    page = client.post(reverse("office_event_files", args=[menu.pk]), {"file": sent}, follow=True)
    said = page.content.decode()

    assert "1 file hangs there." in said
    assert "virus.pdf: This is neither" in said
    assert "menu.pdf" in said


def test_a_menu_of_the_whole_month_stands_once_and_opens_from_the_month(
    manager: User, facility: Facility, guardian: Guardian, signed_in: SignIn
) -> None:
    first = timezone.localdate().replace(day=1)
    month = {"kind": Event.Kind.MENU, "starts_on": first, "ends_on": first.replace(day=28)}
    menu, plain = (make_event(manager, facility, title=title, **month) for title in ("献立", "お弁当の日"))
    file = hang(manager, menu)
    assert guardian.user

    page = signed_in(guardian.user).get(f"/calendar/?m={first:%Y-%m}").content.decode()

    assert page.count(reverse("event_file", args=[file.pk])) == 1
    assert page.count(reverse("guardian_event", args=[menu.pk])) == 0
    assert page.count(reverse("guardian_event", args=[plain.pk])) == 1
