"""Files as offices send them."""

import io
import zipfile
from collections.abc import Sequence

from facilities.rosters.tables import table_file

HEADINGS = ("園児番号", "氏名", "フリガナ", "生年月日", "組", "保護者①", "続柄①", "緊急連絡先①")
HIMARI = (
    "1001",
    "髙橋 陽葵",
    "タカハシ ヒマリ",
    "2024/04/02",
    "うさぎ組",
    "髙橋 沙織",
    "母",
    "090-1234-0001",
)


def csv_file(*rows: Sequence[str], headings: Sequence[str] = HEADINGS, encoding: str = "cp932") -> bytes:
    """Comma-separated, as Excel in Japan saves it."""
    lines = [headings, *rows]
    return "\r\n".join(",".join(f'"{cell}"' for cell in line) for line in lines).encode(encoding)


def xlsx_file(*rows: Sequence[str], headings: Sequence[str] = HEADINGS) -> bytes:
    return table_file("xlsx", headings, rows)


def zip_bomb(megabytes: int = 300) -> bytes:
    """A small file that would fill the memory."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(megabytes):
                sheet.write(b" " * 1024 * 1024)
    return out.getvalue()


def file_with_password() -> bytes:
    """The head of what Excel writes for a file with a password: a compound file with an encrypted package."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 500
        + "EncryptedPackage".encode("utf-16-le")
        + b"\0" * 500
    )
