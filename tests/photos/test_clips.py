"""Clips on their way in: whole or not at all, playable everywhere, with nothing of what the telephone noted."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from backend import clips, files
from backend.errors import DomainError, NotAllowed
from backend.outbox import OutboxState
from facilities.models import Classroom, Facility
from photos import services
from photos.files import clip_of, original_of, small_of
from photos.models import Album, ClipWork, Photo
from photos.selectors.clips import DAMAGED, takes_clips, why_refused
from photos.services import Kept, NotTaken, Upload
from photos.services.clips import make_clips
from photos.services.sweeping import sweep_photos
from tests.photos import making
from tests.photos.filming import PLACE, allow, encodes, film, needs_ffmpeg, probed

pytestmark = [pytest.mark.django_db, needs_ffmpeg]


@pytest.fixture(autouse=True)
def room(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path / "var"


@pytest.fixture
def album(facility: Facility, classroom: Classroom, teacher: User) -> Album:
    allow(facility)
    return making.make_album(facility, teacher, [classroom])


def add(actor: User, album: Album, folder: Path, content: bytes) -> Kept:
    return services.add_photo(actor=actor, album=album, upload=Upload(making.on_disk(folder, content)))


def playable(photo: Photo, folder: Path) -> Path:
    content = files.read(clip_of(photo.facility_id, photo.sha256))
    assert content
    return making.on_disk(folder, content)


def refusal(actor: User, album: Album, folder: Path, content: bytes) -> str:
    with pytest.raises(NotTaken) as refused:
        add(actor, album, folder, content)
    assert not album.photos.exists()
    return refused.value.code


def test_a_clip_is_kept_sealed_with_its_poster_and_made_after_it(
    teacher: User, album: Album, tmp_path: Path
) -> None:
    content = film()

    photo = add(teacher, album, tmp_path, content).photo

    assert files.read(original_of(album.facility_id, photo.sha256)) == content
    assert (photo.seconds, photo.width, photo.height, photo.state) == (2, 320, 240, Photo.State.MAKING)
    assert photo.taken_at and photo.taken_at.isoformat() == "2026-11-20T01:15:30+00:00"
    for size in ("thumb", "shown", "sample"):
        assert files.is_kept(small_of(photo.facility_id, photo.sha256, size))
    assert make_clips() == 1
    photo.refresh_from_db()
    assert (photo.state, photo.plays) == (Photo.State.NEW, True)
    assert make_clips() == 0


def test_what_is_served_plays_everywhere_and_says_nothing_of_the_place(
    teacher: User, album: Album, tmp_path: Path
) -> None:
    content = film(1, "1920x1080", rate=60, ending="mov")
    photo = add(teacher, album, tmp_path, content).photo
    make_clips()

    made = playable(photo, tmp_path)

    assert PLACE.encode() in content
    for word in (PLACE.encode(), b"secret place", b"iPhone", b"2026"):
        assert word not in made.read_bytes()
    said = probed(made)
    picture, sound = said["streams"]
    assert (picture["codec_name"], picture["pix_fmt"], sound["codec_name"]) == ("h264", "yuv420p", "aac")
    assert (picture["width"], picture["height"], picture["avg_frame_rate"]) == (1280, 720, "30/1")
    assert set(said["format"]["tags"]) <= {"major_brand", "minor_version", "compatible_brands", "encoder"}
    assert said["chapters"] == []
    assert made.read_bytes().index(b"moov") < made.read_bytes().index(b"mdat")


@pytest.mark.parametrize(
    ("ending", "encoder"), [("mov", "libx265"), ("mp4", "mpeg4"), ("webm", "libvpx"), ("webm", "libvpx-vp9")]
)
def test_what_telephones_and_browsers_film_is_taken(
    teacher: User, album: Album, tmp_path: Path, ending: str, encoder: str
) -> None:
    if not encodes(encoder):
        pytest.skip(f"this ffmpeg has no {encoder}")
    options = ("-x265-params", "log-level=none") if encoder == "libx265" else ("-deadline", "realtime")
    content = film(1, ending=ending, encoder=encoder, options=() if encoder == "mpeg4" else options)

    photo = add(teacher, album, tmp_path, content).photo

    assert make_clips() == 1
    assert probed(playable(photo, tmp_path))["streams"][0]["codec_name"] == "h264"


def test_a_clip_filmed_upright_stands_upright(teacher: User, album: Album, tmp_path: Path) -> None:
    lying = making.on_disk(tmp_path, film(1))
    turned = tmp_path / "turned.mp4"
    from tests.photos.filming import run

    run("ffmpeg", "-v", "error", "-i", str(lying), "-c", "copy", "-metadata:s:v", "rotate=90", str(turned))

    photo = add(teacher, album, tmp_path, turned.read_bytes()).photo
    make_clips()

    assert (photo.width, photo.height) == (240, 320)
    picture = probed(playable(photo, tmp_path))["streams"][0]
    assert (picture["width"], picture["height"]) == (240, 320)


def test_a_silent_clip_is_taken(teacher: User, album: Album, tmp_path: Path) -> None:
    photo = add(teacher, album, tmp_path, film(1, sound=False)).photo

    assert make_clips() == 1
    assert len(probed(playable(photo, tmp_path))["streams"]) == 1


PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
HOSTILE = {
    "nothing": (lambda: b"", "empty"),
    "a playlist called mp4": (lambda: PLAYLIST, "neither"),
    "a playlist behind a clip's first bytes": (lambda: b"\0\0\0\x18ftypisom" + PLAYLIST, "damaged_clip"),
    "a concat script": (lambda: b"ffconcat version 1.0\nfile /etc/passwd\n", "neither"),
    "a page": (lambda: b"<html><video src=http://127.0.0.1/></html>", "neither"),
    "a matroska of noise": (lambda: b"\x1a\x45\xdf\xa3" + bytes(range(256)) * 20, "damaged_clip"),
    "an avi": (lambda: film(1, ending="avi", encoder="mpeg4"), "neither"),
    "its first third": (lambda: film()[: len(film()) // 3], "damaged_clip"),
    "sound alone": (lambda: film(2)[:0] + _sound(), "damaged_clip"),
    "one too long": (lambda: film(63, "64x48", rate=2), "too_long"),
    "one too fine": (lambda: film(0.2, "4200x4200", rate=5, sound=False), "too_fine"),
}


def _sound() -> bytes:
    from tests.photos.filming import run

    return run(
        "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=d=2", "-f", "ipod",
        "-movflags", "frag_keyframe+empty_moov", "-",
    )  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_clip_is_refused_with_its_reason(
    teacher: User, album: Album, tmp_path: Path, name: str
) -> None:
    make, code = HOSTILE[name]

    assert refusal(teacher, album, tmp_path, make()) == code


def test_a_clip_cut_off_behind_its_index_is_refused_when_it_is_made(
    teacher: User, album: Album, tmp_path: Path
) -> None:
    whole = film(8, options=("-movflags", "+faststart"))
    photo = add(teacher, album, tmp_path, whole[: len(whole) * 2 // 3]).photo

    assert make_clips() == 0

    photo.refresh_from_db()
    assert photo.state == Photo.State.REFUSED
    assert why_refused(photo) == str(DAMAGED)
    assert not files.is_kept(clip_of(photo.facility_id, photo.sha256))


def test_a_reference_to_another_file_is_not_followed(teacher: User, album: Album, tmp_path: Path) -> None:
    secret = making.on_disk(tmp_path, film(1, "64x48"))
    head = film(2, ending="mov")
    forged = head.replace(b"url \0\0\0\1", b"url \0\0\0\0", 1)
    assert secret.exists()

    try:
        add(teacher, album, tmp_path, forged)
    except NotTaken as refused:
        assert refused.code == "damaged_clip"
    else:
        make_clips()


def test_where_clips_are_not_allowed_one_is_refused_and_photos_go_on(
    teacher: User, facility: Facility, classroom: Classroom, tmp_path: Path
) -> None:
    album = making.make_album(facility, teacher, [classroom])

    assert refusal(teacher, album, tmp_path, film()) == "clips_off"
    assert add(teacher, album, tmp_path, making.picture()).is_new


def test_where_the_program_is_missing_one_is_refused_and_photos_go_on(
    teacher: User, album: Album, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = film()
    monkeypatch.setenv("PATH", str(tmp_path))

    assert not clips.is_possible()
    assert refusal(teacher, album, tmp_path, content) == "no_program"
    assert add(teacher, album, tmp_path, making.picture()).is_new


def test_the_same_clip_again_is_the_first_and_elsewhere_it_is_made_too(
    teacher: User, album: Album, tmp_path: Path
) -> None:
    first = add(teacher, album, tmp_path, film()).photo
    other = making.make_album(album.facility, teacher)

    again = add(teacher, album, tmp_path, film())
    there = services.claim_photos(actor=teacher, album=other, hashes=[first.sha256])

    assert (again.photo, again.is_new) == (first, False)
    assert there == {first.sha256}
    assert make_clips() == 2
    assert other.photos.get().plays


def test_only_the_office_allows_clips(teacher: User, manager: User, facility: Facility) -> None:
    with pytest.raises(NotAllowed):
        services.allow_clips(actor=teacher, facility=facility, is_allowed=True)

    services.allow_clips(actor=manager, facility=facility, is_allowed=True)
    services.allow_clips(actor=manager, facility=facility, is_allowed=True)

    assert takes_clips(facility)


def test_a_clip_is_not_cropped(teacher: User, album: Album, tmp_path: Path) -> None:
    from backend.crops import Crop

    photo = add(teacher, album, tmp_path, film()).photo

    with pytest.raises(DomainError) as refused:
        services.crop_photo(actor=teacher, photo=photo, part=Crop(10, 10, 50, 50))

    assert refused.value.code == "clip"


def test_a_clip_thrown_out_while_it_is_made_stays_out(teacher: User, album: Album, tmp_path: Path) -> None:
    photo = add(teacher, album, tmp_path, film()).photo
    services.remove_photos(actor=teacher, album=album, photos=[photo.pk])

    assert make_clips() == 0

    photo.refresh_from_db()
    assert photo.state == Photo.State.REMOVED
    assert ClipWork.objects.get().state == OutboxState.WITHDRAWN


def test_a_clip_whose_workers_died_each_time_is_given_up_and_can_be_tried_again(
    teacher: User, album: Album, tmp_path: Path
) -> None:
    photo = add(teacher, album, tmp_path, film()).photo
    ClipWork.objects.update(token=5, lease_until=timezone.now())

    assert make_clips() == 0
    photo.refresh_from_db()
    assert photo.state == Photo.State.REFUSED
    services.remake_clip(actor=teacher, photo=photo)

    assert make_clips() == 1


def test_what_could_not_be_made_is_tried_again_by_sending_it_again(
    teacher: User, album: Album, tmp_path: Path
) -> None:
    photo = add(teacher, album, tmp_path, film()).photo
    ClipWork.objects.update(state=OutboxState.REFUSED, error="too_hard_clip")
    make_clips()

    assert not add(teacher, album, tmp_path, film()).is_new

    assert make_clips() == 1
    photo.refresh_from_db()
    assert photo.plays


def test_a_second_worker_of_the_machine_leaves_it_to_the_first(
    teacher: User, album: Album, tmp_path: Path, settings: Any
) -> None:
    add(teacher, album, tmp_path, film())

    with clips.turn(settings.VAR / "clips.lock"):
        assert make_clips() == 0

    assert make_clips() == 1


def test_a_clip_can_be_made_anew_from_the_original_and_its_files_are_swept_with_it(
    teacher: User, album: Album, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = add(teacher, album, tmp_path, film()).photo
    make_clips()
    name = clip_of(photo.facility_id, photo.sha256)
    files.forget(name)

    call_command("rebuild_photos", all=True)

    assert "made anew 1, failed 0" in capsys.readouterr().out
    assert files.is_kept(name)
    strange = clip_of(photo.facility_id, sha256(b"nobody").hexdigest())
    files.keep(strange, b"nobody's")
    sweep_photos(older=timezone.timedelta(0))
    assert files.is_kept(name) and not files.is_kept(strange)
