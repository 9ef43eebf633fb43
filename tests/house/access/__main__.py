"""Write PERMISSIONS.md."""

import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
django.setup()  # areas name services

from tests.house.access import document  # noqa: E402

if __name__ == "__main__":
    (Path(__file__).resolve().parents[3] / "PERMISSIONS.md").write_text(document.text(), encoding="utf-8")
