"""Personal tokens: for a family's own programs that read and fill the contact book."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from backend.errors import DomainError
from contactbook import services
from contactbook.models import BookToken
from facilities.models import Child
from mobile_web.forms.tokens import TokenForm
from mobile_web.http import FamilyRequest
from mobile_web.views.guardian.frame import for_guardians, show

MORE = "guardian_more"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_guardians
def tokens(request: FamilyRequest) -> HttpResponse:
    """Her living tokens; a new one shows its text this once."""
    form = TokenForm(request.POST or None, children=_children(request))
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    try:
        _token, text = services.make_token(actor=request.user, **form.given())
    except DomainError as error:
        form.add_error(None, str(error))
        return _page(request, form)
    return _page(request, TokenForm(children=_children(request)), text)


@require_POST
@for_guardians
def end(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """It opens nothing any more."""
    token = get_object_or_404(_tokens(request), pk=pk)
    services.end_token(actor=request.user, token=token)
    messages.success(request, _("The token has ended. Programs that use it are refused from now on."))
    return redirect("guardian_tokens")


def _page(request: FamilyRequest, form: TokenForm, text: str = "") -> HttpResponse:
    names = dict(_children(request).values_list("pk", "given_name"))
    rows = [(row, [names[one] for one in row.children if one in names]) for row in _tokens(request)]
    address = request.build_absolute_uri("/api/v1/entries/")
    context = {"rows": rows, "form": form, "text": text, "address": address}
    return show(request, "guardian/tokens.html", MORE, context)


def _tokens(request: FamilyRequest) -> QuerySet[BookToken]:
    living = BookToken.objects.filter(user=request.user, ended_at=None, expires_at__gt=timezone.now())
    return living.order_by("-made_at", "-pk")


def _children(request: FamilyRequest) -> QuerySet[Child]:
    seen = {child for _guardian, _household, child in request.family.grants}
    return Child.objects.filter(pk__in=seen).order_by("born_on", "pk")
