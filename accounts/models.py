"""Who is this: the one account of a person, whatever she is to how many facilities."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ids import uuid7


class Language(models.TextChoices):
    """What a person reads. Pages know ja and en; 'easy' (やさしい日本語) is Japanese pages, easy notices."""

    JAPANESE = "ja", _("Japanese")
    EASY = "easy", _("Easy Japanese")
    ENGLISH = "en", _("English")


class UserManager(BaseUserManager["User"]):
    """Creates accounts; `createsuperuser` makes an operator."""

    def create_user(self, login: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(login=login, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, login: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(login, password, is_operator=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(login__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in. What she may do comes from grants and posts, never from this row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    login = models.CharField(_("login name"), max_length=64, unique=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    name = models.CharField(_("name"), max_length=100)
    language = models.CharField(_("language"), max_length=5, choices=Language, default=Language.JAPANESE)
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(
        default=False, help_text=_("May open the operator's site; sees no family's data there.")
    )
    joined_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("login"), name="user_login_once"),
            models.UniqueConstraint(Lower("email"), name="user_email_once", condition=~models.Q(email="")),
        ]

    def __str__(self) -> str:
        return self.name or self.login

    @property
    def is_staff(self) -> bool:
        """What Django's admin asks; nothing to do with a nursery's staff."""
        return self.is_operator

    @property
    def page_language(self) -> str:
        """The language of the pages: 'ja' or 'en'."""
        return "en" if self.language == Language.ENGLISH else "ja"


class UserSession(AbstractBaseSession):
    """One signed-in browser. `accounts.sessions` writes the rows; what it is and since when is in its data."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session_key = models.CharField(max_length=40, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sessions", null=True
    )
    seen_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.pk)

    @classmethod
    def get_session_store_class(cls) -> Any:
        """Who encodes and decodes the data."""
        from accounts.sessions import SessionStore

        return SessionStore
