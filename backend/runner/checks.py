"""`./run check`: everything a machine can judge without running the suite; each step says ok or FAIL."""

import base64
import hashlib
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from backend.binaries import EmbeddedError
from backend.embedded import servers
from backend.runner import django, translations
from backend.runner.install import ROOT, say

_AUDIT_SECONDS = 120


@dataclass(frozen=True)
class Verdict:
    """What a step found; the text explains a failure, or adds a word to a success."""

    ok: bool
    text: str = ""


Step = Callable[[dict[str, str]], Verdict]


def main(arguments: list[str]) -> int:
    """Run all steps, or those named, and give 1 when one of them failed."""
    unknown = set(arguments) - set(STEPS)
    if unknown:
        say(f"No such step: {', '.join(sorted(unknown))}. There are: {', '.join(STEPS)}")
        return 2
    django.stop_on_signals()
    translations.compile_all()
    var = django.var_folder("check")
    try:
        with servers(var, durable=False) as running:
            env = django.environment(var, running)
            failed = [name for name in arguments or STEPS if not _run(name, env)]
    except django.Stopped as stopped:
        return 128 + int(stopped.args[0])
    except EmbeddedError as error:
        say(str(error))
        return 1
    print(f"check: {'FAIL ' + ', '.join(failed) if failed else 'all steps ok'}", flush=True)
    return 1 if failed else 0


def _run(name: str, env: dict[str, str]) -> bool:
    started = time.monotonic()
    verdict = STEPS[name](env)
    mark = "ok  " if verdict.ok else "FAIL"
    print(f"{mark} {name} ({time.monotonic() - started:.1f} s)", flush=True)
    if verdict.text:
        print(verdict.text.rstrip(), flush=True)
    return verdict.ok


def _command(*command: str, env: dict[str, str]) -> Verdict:
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=env, text=True, capture_output=True, check=False
    )
    return Verdict(done.returncode == 0, "" if done.returncode == 0 else done.stdout + done.stderr)


def _tool(name: str, *arguments: str, env: dict[str, str]) -> Verdict:
    program = Path(sys.prefix) / "bin" / name
    done = subprocess.run(
        [str(program), *arguments], cwd=ROOT, env=env, text=True, capture_output=True, check=False
    )
    return Verdict(done.returncode == 0, "" if done.returncode == 0 else done.stdout + done.stderr)


def _templates(env: dict[str, str]) -> Verdict:
    found = [
        str(path) for app in translations.APPS for path in sorted((ROOT / app).glob("templates/**/*.html"))
    ]
    return _tool("djade", "--check", "--target-version", "5.2", *found, env=env) if found else Verdict(True)


def _deploy(env: dict[str, str]) -> Verdict:
    """Judge the settings as production would load them; the secrets live for this one command."""
    production = {
        "ENGAWA_ENV": "production",
        "ENGAWA_SECRET_KEY": secrets.token_urlsafe(64),
        "ENGAWA_TICKET_KEY": secrets.token_urlsafe(64),
        "ENGAWA_BASE_URL": "https://engawa.example.jp",
        "ENGAWA_ALLOWED_HOSTS": "engawa.example.jp",
        "EMAIL_URL": "smtp://localhost:25",
        "DEFAULT_FROM_EMAIL": "engawa@example.jp",
        "VAPID_PRIVATE_KEY": base64.urlsafe_b64encode(os.urandom(32)).rstrip(b"=").decode(),
        "VAPID_SUBJECT": "mailto:engawa@example.jp",
    }
    return _command("manage.py", "check", "--deploy", "--fail-level", "WARNING", env={**env, **production})


def _words(_env: dict[str, str]) -> Verdict:
    faults = translations.faults()
    return Verdict(not faults, "\n".join(faults))


def _audit(env: dict[str, str]) -> Verdict:
    """A known vulnerability fails; an advisory service out of reach is said, and is no gate."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", "requirements/base.txt", "--disable-pip"]
    try:
        done = subprocess.run(
            [*command, "--require-hashes", "--format", "json", "--progress-spinner", "off"],
            cwd=ROOT,
            env=env,
            text=True,
            capture_output=True,
            timeout=_AUDIT_SECONDS,
            check=False,
        )
        packages = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, json.JSONDecodeError, KeyError):
        return Verdict(True, "     not audited: the advisory service cannot be reached from here")
    known = [
        f"     {package['name']} {package['version']}: {flaw['id']}, mended in {flaw['fix_versions']}"
        for package in packages
        for flaw in package.get("vulns", [])
    ]
    skipped = sum("skip_reason" in package for package in packages)
    if skipped:
        known.append(
            f"     {skipped} of {len(packages)} packages not audited: the advisory service did not answer"
        )
    return Verdict(not any(package.get("vulns") for package in packages), "\n".join(known))


def _vendored(_env: dict[str, str]) -> Verdict:
    """Whatever is vendored names its licence, ships its text and is byte for byte what was brought."""
    places = (*ROOT.glob("*/static/vendor/*"), *ROOT.glob("fonts/*"))
    folders = {path for path in places if path.is_dir()}
    folders |= {record.parent for record in ROOT.glob("*/static/**/VENDOR.json")}
    faults = []
    for folder in sorted(folders):
        record = folder / "VENDOR.json"
        if record.exists():
            faults += _vendor_faults(folder, json.loads(record.read_text(encoding="utf-8")))
        else:
            faults.append(f"{folder.relative_to(ROOT)}: no VENDOR.json")
    return Verdict(not faults, "\n".join(faults))


def _vendor_faults(folder: Path, record: dict[str, object]) -> list[str]:
    where = folder.relative_to(ROOT)
    faults = [
        f"{where}: VENDOR.json lacks {key}" for key in ("name", "version", "licence") if not record.get(key)
    ]
    if not any(path.name.upper().startswith(("LICEN", "OFL", "COPYING")) for path in folder.rglob("*")):
        faults.append(f"{where}: the licence's text is missing")
    hashes = record.get("sha256")
    for name, digest in (hashes if isinstance(hashes, dict) else {}).items():
        path = folder / name
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            faults.append(f"{where}/{name}: is not the file that was vendored")
    return faults


STEPS: dict[str, Step] = {
    "ruff": lambda env: _tool("ruff", "check", env=env),
    "format": lambda env: _tool("ruff", "format", "--check", env=env),
    "templates": _templates,
    "contracts": lambda env: _tool("lint-imports", "--no-cache", env=env),
    "types": lambda env: _tool("mypy", env=env),
    "dead-code": lambda env: _tool("vulture", env=env),
    "deploy": _deploy,
    "migrations": lambda env: _command("manage.py", "makemigrations", "--check", "--dry-run", env=env),
    "linear": lambda env: _command("-m", "backend.runner.linear", env=env),
    "translations": _words,
    "vulnerabilities": _audit,
    "vendored": _vendored,
}
