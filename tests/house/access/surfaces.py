"""Every address the resolver knows, found by walking it: nothing is listed by hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
METHODS = ("GET", *UNSAFE)


@dataclass(frozen=True)
class Surface:
    """One address. `actions` are the API's methods; pages say theirs only in the table."""

    name: str
    route: str
    actions: tuple[str, ...] = ()


def every_surface() -> list[Surface]:
    """All addresses below the root, with their namespaces."""
    return list(_walk(get_resolver().url_patterns))


def _walk(patterns: list[Any], route: str = "", namespace: str = "") -> Iterator[Surface]:
    for pattern in patterns:
        here = f"{route}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, here, inner)
        elif isinstance(pattern, URLPattern):
            actions = getattr(pattern.callback, "actions", None) or {}
            methods = tuple(sorted(method.upper() for method in actions if method != "head"))
            yield Surface(f"{namespace}{pattern.name or here}", here, methods)
