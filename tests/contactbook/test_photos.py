from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed, NotVisible
from backend.images import NotAPicture
from contactbook.models import Entry, EntryPhoto, EntryTemplate, Side, State
from contactbook.services import Page, Upload, add_photo, publish_entries, remove_photo
from contactbook.services import photos as module
from facilities.models import AuditEntry, Child, Classroom, Facility, Guardian
from tests.contactbook.pages import journal_of, page_of, write
from tests.contactbook.pictures import jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_english", "clock")]


def add(
    actor: User | Guardian, page: Page, content: bytes | None = None, pk: UUID | None = None
) -> EntryPhoto:
    user = actor if isinstance(actor, User) else actor.user
    assert user is not None
    upload = Upload(pk or uuid4(), jpeg() if content is None else content, " 落ち葉の\n道 ")
    return add_photo(actor=user, page=page, upload=upload)


def kept_files() -> list[Path]:
    return sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


def test_a_photo_is_on_the_disk_when_it_is_said_to_be_there(teacher: User, child: Child) -> None:
    photo = add(teacher, page_of(child))

    assert [path.name for path in kept_files()] == [
        f"{photo.sha256}-{size}.jpg" for size in ("large", "small")
    ]
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept_files())
    assert (photo.width, photo.height, photo.caption) == (640, 480, "落ち葉の 道")
    assert photo.taken_at is not None
    assert photo.taken_at.isoformat() == "2026-11-20T10:30:00+09:00"


def test_the_second_upload_is_the_first(teacher: User, child: Child) -> None:
    pk = uuid4()
    first, again = (add(teacher, page_of(child), pk=pk) for _twice in range(2))

    assert first == again
    assert EntryPhoto.objects.count() == 1


def test_the_id_of_another_childs_photo_opens_nothing(
    teacher: User, child: Child, classroom: Classroom
) -> None:
    photo = add(teacher, page_of(child))

    with pytest.raises(NotVisible):
        add(teacher, journal_of(classroom), pk=photo.pk)


def test_the_same_photo_in_two_entries_lies_there_once_and_goes_with_the_last(
    teacher: User, child: Child, classroom: Classroom, django_capture_on_commit_callbacks: object
) -> None:
    photos = [add(teacher, page) for page in (page_of(child), journal_of(classroom))]
    assert len(kept_files()) == 2

    for photo, left in zip(photos, (2, 0), strict=True):
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            remove_photo(actor=teacher, photo=photo)
        assert len(kept_files()) == left


def test_removing_twice_is_once(teacher: User, child: Child) -> None:
    photo = add(teacher, page_of(child))
    for _twice in range(2):
        remove_photo(actor=teacher, photo=photo)

    actions = AuditEntry.objects.filter(subject_id=photo.entry_id).values_list("action", flat=True)
    assert sorted(actions) == ["entry.photo_add", "entry.photo_remove"]
    assert photo.entry.photos.get().removed_at is not None


def test_what_is_no_photo_is_not_saved(teacher: User, child: Child) -> None:
    with pytest.raises(NotAPicture):
        add(teacher, page_of(child), b"%PDF-1.4")

    assert not EntryPhoto.objects.exists()
    assert kept_files() == []


def test_strangers_other_classes_and_those_who_read_along_add_none(
    other_teacher: User, outsider: Guardian, guardian: Guardian, relative: Guardian, child: Child
) -> None:
    for stranger in (other_teacher, outsider, guardian):
        with pytest.raises(NotVisible):
            add(stranger, page_of(child))
    with pytest.raises(NotAllowed):
        add(relative, page_of(child, Side.HOME))
    assert kept_files() == []


def test_a_home_puts_photos_on_its_own_page_and_nobody_else_takes_them_out(
    guardian: Guardian, separated_guardian: Guardian, teacher: User, child: Child
) -> None:
    photo = add(guardian, page_of(child, Side.HOME))

    assert photo.entry.household == guardian.household
    for stranger in (separated_guardian.user, teacher):
        assert stranger is not None
        with pytest.raises(NotVisible):
            remove_photo(actor=stranger, photo=photo)


def test_after_families_read_none_is_added_but_a_wrong_one_is_taken_out(
    teacher: User, facility: Facility, child: Child
) -> None:
    photo = add(teacher, page_of(child))
    publish_entries(actor=teacher, facility=facility, entries=[photo.entry_id])
    with pytest.raises(Conflict, match="The photo was not saved"):
        add(teacher, page_of(child), jpeg(shade=90))

    assert remove_photo(actor=teacher, photo=photo).removed_at is not None


def test_what_waits_for_approval_is_approved_again_with_its_new_photo(teacher: User, child: Child) -> None:
    entry = write(teacher, page_of(child), note="散歩").entry
    Entry.objects.filter(pk=entry.pk).update(state=State.WAITING)
    add(teacher, page_of(child))
    before, entry = entry, Entry.objects.get(pk=entry.pk)

    assert entry.state == State.DRAFT
    assert entry.version > before.version
    assert entry.cells["photos"]["v"] is True


def test_ten_photos_fit_and_more_are_refused(
    teacher: User, child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    for shade in (10, 20):
        add(teacher, page_of(child), jpeg(shade=shade))

    with pytest.raises(DomainError, match="2 photos fit"):
        add(teacher, page_of(child), jpeg(shade=30))


def test_a_form_without_photos_takes_none(teacher: User, child: Child, classroom: Classroom) -> None:
    EntryTemplate.objects.create(
        facility=classroom.facility, band="toddler", side=Side.NURSERY, starts_on=date(2026, 1, 1), items=[]
    )

    with pytest.raises(DomainError, match="no place for photos"):
        add(teacher, page_of(child))


@pytest.mark.django_db(transaction=True)
def test_the_same_photo_from_two_tablets_at_once_is_one(teacher: User, child: Child) -> None:
    pk, page, content = uuid4(), page_of(child), jpeg()

    def once(_n: int) -> UUID:
        try:
            return add(teacher, page, content, pk).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(once, range(2))) == {pk}
    assert EntryPhoto.objects.count() == 1
