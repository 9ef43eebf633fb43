"""What people and machines are answered with: how pages are set, the API's defaults, and how its schema is written."""

_FOUND_BY = [f"django.template.loaders.{place}.Loader" for place in ("filesystem", "app_directories")]
_CACHED_LOADER = ("django.template.loaders.cached.Loader", _FOUND_BY)
PAGES = {
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "DIRS": [],
    "OPTIONS": {
        "context_processors": [
            "django.template.context_processors.request",
            "django.contrib.auth.context_processors.auth",
            "django.contrib.messages.context_processors.messages",
            "csp.context_processors.nonce",
            "mobile_web.context_processors.shell",
        ],
        "loaders": [("template_partials.loader.Loader", [_CACHED_LOADER])],
        "builtins": [
            "template_partials.templatetags.partials",
            "mobile_web.templatetags.engawa",
            "mobile_web.templatetags.once",
            "django.templatetags.i18n",
            "django.templatetags.static",
        ],
    },
}

REST = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["backend.api.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["backend.api.renderers.ORJSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["backend.api.parsers.ORJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "backend.api.pagination.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "backend.api.schema.Schema",
    "EXCEPTION_HANDLER": "backend.api.failures.exception_handler",
    "DEFAULT_THROTTLE_CLASSES": ["backend.api.throttling.PersonThrottle"],
}
SCHEMA = {
    "TITLE": "Engawa API",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "FacilityKind": "facilities.models.Facility.Kind",
        "EnrolmentKind": "facilities.models.Enrolment.Kind",
        "ReadingKind": "notices.models.Reading.Kind",
        "NoticeState": "notices.models.State",
        "ReceivedState": "notices.api.serializers.RECEIVED_STATES",
    },
}
