"""Bring what is missing: system packages when we may, Python packages from the hash-locked lists."""

import fcntl
import hashlib
import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "requirements"
FOR_DEMO = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "ffmpeg")
FOR_TESTS = (*FOR_DEMO, "chromium", "libatomic1")
CHROMIUM = Path("/usr/bin/chromium")
_INCLUDED = {"dev": ("dev", "demo"), "demo": ("demo",)}


class InstallError(Exception):
    """A sentence that says what could not be installed and what to do."""


def say(text: str) -> None:
    """Tell the person what is happening, apart from what programs read on standard output."""
    print(text, file=sys.stderr, flush=True)


def system_packages(names: tuple[str, ...]) -> None:
    """Install missing Debian packages as root; anyone else gets the command in one line and goes on."""
    if not shutil.which("dpkg-query"):
        return
    if _is_ubuntu():  # its chromium package is only a door to the snap store
        names = tuple(name for name in names if name != "chromium")
    missing = [name for name in names if not _is_installed(name)]
    if not missing:
        return
    if os.geteuid() != 0:
        say(f"Missing for PDFs, video clips or browser tests: sudo apt-get install {' '.join(missing)}")
        return
    say(f"Installing system packages: {' '.join(missing)}")
    apt = ["apt-get", "-qy", "-o", "DPkg::Lock::Timeout=120"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*apt, "update"], env=environment, capture_output=True, check=False)
    command = [*apt, "install", "--no-install-recommends", *missing]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        say(done.stdout[-1000:] + done.stderr[-1000:])
        say(
            f"These could not be installed; PDFs, video clips or browser tests will fail: {' '.join(missing)}"
        )


def python_packages(name: str) -> None:
    """Install requirements/NAME.txt into .venv when it changed since the last time."""
    stamp = Path(sys.prefix) / f"engawa-{name}.lock"
    with (Path(sys.prefix) / "installing").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text() == _digest(name):
            return
        say(f"Installing Python packages from requirements/{name}.txt")
        environment = {**mirror(), **os.environ}
        _uv()
        if _uv_install(name, environment) != 0 and _pip("-r", str(REQUIREMENTS / f"{name}.txt")) != 0:
            raise InstallError(f"The packages of requirements/{name}.txt could not be installed; see above.")
        for part in _INCLUDED[name]:
            (Path(sys.prefix) / f"engawa-{part}.lock").write_text(_digest(part))
    importlib.invalidate_caches()


def browser() -> None:
    """Fetch Playwright's own Chromium where the system offers none."""
    if not CHROMIUM.exists() and _is_ubuntu():
        with_deps = ["--with-deps"] if os.geteuid() == 0 else []
        command = [sys.executable, "-m", "playwright", "install", *with_deps, "chromium"]
        subprocess.run(command, check=False)


def mirror() -> dict[str, str]:
    """Translate what pip is told on this machine (its files and variables) into the variables of uv."""
    told = _pip_settings()
    indexes = [url for url in told.get("extra-index-url", "").split() if _is_there(url)]
    links = [place for place in told.get("find-links", "").split() if _is_there(place)]
    answer = {
        "UV_DEFAULT_INDEX": told.get("index-url", ""),
        "UV_INDEX": " ".join(indexes),
        "UV_INDEX_STRATEGY": "unsafe-best-match" if indexes else "",
        "UV_FIND_LINKS": ",".join(links),
        "UV_INSECURE_HOST": told.get("trusted-host", ""),
        "SSL_CERT_FILE": told.get("cert", ""),
        "HTTPS_PROXY": told.get("proxy", ""),
    }
    return {name: value for name, value in answer.items() if value}


def _pip_settings() -> dict[str, str]:
    lines = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout.splitlines()
    pairs = (line.split("=", 1) for line in lines if "=" in line)
    return {
        name.rsplit(".", 1)[-1].replace("_", "-"): value.strip("'\"").replace("\\n", " ")
        for name, value in pairs
    }


def _is_there(place: str) -> bool:
    url = urlsplit(place)
    return url.scheme in ("http", "https") or Path(url.path).is_dir()


def _uv() -> None:
    if not (Path(sys.prefix) / "bin" / "uv").exists():
        _pip("-r", str(REQUIREMENTS / "uv.txt"))


def _uv_install(name: str, environment: dict[str, str]) -> int:
    uv = Path(sys.prefix) / "bin" / "uv"
    if not uv.exists():
        return 1
    options = ["--quiet", "--python", sys.executable, "--require-hashes", "--compile-bytecode"]
    command = [str(uv), "pip", "install", *options, "-r", str(REQUIREMENTS / f"{name}.txt")]
    return subprocess.run(command, env=environment, check=False).returncode


def _pip(*arguments: str) -> int:
    options = ["--quiet", "--disable-pip-version-check", "--require-hashes"]
    command = [sys.executable, "-m", "pip", "install", *options]
    return subprocess.run([*command, *arguments], check=False).returncode


def _digest(name: str) -> str:
    return hashlib.sha256((REQUIREMENTS / f"{name}.txt").read_bytes()).hexdigest()


def _is_installed(package: str) -> bool:
    asked = ["dpkg-query", "-W", "-f", "${db:Status-Abbrev}", package]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.startswith("ii")


def _is_ubuntu() -> bool:
    release = Path("/etc/os-release")
    return release.exists() and "ID=ubuntu" in release.read_text().splitlines()
