"""Django's admin with our site in it; apart from the site because settings name it before models exist."""

from django.contrib.admin.apps import AdminConfig


class OperatorAdminConfig(AdminConfig):
    """Makes ours the site that `admin.site` and autodiscovery mean."""

    default_site = "backend.admin_site.OperatorSite"
