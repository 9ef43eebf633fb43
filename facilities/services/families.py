"""What a guardian may change about herself."""

from django.db import transaction

from accounts.models import Language, User
from facilities.models import Guardian


@transaction.atomic
def speak_language(*, actor: User, language: str) -> None:
    """Her pages, the notices in them, and what reaches her by push and mail speak this language from now on."""
    actor.language = Language(language)
    actor.save(update_fields=["language"])
    Guardian.objects.filter(user=actor).update(language=actor.language)
