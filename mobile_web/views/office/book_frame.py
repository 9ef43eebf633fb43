"""What the manager's pages about the contact book share: whose facility it is, and where in it one is."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from contactbook.policies import require_keeper
from facilities.models import Facility
from mobile_web.http import PageRequest
from mobile_web.views.office.frame import page, place_of

NAV = "office_book"


def kept_facility(request: PageRequest, pk: UUID) -> Facility:
    """A facility whose book she keeps; refused to its other staff, not there for everybody else."""
    place_of(request.user)
    found = get_object_or_404(Facility.objects.worked_in_by(request.user), pk=pk, is_active=True)
    require_keeper(request.user, found)
    return found


def book_page(
    request: PageRequest, name: str, facility: Facility, tab: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of the book with its tabs; `tab` is the name of the one that is open."""
    tabs = [
        {"label": label, "url": reverse(url, args=[facility.pk]), "is_current": url == tab}
        for url, label in (
            ("office_book_place", _("Today")),
            ("office_book_templates", _("Forms")),
            ("office_book_phrases", _("Sentences")),
            ("office_book_settings", _("Settings")),
        )
    ]
    context |= {"facility": facility, "tabs": tabs}
    return page(request, f"office/book/{name}.html", NAV, status=status, **context)
