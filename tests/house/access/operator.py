"""The operator's site: its addresses come from the resolver, its rule is one."""

import re

from tests.house.access.outcomes import Outcome
from tests.house.access.surfaces import every_surface
from tests.house.access.table import OPERATOR_NAMESPACE

DOOR = "/operator/login/"


def paths() -> list[str]:
    """Every address below the site, with a key that is none where it needs one."""
    routes = [surface.route for surface in every_surface() if surface.name.startswith(OPERATOR_NAMESPACE)]
    return sorted({_path(route) for route in routes})


def others_get(path: str) -> Outcome:
    """The site's own door only leads on: to the sign-in, or to where nothing is there."""
    return Outcome.OK if path == DOOR else Outcome.HIDDEN


def _path(route: str) -> str:
    filled = re.sub(r"<[^>]+>", "1", re.sub(r"\^\(\?P<app_label>(\w+)[^)]*\)", r"\1", route))
    return "/" + filled.rstrip("$")
