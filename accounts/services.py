"""What a person may change about her own account, and what is left of it when she is gone."""

from allauth.mfa.models import Authenticator

from accounts.models import Language, User


def choose_language(*, actor: User, language: str) -> User:
    """Remember the language of her pages; Easy Japanese stays when she comes back to Japanese pages."""
    if actor.page_language != language:
        actor.language = Language(language)
        actor.save(update_fields=["language"])
    return actor


def forget_account(*, user: User) -> User:
    """Others' rows name the account, so it stays; everything that says who it was goes, and nobody signs in with it."""
    user.login, user.email, user.name, user.is_active = f"gone-{user.pk}", "", "", False
    user.set_unusable_password()
    user.save(update_fields=["login", "email", "name", "is_active", "password"])
    Authenticator.objects.filter(user=user).delete()
    return user
