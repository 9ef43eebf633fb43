"""The family's word on a transfer: may the new facility read what was written so far?"""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from backend.errors import DomainError, NotVisible
from facilities import services
from facilities.selectors.transfers import transfer_asked
from mobile_web.forms.rollover import AnswerForm
from mobile_web.http import FamilyRequest
from mobile_web.views.guardian.frame import for_guardians, show


@require_http_methods(["GET", "HEAD", "POST"])
@for_guardians
def transfer(request: FamilyRequest, pk: UUID) -> HttpResponse:
    """The question with the day and the place; the answer may be changed."""
    asked = transfer_asked(request.user, pk)
    if asked is None:
        raise NotVisible
    if request.method == "POST":
        form = AnswerForm(request.POST)
        if not form.is_valid():
            raise DomainError(_("Choose one of the two answers. Nothing was saved."))
        services.answer_transfer(actor=request.user, transfer=asked, **form.cleaned_data)
        messages.success(request, _("Saved. You can change your answer here at any time."))
        return redirect("guardian_transfer", pk)
    return show(request, "guardian/transfer.html", "guardian_home", {"transfer": asked})
