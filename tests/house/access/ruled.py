"""Every rule there is, found by looking: a new one is in this list before anybody thinks of its flip."""

import inspect
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from backend.errors import NotAllowed, NotVisible
from facilities.models import Role

RULES_ONLY = (
    "facilities.policies",
    "facilities.acting",
    "attendance.policies",
    "contactbook.policies",
    "surveys.policies",
    "photos.policies",
)
DOORS = (
    "mobile_web.guard",
    "mobile_web.stampers",
    "mobile_web.stepup",
    "mobile_web.tablets",
    "mobile_web.takeout",
    "mobile_web.views.guardian.frame",
    "mobile_web.views.office.book_frame",
    "mobile_web.views.office.care_frame",
    "mobile_web.views.office.days_frame",
    "mobile_web.views.office.frame",
)
MODELS = (
    "facilities.models",
    "notices.models",
    "attendance.models",
    "contactbook.models",
    "surveys.models",
    "photos.models",
)
SELECTORS = (
    "facilities.selectors",
    "notices.selectors",
    "attendance.selectors",
    "contactbook.selectors",
    "surveys.selectors",
    "photos.selectors",
)
SERVICES = (
    "facilities.services",
    "notices.services",
    "attendance.services",
    "contactbook.services",
    "surveys.services",
    "photos.services",
)
ROLES_IN = ("facilities", "notices", "attendance", "contactbook", "surveys", "photos", "mobile_web")
REFUSALS = (NotVisible.__name__, NotAllowed.__name__)
Rules = dict[str, tuple[Any, str]]


def rules() -> Rules:
    """Name → (where it is defined, its name there)."""
    return {name: (owner, attribute) for name, owner, attribute in _found()}


def _found() -> Iterator[tuple[str, Any, str]]:
    for module in _with_parts(*RULES_ONLY):
        yield from _named(module, _functions(module))
    for module in map(import_module, DOORS):
        yield from _named(module, (found for found in _functions(module) if not found.startswith("_")))
        yield from _views_of_middleware(module)
    for module in _modules(*MODELS):
        yield from _querysets(module)
    for module in _modules(*SELECTORS):
        yield from _named(module, (name for name in _functions(module) if _person_in(module, name)))
    for module in _modules(*SERVICES):
        yield from _named(module, (name for name in _functions(module) if _decides(module, name)))
    yield from _roles()


def _named(owner: Any, names: Iterator[str]) -> Iterator[tuple[str, Any, str]]:
    yield from ((f"{owner.__name__}.{name}", owner, name) for name in names)


def _modules(*packages: str) -> Iterator[ModuleType]:
    for package in map(import_module, packages):
        for found in walk_packages(package.__path__, f"{package.__name__}."):
            yield import_module(found.name)


def _with_parts(*names: str) -> Iterator[ModuleType]:
    for module in map(import_module, names):
        yield module
        if hasattr(module, "__path__"):
            yield from _modules(module.__name__)


def _functions(module: ModuleType) -> Iterator[str]:
    for name, found in vars(module).items():
        if inspect.isfunction(found) and found.__module__ == module.__name__:
            yield name


def _person_in(module: ModuleType, name: str, *, by_keyword: bool = True) -> bool:
    """Is it asked for somebody?"""
    parameters = inspect.signature(inspect.unwrap(getattr(module, name))).parameters.values()
    return any(
        one.annotation in (User, User | None)
        and (by_keyword or one.kind is not inspect.Parameter.KEYWORD_ONLY)
        for one in parameters
    )


def _decides(module: ModuleType, name: str) -> bool:
    """A helper of services that refuses a person. Services themselves take their actor by keyword, and ask these."""
    refuses = any(word in inspect.getsource(getattr(module, name)) for word in REFUSALS)
    return refuses and _person_in(module, name, by_keyword=False)


def _querysets(module: ModuleType) -> Iterator[tuple[str, Any, str]]:
    for found in list(vars(module).values()):
        if inspect.isclass(found) and issubclass(found, QuerySet) and found.__module__ == module.__name__:
            for name, method in vars(found).items():
                if inspect.isfunction(method):
                    yield f"{found.__name__}.{name}", found, name


def _views_of_middleware(module: ModuleType) -> Iterator[tuple[str, Any, str]]:
    for found in list(vars(module).values()):
        if inspect.isclass(found) and found.__module__ == module.__name__ and hasattr(found, "process_view"):
            yield f"{found.__name__}.process_view", found, "process_view"


def _roles() -> Iterator[tuple[str, Any, str]]:
    """Every set of roles, once: what is imported by name is the same set."""
    known: set[str] = set()
    for module in _modules(*ROLES_IN):
        for name, found in list(vars(module).items()):
            if isinstance(found, frozenset) and found and all(isinstance(one, Role) for one in found):
                if name not in known:
                    yield name, module, name
                known.add(name)
