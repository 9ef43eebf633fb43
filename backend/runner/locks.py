"""Renew the hash-locked lists; the lists name no registry, so that any mirror serves them."""

import os
import subprocess
import sys
from pathlib import Path

from backend.runner import install

_OPTIONS = (
    "--universal",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--python-version=3.11",
    "--custom-compile-command=./run lock",
    "--quiet",
)


def main(arguments: list[str]) -> int:
    """Resolve everything together first, then cut the smaller lists out of it."""
    uv = Path(sys.prefix) / "bin" / "uv"
    if not uv.exists():
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "uv"], check=True)
    whole = "requirements/dev.txt"
    for target, source in (
        (whole, ["pyproject.toml", "--group", "dev"]),
        ("requirements/demo.txt", ["pyproject.toml", "--group", "demo", "--constraint", whole]),
        ("requirements/base.txt", ["pyproject.toml", "--constraint", whole]),
        ("requirements/uv.txt", ["requirements/uv.in"]),
    ):
        options = [*_OPTIONS, *(arguments or [])]
        command = [str(uv), "pip", "compile", *source, *options, "--output-file", target]
        environment = {**install.mirror(), **os.environ}
        subprocess.run(command, cwd=install.ROOT, env=environment, check=True)
        install.say(f"{target}: renewed")
    return 0
