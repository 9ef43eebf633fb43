"""What families were given to read over time."""

from contactbook.models import Entry, EntryRevision


def revisions_shown(entry: Entry) -> list[EntryRevision]:
    """The texts a family may look back at, the newest first.

    A correction has a reason; publishing has none. So what was taken back before it was published again is not among
    them: it may have reached the wrong home.
    """
    shown: list[EntryRevision] = []
    for row in entry.revisions.select_related("by").order_by("-number"):
        shown.append(row)
        if not row.reason:
            break
    return shown
