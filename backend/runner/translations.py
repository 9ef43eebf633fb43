"""Words: collected, compiled and checked in pure Python, so that gettext's programs are not needed."""

import ast
import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from backend.runner.install import ROOT, say

LOCALE = ROOT / "locale"
_LANGUAGES = ("ja",)
APPS = (
    "backend",
    "accounts",
    "facilities",
    "notices",
    "attendance",
    "contactbook",
    "surveys",
    "photos",
    "mobile_web",
)
_KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "_": None,
}


def compile_all() -> None:
    """Write each .mo file that is older than its .po file; a reader never sees half of one."""
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime > source.stat().st_mtime:
            continue
        handle, name = tempfile.mkstemp(dir=target.parent)
        with os.fdopen(handle, "wb") as half:
            write_mo(half, _read(source))
        Path(name).chmod(0o644)
        Path(name).replace(target)


def main(_arguments: list[str]) -> int:
    """Add new words to locale/*/LC_MESSAGES/*.po, keep what is translated, drop what nobody says any more."""
    for domain in ("django", "djangojs"):
        template = _template(domain)
        for language in _LANGUAGES:
            target = LOCALE / language / "LC_MESSAGES" / f"{domain}.po"
            if not len(template) and not target.exists():
                continue
            catalog = _read(target) if target.exists() else Catalog(locale=language, charset="utf-8")
            catalog.update(template, no_fuzzy_matching=True, update_header_comment=False)
            catalog.obsolete.clear()
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as sink:
                write_po(sink, catalog, width=110, sort_by_file=True, include_lineno=False, omit_header=False)
            open_words = sum(1 for message in catalog if message.id and not all(_forms(message.string)))
            say(f"{target.relative_to(ROOT)}: {open_words} to translate")
    return 0


def faults() -> list[str]:
    """Tell every word on a page or in the code that has no finished Japanese, or that no collector can see."""
    found = list(_hidden())
    for domain in ("django", "djangojs"):
        path = LOCALE / "ja" / "LC_MESSAGES" / f"{domain}.po"
        catalog = _read(path) if path.exists() else Catalog(locale="ja")
        known = {(message.context, _first(message.id)): message for message in catalog if message.id}
        for message in _template(domain):
            if not message.id:
                continue
            translated = known.get((message.context, _first(message.id)))
            place = ":".join(str(part) for part in message.locations[0])
            if translated is None:
                found.append(f"{place}: not in {domain}.po: {_first(message.id)!r}")
            elif translated.fuzzy or not all(_forms(translated.string)):
                found.append(f"{place}: not translated: {_first(message.id)!r}")
            else:
                found += [f"{place}: {error}" for error in translated.check()]
    return found


def _hidden() -> Iterator[str]:
    """Words asked for inside an f-string: whoever collects words reads it as one text and passes them by."""
    for path in _sources("django"):
        if path.suffix != ".py":
            continue
        texts = (node for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.JoinedStr))
        for node in (inner for text in texts for inner in ast.walk(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _KEYWORDS:
                yield f"{path.relative_to(ROOT)}:{node.lineno}: words inside an f-string are not collected"


def _first(message_id: object) -> str:
    return str(message_id[0] if isinstance(message_id, list | tuple) else message_id)


def _forms(text: object) -> tuple[str, ...]:
    return tuple(str(part) for part in text) if isinstance(text, list | tuple) else (str(text or ""),)


def _read(path: Path) -> Catalog:
    with path.open("rb") as source:
        return read_po(source, locale=path.parts[-3])


def _template(domain: str) -> Catalog:
    catalog = Catalog(charset="utf-8")
    for path in _sources(domain):
        for line, text, comments, context in _extract(path, domain):
            place = (str(path.relative_to(ROOT)), line)
            catalog.add(text, locations=[place], auto_comments=comments, context=context)
    return catalog


def _sources(domain: str) -> Iterator[Path]:
    endings = {"django": (".py", ".html", ".txt"), "djangojs": (".js",)}[domain]
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*")):
            parts = path.relative_to(ROOT).parts
            in_templates = path.suffix == ".py" or path.suffix == ".js" or "templates" in parts
            foreign = {"migrations", "vendor", "runner"} & set(parts)
            if path.suffix in endings and in_templates and not foreign:
                yield path


def _extract(path: Path, domain: str) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    """Read one file; Django itself rewrites a template as Python in which only the words are left."""
    text = path.read_text(encoding="utf-8")
    if path.suffix in (".html", ".txt"):
        import django.conf
        from django.utils.translation.template import templatize

        if not django.conf.settings.configured:
            django.conf.settings.configure()
        # Within parentheses the page's indentation means nothing; words over several lines keep theirs.
        text = f"({templatize(text, origin=str(path))}\n)"
    method = "javascript" if domain == "djangojs" else "python"
    yield from extract(
        method,
        io.BytesIO(text.encode()),
        keywords=_KEYWORDS,
        comment_tags=["Translators"],
        options={"encoding": "utf-8"},
    )
