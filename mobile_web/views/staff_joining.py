"""An account opened with a code: a new colleague's, or one whose sign-in was reset. Then the second factor."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.language import remember_language
from accounts.models import User
from accounts.sessions import HERE
from backend.errors import DomainError
from backend.rowlevel import as_system
from facilities import services
from facilities.models import Invitation, SignInReset, StaffPost
from mobile_web.codes import opened_by
from mobile_web.forms.staff import AccountForm, CodeForm, NewPasswordForm
from mobile_web.guard import has_factor
from mobile_web.http import PageRequest, uuid_or_none

HELD = "staff_code"
READ = ["GET", "HEAD", "POST"]


@login_not_required
@never_cache
@require_http_methods(READ)
@as_system()
def enter(request: HttpRequest) -> HttpResponse:
    """The code; nothing here depends on whose it is."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    found, status = opened_by(request, form, services.find_sign_in_code)
    if found is None:
        return _enter(request, form, status)
    request.session[HELD] = [type(found).__name__, str(found.pk)]
    return redirect("staff_account")


@login_not_required
@never_cache
@require_http_methods(READ)
@as_system()
def account(request: HttpRequest) -> HttpResponse:
    """Login name and password; after a reset only the password."""
    held = _held(request)
    if held is None:
        return redirect("staff_join")
    if isinstance(held, Invitation) and isinstance(request.user, User):
        return render(request, "join/staff_use.html")
    form_class = AccountForm if isinstance(held, Invitation) else NewPasswordForm
    form = form_class(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _account(request, form, 422 if form.is_bound else 200)
    try:
        return _signed_in(request, _open(held, form))
    except DomainError as error:
        form.add_error("login" if error.code == "login_taken" else None, str(error.message))
        return _account(request, form, error.status)


@never_cache
@require_POST
@as_system()
def use(request: PageRequest) -> HttpResponse:
    """A new colleague who has an account already."""
    held = _held(request)
    if not isinstance(held, Invitation):
        return redirect("staff_join")
    services.join_staff_as(actor=request.user, invitation=held)
    request.session.pop(HELD, None)
    request.session.pop(HERE, None)
    return redirect("staff_secure")


@never_cache
@require_GET
def secure(request: PageRequest) -> HttpResponse:
    """Before anything else: a passkey or an authenticator app."""
    is_staff = StaffPost.objects.held_by(request.user).exists()
    return render(request, "join/staff_secure.html", {"is_safe": has_factor(request), "is_staff": is_staff})


def _held(request: HttpRequest) -> Invitation | SignInReset | None:
    """What the code typed in this browser opens."""
    kind, typed = request.session.get(HELD, ["", ""])
    key = uuid_or_none(typed)
    if key is None:
        return None
    if kind == SignInReset.__name__:
        return SignInReset.objects.select_related("user").filter(pk=key).first()
    return Invitation.objects.filter(pk=key, kind=Invitation.Kind.STAFF).first()


def _open(held: Invitation | SignInReset, form: NewPasswordForm) -> User:
    password = form.cleaned_data["password"]
    if isinstance(held, SignInReset):
        return services.use_reset(reset=held, password=password)
    return services.join_staff(invitation=held, login=form.cleaned_data["login"], password=password)


def _signed_in(request: HttpRequest, user: User) -> HttpResponse:
    """She has just chosen the password: that is proof enough to add a passkey right away."""
    get_adapter().login(request, user)
    record_authentication(request, user, method="password", username=user.login, reauthenticated=True)
    request.session.pop(HELD, None)
    is_staff = StaffPost.objects.held_by(user).exists()
    response = redirect("staff_secure" if is_staff else "door")
    remember_language(response, user.page_language)
    return response


def _enter(request: HttpRequest, form: CodeForm, status: int) -> HttpResponse:
    return render(request, "join/staff_enter.html", {"form": form}, status=status)


def _account(request: HttpRequest, form: NewPasswordForm, status: int) -> HttpResponse:
    return render(request, "join/staff_account.html", {"form": form}, status=status)
