"""One settings file, read from the environment; the defaults run on a laptop and are refused in production."""

import base64
import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env

from backend.headers import PERMISSIONS, content_security
from backend.interface import PAGES, REST, SCHEMA
from backend.schedule import BEAT, QUEUES, ROUTES
from backend.storing import storage_of

env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(env.str("ENGAWA_VAR", str(BASE_DIR / "var"))).resolve()
PRODUCTION = env.str("ENGAWA_ENV", "development") == "production"
DEBUG = False

DEVELOPMENT_SECRET = "development-only-" + "not-a-secret" * 4


def _secret(name: str) -> str:
    """A key from the environment; the well-known development key never reaches production."""
    value = env.str(name, DEVELOPMENT_SECRET + name)
    if PRODUCTION and (value.startswith("development-only-") or len(value) < 50):
        raise ImproperlyConfigured(f"{name} must be set to 50 or more random characters in production.")
    return value


SECRET_KEY = _secret("ENGAWA_SECRET_KEY")
SECRET_KEY_FALLBACKS: list[str] = env.list("ENGAWA_SECRET_KEY_FALLBACKS", [])
TICKET_KEYS = [_secret("ENGAWA_TICKET_KEY"), *env.list("ENGAWA_TICKET_KEY_FALLBACKS", [])]

BASE_URL = env.str("ENGAWA_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
if PRODUCTION and not BASE_URL.startswith("https://"):
    raise ImproperlyConfigured("ENGAWA_BASE_URL must start with https:// in production.")
ALLOWED_HOSTS = env.list("ENGAWA_ALLOWED_HOSTS", [urlsplit(BASE_URL).hostname, "127.0.0.1", "localhost"])
if PRODUCTION and (not env.str("ENGAWA_ALLOWED_HOSTS", "") or "*" in ALLOWED_HOSTS):
    raise ImproperlyConfigured("ENGAWA_ALLOWED_HOSTS must name the exact hosts in production.")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "daphne",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "backend.admin_app.OperatorAdminConfig",
    "accounts",  # before allauth: its pages are ours
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "backend",
    "facilities",
    "notices",
    "attendance",
    "contactbook",
    "surveys",
    "photos",
    "mobile_web",
]

MIDDLEWARE = [
    "backend.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "backend.logs.RequestLogMiddleware",
    "backend.rowlevel.ReachMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "backend.uploading.RoomMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "mobile_web.tablets.TabletMiddleware",
    "mobile_web.guard.SessionGuard",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "backend.idempotency.IdempotencyMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "mobile_web.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "backend.urls"
ASGI_APPLICATION = "backend.asgi.application"
WSGI_APPLICATION = "backend.wsgi.application"
TEMPLATES = [PAGES]

# PostgreSQL is the only database. The pool is needed under ASGI: persistent connections leak a
# connection per request thread there. The application acts as a role that owns nothing: with one
# login it assumes that role; with ENGAWA_OWNER_URL, DATABASE_URL is already the application's own.
_OWNER = env.dj_db_url("ENGAWA_OWNER_URL") if env.str("ENGAWA_OWNER_URL", "") else {}
_LOGIN = env.dj_db_url("DATABASE_URL", "postgresql:///engawa")
DATABASES = {
    "default": {
        **_LOGIN,
        "ENGINE": "backend.database",
        "ROLE": env.str("ENGAWA_APP_ROLE", _LOGIN["USER"] if _OWNER else "engawa_app"),
        "OWNER": _OWNER,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": {
            "pool": {"min_size": 2, "max_size": env.int("ENGAWA_DB_POOL", 16), "timeout": 10},
            # A page's questions carry the rules of who may read: compiling them takes longer than answering them.
            "options": "-c jit=off",
        },
    }
}
REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "backend_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Who is this
AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15 if PRODUCTION else 8},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["accounts.backends.SignInBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {"login": "accounts.forms.SignInForm"}
# A whole ward may sit behind one address, so the strict limit is the account's.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "50/5m/ip,5/5m/key",
    "login": "120/m/ip",
    "reauthenticate": "10/m/user",
}
# How many proxies of ours stand in front; without this every visitor has the proxy's address.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("ENGAWA_TRUSTED_PROXIES", 1 if PRODUCTION else 0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Engawa"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
MFA_ADAPTER = "accounts.adapter.MFAAdapter"

SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 30 * 24 * 3600
# Seconds until a browser must sign in again: without a sign of the person, and in any case.
SESSION_STAFF = (env.int("ENGAWA_STAFF_IDLE", 30 * 60), env.int("ENGAWA_STAFF_LONGEST", 12 * 3600))
SESSION_FAMILY = (
    env.int("ENGAWA_FAMILY_IDLE", SESSION_COOKIE_AGE),
    env.int("ENGAWA_FAMILY_LONGEST", 180 * 24 * 3600),
)
# Staff need a passkey or an authenticator app; broadcasts and exports ask again who it is.
ENGAWA_STAFF_MFA = env.bool("ENGAWA_STAFF_MFA", PRODUCTION)
ENGAWA_STEP_UP = env.bool("ENGAWA_STEP_UP", PRODUCTION)
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
CSRF_FAILURE_VIEW = "mobile_web.views.errors.csrf_failure"

# Headers
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 63072000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
X_FRAME_OPTIONS = "DENY"
_SOCKETS = [BASE_URL.replace("http", "ws", 1)] if PRODUCTION else ["ws:", "wss:"]
CONTENT_SECURITY_POLICY = content_security(_SOCKETS)
PERMISSIONS_POLICY = PERMISSIONS
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "backend.uploading.RoomUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# Words and time
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": storage_of(env.str("ENGAWA_MEDIA_URL", "")),
    "staticfiles": {"BACKEND": "backend.static.HashedStorage"},
}
MEDIA_ROOT = VAR / "media"
ENGAWA_ACCEL = env.str("ENGAWA_ACCEL", "")  # nginx's internal location of MEDIA_ROOT, with its slash
WHITENOISE_MAX_AGE = 300

# Mail and push. Without EMAIL_URL mails are kept as files under var/mail, never sent.
EMAIL_CONFIG = env.dj_email_url("EMAIL_URL", f"file://{VAR}/mail")
EMAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_FILE_PATH = str(VAR / "mail")
EMAIL_HOST = EMAIL_CONFIG["EMAIL_HOST"]
EMAIL_PORT = EMAIL_CONFIG["EMAIL_PORT"]
EMAIL_HOST_USER = EMAIL_CONFIG["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = EMAIL_CONFIG["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = EMAIL_CONFIG["EMAIL_USE_TLS"]
EMAIL_USE_SSL = EMAIL_CONFIG["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "縁側 <engawa@example.jp>")
VAPID_SUBJECT = env.str("VAPID_SUBJECT", "mailto:engawa@example.jp")
_DEVELOPMENT_VAPID = hashlib.sha256(b"development-only-vapid" + SECRET_KEY.encode()).digest()
VAPID_PRIVATE_KEY = env.str(
    "VAPID_PRIVATE_KEY", base64.urlsafe_b64encode(_DEVELOPMENT_VAPID).rstrip(b"=").decode()
)
if PRODUCTION and not env.str("VAPID_PRIVATE_KEY", ""):
    raise ImproperlyConfigured("VAPID_PRIVATE_KEY must be set in production (32 bytes, base64url).")
# Endpoints of push services come from browsers: only public https addresses, unless a test serves its own.
PUSH_ALLOW_PRIVATE_ENDPOINTS = env.bool("ENGAWA_PUSH_ALLOW_PRIVATE", False) and not PRODUCTION

# Photos paid by card: the account of each organisation that has one, {"<its id>": {"key": …, "webhook_secrets": […]}}.
PHOTO_CARD_ACCOUNTS: dict[str, Any] = dict(env.json("ENGAWA_CARD_ACCOUNTS", {}))
PHOTO_CARD_API = "" if PRODUCTION else env.str("ENGAWA_CARD_API", "")  # a test brings its own

# Work outside requests
CELERY_BROKER_URL = (
    REDIS_URL.replace("unix://", "redis+socket://") if REDIS_URL.startswith("unix://") else REDIS_URL
)
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_DEFAULT_QUEUE = "work"
CELERY_TASK_QUEUES = QUEUES
CELERY_TASK_ROUTES = ROUTES
CELERY_BEAT_SCHEDULE = BEAT

REST_FRAMEWORK = REST
SPECTACULAR_SETTINGS = SCHEMA

LOGGING_CONFIG = "backend.logs.configure"
LOGGING: dict[str, object] = {"level": env.str("ENGAWA_LOG_LEVEL", "INFO")}
TEST_RUNNER = "django.test.runner.DiscoverRunner"
# A usual hour such as nine o'clock is meant as one; the check thinks it a mistake for ten seconds around that hour.
SILENCED_SYSTEM_CHECKS = ["fields.W161"]
