"""Write PERMISSIONS.md."""

from pathlib import Path

from tests.house.access import document

if __name__ == "__main__":
    (Path(__file__).resolve().parents[3] / "PERMISSIONS.md").write_text(document.text(), encoding="utf-8")
