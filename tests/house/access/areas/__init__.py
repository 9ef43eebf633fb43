"""One module an area of the product: its ENTRIES, the rows it adds to the world, and how they are named.

A module may define `make(world)`, called while everybody still has her rights, and
`things(world) -> {thing: ids in the address}`; names are the rules' own.
"""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


def areas() -> list[ModuleType]:
    """Every module beside this one, by name."""
    return [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
