"""The operator's site: Django's admin, behind the ordinary sign-in with a second factor."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest


class OperatorAdminConfig(AdminConfig):
    default_site = "backend.admin_site.OperatorSite"


class OperatorSite(AdminSite):
    """Operators only; the sign-in is the product's own."""

    site_header = "Engawa"

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and getattr(request.user, "is_operator", False))
