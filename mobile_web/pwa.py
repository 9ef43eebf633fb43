"""What makes the pages installable: service worker, manifest, and the page behind everything offline."""

import json
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

WORKER = Path(__file__).parent / "static" / "js" / "sw.js"
MODULES = (
    *("app", "controls", "db", "emergency", "held", "live", "outbox", "outbox_edit"),
    *("page", "polling", "push", "receipts", "spoken", "tickets", "toast", "unsent"),
)
STYLES = ("theme", "components", "components-phone", "screens-guardian", "screens-emergency")


def _shell_files() -> list[str]:
    """What the phone's pages and the offline page need; the rest is kept when first used."""
    names = [f"js/{name}.js" for name in MODULES] + [f"css/{name}.css" for name in STYLES]
    names += ["vendor/design-tokens-1.1.9/tokens.css", "vendor/htmx.org-4.0.1/htmx.min.js"]
    names += ["icons.svg", "icons/engawa.svg", "icons/engawa-192.png"]
    return [static(name) for name in names]


@login_not_required
@require_safe
@cache_control(no_cache=True, public=True)
def service_worker(_request: HttpRequest) -> HttpResponse:
    """The worker's text changes whenever a file of the shell does, so browsers fetch the new ones."""
    offline = reverse("offline")
    shell = {
        "files": [*_shell_files(), offline],
        "offline": offline,
        "icon": static("icons/engawa-192.png"),
        "words": {"title": gettext("Engawa"), "body": gettext("There is something new for you.")},
    }
    text = f"const SHELL = {json.dumps(shell)};\n{WORKER.read_text(encoding='utf-8')}"
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


@login_not_required
@require_safe
@cache_control(max_age=3600, public=True)
def manifest(_request: HttpRequest) -> JsonResponse:
    """How the page looks once it is on a home screen."""
    icons = [
        {"src": static("icons/engawa.svg"), "sizes": "any", "type": "image/svg+xml"},
        {"src": static("icons/engawa-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("icons/engawa-512.png"), "sizes": "512x512", "type": "image/png"},
        {
            "src": static("icons/engawa-maskable-512.png"),
            "sizes": "512x512",
            "type": "image/png",
            "purpose": "maskable",
        },
    ]
    body = {
        "id": "/",
        "name": "縁側 Engawa",
        "short_name": "縁側",
        "lang": "ja",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f9f5ec",
        "theme_color": "#f9f5ec",
        "icons": icons,
    }
    return JsonResponse(body, content_type="application/manifest+json")


@login_not_required
@require_safe
@cache_control(no_cache=True, private=True)
def offline(request: HttpRequest) -> HttpResponse:
    """Kept by the service worker for pages that have no copy; the same for everybody."""
    return render(request, "offline.html")
