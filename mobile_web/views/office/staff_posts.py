"""A colleague's posts: given, changed, ended; leaving and coming back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from backend.errors import DomainError
from facilities import services
from facilities.models import StaffPost
from facilities.policies import require_giver
from facilities.selectors.staff import members_visible_to
from mobile_web.forms.staff import EndForm, HelpForm, PostForm
from mobile_web.http import PageRequest
from mobile_web.views.office.frame import page
from mobile_web.views.office.staff import CURRENT, own_member, show_member


@require_POST
def add(request: PageRequest, pk: UUID) -> HttpResponse:
    """One more post; for who has left it is the way back."""
    colleague = own_member(request, pk)
    form = HelpForm(request.user, colleague.organisation, None, request.POST, prefix="help")
    if not form.is_valid():
        return show_member(request, colleague, status=422, help=form)
    give = services.come_back if colleague.left_on else services.add_post
    try:
        give(actor=request.user, member=colleague, facility=form.cleaned_data["place"], **form.post())
    except DomainError as error:
        form.add_error(None, str(error.message))
        return show_member(request, colleague, status=error.status, help=form)
    messages.success(request, _("The post was saved."))
    return redirect("office_staff_member", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PageRequest, pk: UUID) -> HttpResponse:
    """Another role, class or last day, from a day on."""
    post = _own_post(request, pk)
    form = PostForm(
        request.user, post.organisation, post.facility, request.POST or None, initial=_as_it_is(post)
    )
    if not form.is_valid():
        return _page(request, post, form, 422 if form.is_bound else 200)
    values = form.post()
    try:
        services.change_post(actor=request.user, post=post, from_day=values.pop("starts_on"), **values)
    except DomainError as error:
        form.add_error(None, str(error.message))
        return _page(request, post, form, error.status)
    messages.success(request, _("The post was saved."))
    return redirect("office_staff_member", post.member_id)


@require_POST
def end(request: PageRequest, pk: UUID) -> HttpResponse:
    """This post only; she keeps her others."""
    post = _own_post(request, pk)
    services.end_post(actor=request.user, post=post)
    messages.success(request, _("The post has ended. Its pages are closed for her from now on."))
    return redirect("office_staff_member", post.member_id)


@require_POST
def leave(request: PageRequest, pk: UUID) -> HttpResponse:
    """At once, or after her last day."""
    colleague = own_member(request, pk)
    form = EndForm(request.POST, prefix="end")
    if not form.is_valid():
        return show_member(request, colleague, status=422, end=form)
    try:
        services.leave_staff(actor=request.user, member=colleague, last_day=form.day)
    except DomainError as error:
        form.add_error(None, str(error.message))
        return show_member(request, colleague, status=error.status, end=form)
    if form.day:
        messages.success(request, _("Saved. After her last day everything closes for her."))
    else:
        messages.success(request, _("She has left. She is signed out everywhere."))
    return redirect("office_staff_member", pk)


def _own_post(request: PageRequest, pk: UUID) -> StaffPost:
    """A post of a colleague she may see, and hers to give and take."""
    rows = StaffPost.objects.filter(member__in=members_visible_to(request.user).values("pk"))
    post = get_object_or_404(
        rows.select_related("member__user", "organisation", "facility", "classroom"), pk=pk
    )
    require_giver(request.user, post.organisation_id, post.facility_id, post.role)
    return post


def _as_it_is(post: StaffPost) -> dict[str, object]:
    return {"role": post.role, "classroom": post.classroom_id, "ends_on": post.ends_on}


def _page(request: PageRequest, post: StaffPost, form: PostForm, status: int) -> HttpResponse:
    return page(request, "office/staff_post.html", CURRENT, status=status, post=post, form=form)
