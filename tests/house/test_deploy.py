"""What deploy/ says is what the program does: variables, refusals, servers and commands."""

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import call_command, get_commands

from facilities.models import StaffPost
from facilities.policies import may_send

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
HOST = "engawa.example.jp"
NAMES = re.compile(r'(?:env\.\w+|_secret)\("([A-Z_]+)"')
UNSAFE = {
    "no secret key": {"ENGAWA_SECRET_KEY": None},
    "the development secret": {"ENGAWA_SECRET_KEY": "development-only-" + "not-a-secret" * 4},
    "a short ticket key": {"ENGAWA_TICKET_KEY": "short"},
    "no encryption": {"ENGAWA_BASE_URL": f"http://{HOST}"},
    "no host names": {"ENGAWA_ALLOWED_HOSTS": None},
    "any host name": {"ENGAWA_ALLOWED_HOSTS": "*"},
    "no push key": {"VAPID_PRIVATE_KEY": None},
}


@pytest.fixture(scope="module")
def example() -> dict[str, str]:
    """env.example as make_env.py fills it, the commented variables left out."""
    command = [sys.executable, str(DEPLOY / "make_env.py"), HOST]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return dict(line.split("=", 1) for line in text.splitlines() if re.match(r"[A-Z_]+=", line))


def production(example: dict[str, str], tmp_path: Path, **changes: str | None) -> dict[str, str]:
    """The environment of a production process: nothing of this one but the way to the interpreter."""
    given = {**example, "ENGAWA_VAR": str(tmp_path), "PATH": os.environ["PATH"], **changes}
    return {name: value for name, value in given.items() if value is not None}


def test_the_example_names_every_variable_that_the_settings_read_and_no_other() -> None:
    read = set(NAMES.findall((ROOT / "backend" / "settings.py").read_text(encoding="utf-8")))

    named = re.findall(r"^(?:# )?([A-Z_]+)=", (DEPLOY / "env.example").read_text(encoding="utf-8"), re.M)

    assert set(named) == read
    assert len(named) == len(set(named))


def test_every_secret_is_filled_and_new_each_time(example: dict[str, str]) -> None:
    assert not [name for name, value in example.items() if "<" in value]
    assert len(example["ENGAWA_SECRET_KEY"]) >= 50
    assert example["ENGAWA_SECRET_KEY"] != example["ENGAWA_TICKET_KEY"]


def test_production_passes_the_deployment_checks(example: dict[str, str], tmp_path: Path) -> None:
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]

    done = subprocess.run(
        command, cwd=ROOT, env=production(example, tmp_path), text=True, capture_output=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.parametrize("changes", UNSAFE.values(), ids=UNSAFE)
def test_production_does_not_start_with(
    changes: dict[str, str | None], example: dict[str, str], tmp_path: Path
) -> None:
    env = production(example, tmp_path, **changes)

    done = subprocess.run(
        [sys.executable, "-c", "import backend.settings"],
        cwd=ROOT,
        env=env,
        text=True,
        capture_output=True,
        check=False,
    )

    assert done.returncode != 0
    assert f"ImproperlyConfigured: {next(iter(changes))} must" in done.stderr


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed on this machine")
def test_nginx_accepts_its_configuration(tmp_path: Path) -> None:
    shutil.copytree(DEPLOY / "nginx", tmp_path / "engawa")
    certificate(tmp_path / "engawa" / "tls")
    conf = (DEPLOY / "nginx" / "nginx.conf").read_text(encoding="utf-8")
    conf = conf.replace("/etc/nginx/engawa", str(tmp_path / "engawa")).replace(
        "/run/nginx.pid", str(tmp_path / "pid")
    )
    conf = re.sub(r"(listen (?:\[::\]:)?)(80|443)\b", r"\g<1>20\2", conf)
    for path in (tmp_path / "engawa").glob("*.conf"):
        path.write_text(
            path.read_text(encoding="utf-8").replace("/etc/nginx/engawa", str(tmp_path / "engawa"))
        )
    (tmp_path / "nginx.conf").write_text(conf, encoding="utf-8")

    done = subprocess.run(
        ["nginx", "-t", "-q", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")],
        text=True,
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


def test_the_page_for_outages_may_use_its_own_style() -> None:
    page = (DEPLOY / "nginx" / "away.html").read_text(encoding="utf-8")
    style = re.search(r"<style>(.*?)</style>", page, re.S)

    digest = b64encode(sha256(style[1].encode()).digest()).decode() if style else ""

    assert f"'sha256-{digest}'" in (DEPLOY / "nginx" / "nginx.conf").read_text(encoding="utf-8")
    assert "://" not in page


@pytest.mark.parametrize("name", ["compose.yaml", "systemd/engawa-live.service"])
def test_the_live_process_is_started_with_options_that_its_server_knows(name: str) -> None:
    usage = subprocess.run(
        [sys.executable, "-m", "uvicorn", "--help"], capture_output=True, text=True, check=True
    )
    known = set(re.findall(r"--[a-z-]+", usage.stdout))
    text = (DEPLOY / name).read_text(encoding="utf-8")
    start = text[text.index("uvicorn") :]

    asked = set(re.findall(r"(?<=[ -])(--[a-z-]+)", start[: start.index("graceful-shutdown") + 17]))

    assert {"--ws", "--ws-per-message-deflate", "--backlog"} <= asked <= known


def test_no_command_is_promised_that_does_not_exist() -> None:
    texts = [*DEPLOY.rglob("*"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]
    promised = {
        name
        for path in texts
        if path.is_file() and path.suffix != ".pyc"
        for name in re.findall(r"(?:manage\.py|run manage)[,`]? ([a-z_]+)", path.read_text(encoding="utf-8"))
    }

    assert promised <= set(get_commands())
    assert {"backup", "restore", "sweep", "migrate"} <= promised


def test_the_guide_makes_an_organisation_whose_office_may_send(db: None) -> None:
    guide = (ROOT / "docs" / "operator.ja.md").read_text(encoding="utf-8")
    line = re.search(r"manage\.py (make_organisation .*)", guide)

    call_command(*shlex.split(line[1] if line else ""), stdout=io.StringIO())

    post = StaffPost.objects.select_related("member__user").get()
    assert may_send(post.member.user, post.organisation_id, None)


def test_no_link_of_the_guides_leads_nowhere() -> None:
    pages = [*DEPLOY.rglob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]
    lost = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in pages
        for link in re.findall(r"\]\((?!\w+:|#)([^)#]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]

    assert lost == []


def certificate(folder: Path) -> None:
    """A certificate for nobody, so that nginx has one to read."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    folder.mkdir()
    signed = builder.sign(key, hashes.SHA256())
    (folder / "fullchain.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8
    raw = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    (folder / "privkey.pem").write_bytes(raw)
