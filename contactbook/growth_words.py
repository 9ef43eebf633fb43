"""A measure in words: what it is called, in which unit, and where it stands."""

from django.utils.translation import gettext as _

from contactbook.selectors.growth import Measured

UNITS = {"height": "cm", "weight": "kg", "head": "cm", "chest": "cm"}
PLACES = {"height": 1, "weight": 2, "head": 1, "chest": 1}


def measure_words(measure: str) -> str:
    """Height, weight, head, chest."""
    return {"height": _("Height"), "weight": _("Weight"), "head": _("Head"), "chest": _("Chest")}[measure]


def value_words(one: Measured) -> str:
    """82.4 cm."""
    return f"{one.value:.{PLACES[one.measure]}f} {UNITS[one.measure]}"


def band_words(band: tuple[int | None, int | None] | None) -> str:
    """Where it lies among a hundred children of this age; no judgement."""
    if band is None:
        return ""
    low, high = band
    if low is None:
        return _("below the 3rd percentile")
    if high is None:
        return _("above the 97th percentile")
    return _("%(low)s to %(high)s percentile") % {"low": low, "high": high}
