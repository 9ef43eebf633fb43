"""Infections that nurseries tell families about, after the guideline of the Children and Families Agency (2023)."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mobile_web.moments import day_words

ILLNESSES: dict[str, Promise] = {
    "influenza": gettext_lazy("Influenza"),
    "covid": gettext_lazy("COVID-19"),
    "gastroenteritis": gettext_lazy("Infectious gastroenteritis"),
    "hand_foot_mouth": gettext_lazy("Hand, foot and mouth disease"),
    "herpangina": gettext_lazy("Herpangina"),
    "pool_fever": gettext_lazy("Pharyngoconjunctival fever (pool fever)"),
    "rsv": gettext_lazy("RS virus infection"),
    "strep": gettext_lazy("Streptococcal infection"),
    "chickenpox": gettext_lazy("Chickenpox"),
    "mumps": gettext_lazy("Mumps"),
    "fifth": gettext_lazy("Fifth disease"),
    "lice": gettext_lazy("Head lice"),
    "impetigo": gettext_lazy("Impetigo"),
}


@dataclass(frozen=True)
class Told:
    """Title and text of a notice that names no child."""

    title: str
    body: str


def illnesses() -> list[tuple[str, str]]:
    """(key, name) in the order of the list."""
    return [(key, str(name)) for key, name in ILLNESSES.items()]


def illness_words(key: str, classroom: str, day: date) -> Told | None:
    """The notice for a class; None for an illness that is not on the list."""
    if key not in ILLNESSES:
        return None
    given = {"illness": ILLNESSES[key], "room": classroom, "day": day_words(day)}
    return Told(
        title=_("%(illness)s in %(room)s") % given,
        body=_(
            "A child of %(room)s was found to have %(illness)s (%(day)s).\n\n"
            "Please look at your child's temperature, skin and tummy in the morning and in the evening. "
            "If something worries you, see a doctor before you bring your child, and tell us what the doctor said.\n\n"
            "We air the rooms, wash hands and disinfect more often. Thank you for your help."
        )
        % given,
    )
