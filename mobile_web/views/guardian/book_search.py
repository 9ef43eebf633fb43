"""Looking for words and days in a child's contact book, over all her years and also after she has left."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from contactbook.finding import wanted
from contactbook.selectors.reading import found_in
from facilities.models import Child
from mobile_web.book_search import MOST_LETTERS, day_or_none, rows_of
from mobile_web.http import FamilyRequest, uuid_or_none
from mobile_web.views.guardian.book import HERE, book_for, children_of
from mobile_web.views.guardian.frame import for_guardians, show


@require_safe
@for_guardians
def search(request: FamilyRequest) -> HttpResponse:
    """One child's book at a time; the newest first, thirty pages of it at once."""
    query = request.GET.get("q", "")[:MOST_LETTERS]
    child = _child(request)
    context: dict[str, Any] = {"child": child, "query": query, "tabs": _tabs(request, child, query)}
    asked = wanted(query, request.family.day)
    if child is not None and not asked.is_empty:
        found, before = found_in(
            book_for(request, child).entries, asked, day_or_none(request.GET.get("before", ""))
        )
        rows = rows_of(found, asked.words, lambda day: reverse("guardian_book_day", args=[child.pk, day]))
        context |= {"rows": rows, "is_asked": True, "older_url": _older(child, query, before)}
    return show(request, "guardian/book/search.html", HERE, context)


def _child(request: FamilyRequest) -> Child | None:
    children = children_of(request)
    pk = uuid_or_none(request.GET.get("child", ""))
    if pk is None:
        return children[0] if children else None
    found = next((child for child in children if child.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _tabs(request: FamilyRequest, current: Child | None, query: str) -> list[dict[str, Any]]:
    children = children_of(request)
    if len(children) < 2:
        return []
    return [
        {
            "label": f"{child.given_name}{child.get_honorific_display()}",
            "url": "?" + urlencode({"child": child.pk, "q": query}),
            "is_current": child == current,
        }
        for child in children
    ]


def _older(child: Child, query: str, before: object) -> str:
    return "?" + urlencode({"child": child.pk, "q": query, "before": before}) if before else ""
