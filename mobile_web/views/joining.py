"""Joining with a code. Before she has signed in, no page says whose code it is or of which nursery."""

from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import authenticate
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.language import remember_language
from accounts.models import User
from backend.errors import DomainError
from backend.rowlevel import as_system
from facilities import services
from facilities.models import Guardian, Invitation
from mobile_web.codes import opened_by
from mobile_web.forms.joining import AccountForm, CodeForm, RelationForm
from mobile_web.http import PageRequest, uuid_or_none

HELD = "invitation"
READ = ["GET", "HEAD", "POST"]


@login_not_required
@never_cache
@require_http_methods(READ)
@as_system()
def enter(request: HttpRequest) -> HttpResponse:
    """The code, typed or brought by the QR code in the part of the address that no server sees."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    found, status = opened_by(request, form, services.find_invitation)
    if found is None:
        return _entrance(request, form, status)
    request.session[HELD] = str(found.pk)
    return redirect("join_account")


@login_not_required
@never_cache
@require_http_methods(READ)
@as_system()
def account(request: HttpRequest) -> HttpResponse:
    """A new account, or the one she has."""
    invitation = held(request)
    if invitation is None:
        return redirect("join")
    asks = asks_relation(invitation)
    if isinstance(request.user, User):
        return render(request, "join/use.html", {"form": RelationForm(asks_relation=asks)})
    form = AccountForm(request.POST if request.method == "POST" else None, asks_relation=asks)
    if not form.is_valid():
        return _account(request, form, 422 if form.is_bound else 200)
    try:
        user = _opened(invitation.pk, form.cleaned_data)
    except DomainError as error:
        if error.code != "login_taken":
            return _refused(request, error)
        form.add_error("login", str(error.message))
        return _account(request, form, error.status)
    return _welcome(request, user)


@never_cache
@require_POST
@as_system()
def use(request: PageRequest) -> HttpResponse:
    """With the account she is signed in with."""
    invitation = held(request)
    if invitation is None:
        return redirect("join")
    form = RelationForm(request.POST, asks_relation=asks_relation(invitation))
    if not form.is_valid():
        return render(request, "join/use.html", {"form": form}, status=422)
    relation = form.cleaned_data.get("relation", Guardian.Relation.OTHER)
    newcomer = services.Newcomer(request.user.name, relation)
    try:
        services.join_family(actor=request.user, invitation_id=invitation.pk, newcomer=newcomer)
    except DomainError as error:
        return _refused(request, error)
    request.session.pop(HELD, None)
    return redirect("join_contact" if request.user.email else "join_email")


def held(request: HttpRequest) -> Invitation | None:
    """The invitation whose code was typed in this browser."""
    key = uuid_or_none(request.session.get(HELD, ""))
    return Invitation.objects.filter(pk=key).first() if key else None


def asks_relation(invitation: Invitation) -> bool:
    """Is this a seat the roster knows nothing about?"""
    return invitation.kind == Invitation.Kind.RELATIVE or invitation.guardian_id is None


def _opened(invitation_id: UUID, values: dict[str, Any]) -> User:
    """Her account; a form that arrives twice finds the one it made before."""
    newcomer = services.Newcomer(values["name"], values.get("relation", Guardian.Relation.OTHER))
    credentials = {"login": values["login"], "password": values["password"]}
    try:
        return services.open_account(
            invitation_id=invitation_id, newcomer=newcomer, language=values["language"], **credentials
        )
    except DomainError:
        made = Invitation.objects.filter(pk=invitation_id, used_by__login=values["login"]).exists()
        user = made and authenticate(username=values["login"], password=values["password"])
        if isinstance(user, User):
            return user
        raise


def _welcome(request: HttpRequest, user: User) -> HttpResponse:
    """She is signed in, as if by her password; what is left is how she is reached."""
    get_adapter().login(request, user)
    record_authentication(request, user, method="password", username=user.login)
    request.session.pop(HELD, None)
    response = redirect("join_email")
    remember_language(response, user.page_language)
    return response


def _refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Back to the code, with the reason."""
    request.session.pop(HELD, None)
    form = CodeForm({"code": ""})
    form.errors.clear()
    form.add_error("code", str(error.message))
    return _entrance(request, form, error.status)


def _entrance(request: HttpRequest, form: CodeForm, status: int) -> HttpResponse:
    return render(request, "join/enter.html", {"form": form}, status=status)


def _account(request: HttpRequest, form: AccountForm, status: int) -> HttpResponse:
    return render(request, "join/account.html", {"form": form}, status=status)
