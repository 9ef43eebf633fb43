"""Clips for tests, as telephones and strangers send them: made by ffmpeg of moving bars and a tone."""

import json
import subprocess
from functools import cache
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from facilities.models import Facility
from photos.models import PhotoSettings

needs_ffmpeg = pytest.mark.skipif(which("ffmpeg") is None, reason="the system has no ffmpeg")
PLACE = "+35.6812+139.7671/"
NOTES = {
    "location": PLACE,
    "com.apple.quicktime.location.ISO6709": PLACE,
    "com.apple.quicktime.model": "iPhone 17",
    "creation_time": "2026-11-20T01:15:30Z",
    "comment": "secret place",
}


@cache
def film(
    seconds: float = 2,
    size: str = "320x240",
    *,
    rate: int = 24,
    ending: str = "mp4",
    encoder: str = "libx264",
    sound: bool = True,
    options: tuple[str, ...] = (),
) -> bytes:
    """With what a telephone notes; `options` go to ffmpeg before the name of the file."""
    with TemporaryDirectory() as folder:
        target = Path(folder) / f"film.{ending}"
        picture = ["-f", "lavfi", "-i", f"testsrc2=s={size}:r={rate}:d={seconds}"]
        tone = ["-f", "lavfi", "-i", f"sine=d={seconds}"] if sound else []
        notes = [part for name, said in NOTES.items() for part in ("-metadata", f"{name}={said}")]
        flags = ["-movflags", "use_metadata_tags"] if ending in ("mp4", "mov") else []
        how = ["-c:v", encoder, "-pix_fmt", "yuv420p", *notes, *flags, *options]
        run("ffmpeg", "-v", "error", "-y", *picture, *tone, *how, str(target))
        return target.read_bytes()


def encodes(encoder: str) -> bool:
    """Has the system's ffmpeg this encoder?"""
    return (
        which("ffmpeg") is not None and f" {encoder} " in run("ffmpeg", "-hide_banner", "-encoders").decode()
    )


def probed(path: Path) -> dict[str, Any]:
    """All ffprobe knows of a file."""
    told = run(
        "ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_streams", "-show_chapters", str(path)
    )
    found: dict[str, Any] = json.loads(told)
    return found


def allow(facility: Facility) -> None:
    """As if its office had said so."""
    PhotoSettings.objects.update_or_create(facility=facility, defaults={"takes_clips": True})


def run(*command: str) -> bytes:
    return subprocess.run(command, capture_output=True, check=True, timeout=120).stdout
