"""What a person may change about her own account."""

from accounts.models import Language, User


def choose_language(*, actor: User, language: str) -> User:
    """Remember the language of her pages; Easy Japanese stays when she comes back to Japanese pages."""
    if actor.page_language != language:
        actor.language = Language(language)
        actor.save(update_fields=["language"])
    return actor
