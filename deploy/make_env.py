"""Print env.example with a host name and fresh secrets filled in: python3 deploy/make_env.py HOST > FILE."""

import re
import secrets
import sys
from base64 import urlsafe_b64encode
from pathlib import Path

EXAMPLE = Path(__file__).with_name("env.example")


def filled(host: str, database_password: str | None = None) -> str:
    """Every <secret> is another one; the password of the database is the same wherever it stands."""
    password = database_password or secrets.token_urlsafe(24)
    makers = {
        "<host>": lambda: host,
        "<secret>": lambda: secrets.token_urlsafe(64),
        "<vapid>": lambda: urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode(),
        "<password>": lambda: password,
    }
    lines = []
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        is_setting = not line.startswith("# ") or re.match(r"# [A-Z_]+=", line)
        found = re.sub("|".join(makers), lambda hit: makers[hit[0]](), line) if is_setting else line
        lines.append(found)
    return "\n".join(lines)


if __name__ == "__main__":
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*", sys.argv[1] if len(sys.argv) == 2 else ""):
        sys.exit("Say the host name people will use: python3 deploy/make_env.py engawa.example.jp")
    print(filled(sys.argv[1]))
