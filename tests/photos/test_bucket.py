"""Photos in S3-compatible storage: the same as on a disk, and nobody reads the bucket but the application."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured

from accounts.models import User
from backend import files
from backend.storing import storage_of
from facilities.models import Classroom, Facility
from photos import services
from photos.files import original_of, small_of
from photos.models import Album, Photo
from photos.services import Upload
from photos.services.rebuilding import rebuild_photo
from photos.services.sweeping import sweep_photos
from tests.photos import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def album(facility: Facility, classroom: Classroom, teacher: User) -> Album:
    return making.make_album(facility, teacher, [classroom])


@pytest.fixture
def photo(in_a_bucket: Any, album: Album, teacher: User, tmp_path: Path) -> Photo:
    upload = Upload(making.on_disk(tmp_path, making.from_camera()), "")
    return services.add_photo(actor=teacher, album=album, upload=upload).photo


def names(bucket: Any) -> set[str]:
    return {one.key for one in bucket.objects.all()}


def test_a_photo_is_kept_sealed_and_small_in_the_bucket_alone(in_a_bucket: Any, photo: Photo) -> None:
    original = original_of(photo.facility_id, photo.sha256)
    small = {small_of(photo.facility_id, photo.sha256, size) for size in ("thumb", "shown", "sample")}

    assert names(in_a_bucket) == {original, *small}
    assert sha256(files.read(original) or b"").hexdigest() == photo.sha256


def test_a_stranger_cannot_read_the_bucket(in_a_bucket: Any, photo: Photo) -> None:
    host = in_a_bucket.meta.client.meta.endpoint_url

    with pytest.raises(HTTPError) as refused:
        urlopen(f"{host}/{in_a_bucket.name}/{small_of(photo.facility_id, photo.sha256, 'thumb')}")

    assert refused.value.code == 403


def test_small_files_made_anew_replace_the_old_ones(in_a_bucket: Any, photo: Photo) -> None:
    name = small_of(photo.facility_id, photo.sha256, "thumb")
    before, there = files.read(name), names(in_a_bucket)
    files.keep(name, b"spoilt")

    assert rebuild_photo(photo=photo)

    assert files.read(name) == before
    assert names(in_a_bucket) == there


def test_what_no_photo_names_is_swept_and_the_rest_stays(in_a_bucket: Any, photo: Photo) -> None:
    kept = names(in_a_bucket)
    files.keep(small_of(photo.facility_id, "f" * 64, "thumb"), b"nobody's")

    assert sweep_photos().unnamed == 0
    with time_machine.travel(datetime.now(UTC) + timedelta(days=2), tick=False):
        assert sweep_photos(older=timedelta(days=1)).unnamed == 1

    assert names(in_a_bucket) == kept


@pytest.mark.parametrize(
    "address", ["https://host/bucket", "s3://host/bucket", "s3://key:secret@host", "s3://key@host/bucket"]
)
def test_an_address_that_is_not_whole_stops_the_start(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="ENGAWA_MEDIA_URL"):
        storage_of(address)


def test_a_real_provider_is_spoken_to_over_tls() -> None:
    options = storage_of("s3://k:p%40ss@s3.example.jp:8443/photos?region=jp")["OPTIONS"]

    assert options["endpoint_url"] == "https://s3.example.jp:8443"
    assert (options["secret_key"], options["bucket_name"], options["region_name"]) == ("p@ss", "photos", "jp")


def test_what_is_not_there_is_nothing_and_may_be_forgotten_twice(in_a_bucket: Any, photo: Photo) -> None:
    name = original_of(photo.facility_id, photo.sha256)

    files.forget(name)
    files.forget(name)

    assert files.read(name) is None
    assert not files.is_kept(name)
    assert not rebuild_photo(photo=photo)
