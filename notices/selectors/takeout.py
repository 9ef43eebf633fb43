"""What a guardian takes home of her notices: every text she could read, and when she read it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from facilities.selectors.family import Family
from notices.models import Notice, Reading, State
from notices.selectors.inbox import with_place


def notices_data(family: Family) -> Iterator[dict[str, Any]]:
    """Oldest first; a recalled notice keeps its place and has no words. Two queries at any number."""
    mine = [guardian for guardian, _household in family.seats]
    times: dict[object, dict[str, datetime]] = {}
    for read, kind, at in Reading.objects.filter(guardian__in=mine).values_list("notice", "kind", "at"):
        known = times.setdefault(read, {})
        known[kind] = min(at, known.get(kind, at))
    rows = Notice.objects.received_at(family.places).select_related("facility", "organisation")
    for notice in rows.order_by("published_at", "pk").iterator(chunk_size=500):
        texts = {"ja": {"title": notice.title, "body": notice.body}, **notice.translations}
        is_recalled = notice.state == State.RECALLED
        yield {
            "id": notice.pk,
            "from": notice.sender_name,
            "urgency": notice.urgency,
            "published_at": notice.published_at,
            "recalled_at": notice.recalled_at,
            "read": times.get(notice.pk, {}),
            "texts": {}
            if is_recalled
            else {
                language: {name: with_place(text, family.facility_names) for name, text in words.items()}
                for language, words in texts.items()
            },
        }
