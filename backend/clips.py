"""Short video clips, read and made by the system's ffmpeg: hostile until shown otherwise, in a process with limits.

What is served is made anew: one picture, at most one sound, nothing of what the telephone noted.
"""

import fcntl
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from backend import darkroom
from backend.derivatives import Developed
from backend.pixels import fitting

CLIP = "clip"  # the size it is asked for by, beside those of its poster
MEDIA_TYPE = "video/mp4"
MOST_SECONDS = 60
GRACE = 1.0  # telephones stop a little late
LONGEST = 1280
MOST_PIXELS = 17_000_000
MEMORY = 2_500 * 1024 * 1024
WRITES = 64 * 1024 * 1024
LOOKS, MAKES = (20, 20), (300, 500)  # seconds on the wall, seconds of CPU
LAUNCH = [sys.executable, "-I", "-S", str(Path(__file__).with_name("limited.py"))]
# Containers by their first bytes, read by that one reader: a playlist has none of these, whatever it is called.
MOVIES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")
PHOTOS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis", b"hevc", b"hevx")
MATROSKA = b"\x1a\x45\xdf\xa3"
DECODERS = (
    "h264,hevc,mpeg4,mjpeg,vp8,vp9,libvpx,libvpx-vp9,av1,libdav1d,h263,prores,"
    "aac,mp3,mp3float,opus,libopus,vorbis,alac,amrnb,amrwb,ac3,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be"
)
INPUT = ["-protocol_whitelist", "file", "-codec_whitelist", DECODERS]
CLEAN = ["-map_metadata", "-1", "-map_chapters", "-1", "-dn", "-sn", "-fflags", "+bitexact"]
OUTPUT = (
    "-c:v libx264 -preset veryfast -crf 24 -maxrate 2500k -bufsize 5000k -profile:v high -pix_fmt yuv420p "
    "-flags:v +bitexact -g 60 -fpsmax 30 -threads:v 2 -c:a aac -b:a 96k -ac 2 -ar 48000 -flags:a +bitexact "
    "-f mp4 -movflags +faststart -write_tmcd 0"
)


class Busy(Exception):  # it is an answer, not an accident
    """Another process of this machine makes clips now, and goes on with the next."""


@dataclass(frozen=True)
class _Probed:
    reader: str
    seconds: float
    size: tuple[int, int]
    taken: str


def is_clip(head: bytes) -> bool:
    """Do its first twelve bytes look like a video's?"""
    return _reader(head) is not None


def is_possible() -> bool:
    """Are the programs there?"""
    return all(map(shutil.which, ("ffmpeg", "ffprobe")))


def look(source: Path) -> Developed:
    """Its poster's small files, its length and size; darkroom.Spoilt, with its reason, where it is not to be taken."""
    probed = _probed(source)
    if probed.seconds > MOST_SECONDS + GRACE:
        raise darkroom.Spoilt("too_long")
    with tempfile.TemporaryDirectory(prefix="engawa-clip-") as folder:
        poster = Path(folder) / "poster.jpg"
        _shoot(source, probed, poster)
        developed = _developed(poster)
    seconds = min(MOST_SECONDS, max(1, round(probed.seconds)))
    return replace(developed, media_type=MEDIA_TYPE, seconds=seconds, taken=probed.taken)


def make(source: Path, target: Path, size: tuple[int, int]) -> None:
    """The file that plays everywhere; `size` as `look` said. darkroom.Spoilt where it cannot be made whole."""
    probed = _probed(source)
    width, height = (side // 2 * 2 or 2 for side in fitting(size, LONGEST))
    told = ["-t", str(MOST_SECONDS + 2 * GRACE), *_opened(source, probed.reader)]
    kept = ["-map", "0:v:0", "-map", "0:a:0?", *CLEAN, "-vf", f"scale={width}:{height},setsar=1"]
    _ffmpeg([*told, *kept, *OUTPUT.split(), f"file:{target}"], MAKES)
    made = _probed(target).seconds
    if made > MOST_SECONDS + 1.5 * GRACE:
        raise darkroom.Spoilt("too_long")
    if made < probed.seconds * 0.9 - GRACE:
        raise darkroom.Spoilt("damaged_clip")


@contextmanager
def turn(lock: Path) -> Iterator[None]:
    """One clip at a time on a machine, so that its other work goes on; Busy for who comes second."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Busy from error
        yield


def _reader(head: bytes) -> str | None:
    if head.startswith(MATROSKA):
        return "matroska"
    return "mov" if head[4:8] in MOVIES and head[8:12] not in PHOTOS else None


def _opened(source: Path, reader: str) -> list[str]:
    return [*INPUT, "-f", reader, "-i", f"file:{source}"]


def _probed(source: Path) -> _Probed:
    with source.open("rb") as file:
        reader = _reader(file.read(12))
    if reader is None:
        raise darkroom.Spoilt("not_a_photo")
    shown = ["-show_entries", "format=duration:format_tags:stream=codec_type,width,height:stream_disposition"]
    done = _run("ffprobe", ["-v", "error", "-of", "json", *shown, *_opened(source, reader)], LOOKS)
    try:
        found: dict[str, Any] = json.loads(done)
        picture = next(one for one in found["streams"] if one["codec_type"] == "video")
        size = (int(picture["width"]), int(picture["height"]))
        seconds = float(found["format"]["duration"])
    except (KeyError, ValueError, TypeError, StopIteration) as error:
        raise darkroom.Spoilt("damaged_clip") from error
    if size[0] * size[1] > MOST_PIXELS:
        raise darkroom.Spoilt("too_fine")
    if min(*size, seconds) <= 0:
        raise darkroom.Spoilt("damaged_clip")
    return _Probed(reader, seconds, size, _taken(found["format"].get("tags", {})))


def _taken(tags: dict[str, str]) -> str:
    """The telephone's clock with its zone, where it wrote one that can be true."""
    said = tags.get("com.apple.quicktime.creationdate") or tags.get("creation_time") or ""
    return said if said[:4].isdecimal() and int(said[:4]) >= 2000 else ""


def _shoot(source: Path, probed: _Probed, poster: Path) -> None:
    """A picture from a little behind the beginning, which is often still shaking."""
    at = ["-ss", "1"] if probed.seconds > 2 else []
    picture = ["-map", "0:v:0", *CLEAN, "-frames:v", "1", "-f", "image2", "-update", "1", "-c:v", "mjpeg"]
    _ffmpeg(
        [
            *at,
            *_opened(source, probed.reader),
            *picture,
            "-q:v",
            "2",
            "-pix_fmt",
            "yuvj420p",
            f"file:{poster}",
        ],
        LOOKS,
    )
    if not poster.exists():
        raise darkroom.Spoilt("damaged_clip")


def _developed(poster: Path) -> Developed:
    try:
        return darkroom.develop(poster)
    except darkroom.Spoilt as error:
        raise darkroom.Spoilt("damaged_clip") from error


def _ffmpeg(arguments: list[str], limits: tuple[int, int]) -> None:
    _run("ffmpeg", ["-nostdin", "-v", "error", "-y", "-max_pixels", str(MOST_PIXELS), *arguments], limits)


def _run(name: str, arguments: list[str], limits: tuple[int, int]) -> bytes:
    """What it printed; Spoilt where it failed or needed too much of anything."""
    program = shutil.which(name)
    if program is None:
        raise darkroom.Spoilt("no_program")
    wall, cpu = limits
    command = [*LAUNCH, str(MEMORY), str(cpu), str(WRITES), program, *arguments]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=wall, cwd="/", env=darkroom.ENVIRONMENT,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise darkroom.Spoilt("too_hard_clip") from error
    if done.returncode < 0:
        raise darkroom.Spoilt("too_hard_clip")
    if done.returncode != 0:
        raise darkroom.Spoilt("damaged_clip")
    return done.stdout
