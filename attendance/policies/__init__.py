"""Who may do what with attendance, by topic. Every service's first line is one of these."""

from .billing import require_biller
from .health import (
    may_keep_health,
    require_caretaker,
    require_class_staff,
    require_health_keeper,
    require_health_place,
    require_pupil_of,
    require_witness,
)
from .months import require_month_keeper, require_overseer
from .places import (
    CORRECTING_ROLES,
    require_corrector,
    require_runner,
    require_stamper,
)
from .watch import require_asked, require_family_caller, require_searcher, require_second_person
from .words import (
    may_keep_words,
    require_author,
    require_card_holder,
    require_family_voice,
    require_word_keeper,
)

__all__ = [
    "CORRECTING_ROLES",
    "may_keep_health",
    "may_keep_words",
    "require_asked",
    "require_author",
    "require_biller",
    "require_card_holder",
    "require_caretaker",
    "require_class_staff",
    "require_corrector",
    "require_family_caller",
    "require_family_voice",
    "require_health_keeper",
    "require_health_place",
    "require_month_keeper",
    "require_overseer",
    "require_pupil_of",
    "require_runner",
    "require_searcher",
    "require_second_person",
    "require_stamper",
    "require_witness",
    "require_word_keeper",
]
