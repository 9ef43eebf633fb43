"""The operator's site: Django's admin, read-only, behind the ordinary sign-in with a second factor."""

from collections.abc import Iterable
from functools import update_wrapper
from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db.models import Model
from django.db.models.base import ModelBase
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from backend.rowlevel import as_system

if TYPE_CHECKING:
    ReadOnlyBase = ModelAdmin[Any]
else:
    ReadOnlyBase = ModelAdmin  # not subscriptable at run time

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class OperatorAdmin(ReadOnlyBase):
    """Looks, never touches: what changes goes through the services of the product."""

    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class OperatorSite(AdminSite):
    """Operators only. Shows what registers with an OperatorAdmin; what other packages register stays out."""

    site_header = site_title = "Engawa"
    final_catch_all_view = False
    enable_nav_sidebar = False

    def register(
        self,
        model_or_iterable: ModelBase | Iterable[ModelBase],
        admin_class: "type[ModelAdmin[Any]] | None" = None,
        **options: Any,
    ) -> None:
        if admin_class is not None and issubclass(admin_class, OperatorAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return _is_operator(request) and _used_second_factor(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Before Django's own check: where an operator without a second factor goes, and 404 for all others."""
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            away = self._way_in(request)
            if away is not None:
                return away
            with as_system():  # operators have no post anywhere, and no page of theirs shows a person
                response = inner(request, *args, **kwargs)
                return response.render() if isinstance(response, SimpleTemplateResponse) else response

        return update_wrapper(guarded, view)

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one sign-in; it leads back here."""
        if request.user.is_authenticated:
            return redirect("admin:index")
        return redirect_to_login(request.GET.get("next", reverse("admin:index")), "account_login")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_change_password")

    def _way_in(self, request: HttpRequest) -> HttpResponse | None:
        if not _is_operator(request):
            raise Http404
        if _used_second_factor(request):
            return None
        if not Authenticator.objects.filter(user=request.user, type__in=SECOND_FACTORS).exists():
            messages.info(
                request, _("The operator's site needs a passkey or an authenticator app. Add one here first.")
            )
            return redirect("mfa_index")
        kinds = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
        way = "mfa_reauthenticate" if Authenticator.Type.TOTP in kinds else "mfa_reauthenticate_webauthn"
        return redirect(f"{reverse(way)}?{urlencode({'next': request.get_full_path()})}")


def _is_operator(request: HttpRequest) -> bool:
    return bool(request.user.is_active and getattr(request.user, "is_operator", False))


def _used_second_factor(request: HttpRequest) -> bool:
    """In this session and with a factor that still exists: removing it closes the site at once."""
    used = {
        record.get("id")
        for record in get_authentication_records(request, request.user)
        if record.get("method") == "mfa"
    }
    return (
        bool(used)
        and Authenticator.objects.filter(
            pk__in=used, user_id=request.user.pk, type__in=SECOND_FACTORS
        ).exists()
    )
