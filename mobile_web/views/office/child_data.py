"""Staff change a child's own data."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from backend.errors import DomainError
from facilities import services
from facilities.models import Child
from mobile_web.forms.families import KeptChildForm
from mobile_web.http import PageRequest
from mobile_web.views.office.children import ROSTER, kept_child
from mobile_web.views.office.frame import page, place_of


@require_http_methods(["GET", "POST"])
def edit(request: PageRequest, pk: UUID) -> HttpResponse:
    """Names, readings, birthday, allergies."""
    place_of(request.user)
    child = kept_child(request, pk)
    if request.method == "POST":
        return _save(request, child, KeptChildForm(request.POST))
    first = KeptChildForm.initial_of(child) | {"seen": services.child_mark(child)}
    return _show(request, child, KeptChildForm(initial=first))


def _save(request: PageRequest, child: Child, form: KeptChildForm) -> HttpResponse:
    if not form.is_valid():
        return _show(request, child, form, 422)
    values = dict(form.cleaned_data)
    try:
        services.change_child(actor=request.user, child=child, seen=values.pop("seen"), values=values)
    except DomainError as error:
        return _show(request, child, form, form.refuse(error))
    messages.success(request, _("Saved."))
    return redirect("office_child", child.pk)


def _show(request: PageRequest, child: Child, form: KeptChildForm, status: int = 200) -> HttpResponse:
    return page(request, "office/families/child_edit.html", ROSTER, status=status, child=child, form=form)
