"""The audit: who did and looked at what, for auditors, approvers and a facility's manager."""

import csv
from collections.abc import Iterator

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from facilities import policies, services
from facilities.models import Facility
from facilities.selectors import audit_log
from mobile_web.forms.audit import AuditForm
from mobile_web.http import PageRequest, uuid_or_none
from mobile_web.views.office.frame import page, place_of

PAGE = 100
INERT = ("=", "+", "-", "@", "\t", "\r")


@require_safe
def audit(request: PageRequest) -> HttpResponse:
    """Newest first, a page at a time."""
    _require(request)
    form = _form(request, request.GET)
    before = uuid_or_none(request.GET.get("before", ""))
    lines = list(audit_log.audit_lines(request.user, form.asked(), before=before, limit=PAGE + 1))
    asked = request.GET.copy()
    asked["before"] = str(lines[PAGE - 1].id) if len(lines) > PAGE else ""
    return page(
        request,
        "office/audit.html",
        "office_audit",
        form=form,
        lines=lines[:PAGE],
        older=f"?{asked.urlencode()}" if asked["before"] else "",
        chain=audit_log.chain_state(request.user),
        erasures=audit_log.erasures_visible_to(request.user)[:5],
    )


@require_POST
def export(request: PageRequest) -> StreamingHttpResponse:
    """What is on the page and all older, as CSV for a spreadsheet; formulas are inert."""
    _require(request)
    asked = _form(request, request.POST).asked()
    services.note_audit_export(actor=request.user, days=f"{asked.first or ''}-{asked.last or ''}")
    lines = audit_log.audit_lines(request.user, asked)
    return StreamingHttpResponse(
        _csv(lines),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="audit-{timezone.localdate():%Y%m%d}.csv"'},
    )


def _require(request: PageRequest) -> None:
    place_of(request.user)
    if not policies.may_audit(request.user):
        raise Http404


def _form(request: PageRequest, data: object) -> AuditForm:
    facilities = Facility.objects.worked_in_by(request.user).in_order()
    return AuditForm(data or None, facilities=facilities)


class _Echo:
    """Hands each written line back to who streams it."""

    def write(self, text: str) -> str:
        return text


def _csv(lines: Iterator[audit_log.Line]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    head = [
        _("Time"), _("Person"), _("Facility"), _("Tablet"), _("Action"), _("Kind"), _("Number"), _("Details"),
    ]  # fmt: skip
    yield "\ufeff" + str(writer.writerow(head))
    for line in lines:
        details = " ".join(f"{name}={value}" for name, value in sorted(line.details.items()))
        cells = [
            timezone.localtime(line.at).isoformat(timespec="seconds"), line.who, line.facility, line.device,
            line.action, line.subject_kind, str(line.subject_id), details,
        ]  # fmt: skip
        yield str(writer.writerow([f"'{cell}" if cell.startswith(INERT) else cell for cell in cells]))
