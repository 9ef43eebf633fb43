"""Fail when an app's migrations fork, or one of them kept the name that Django made up."""

import re
import sys

import django
from django.db.migrations.loader import MigrationLoader

from backend.runner.install import ROOT


def faults() -> list[str]:
    """Each migration of ours has one parent in its app, and each app has one last migration."""
    graph = MigrationLoader(None).graph
    ours = [key for key in graph.nodes if (ROOT / key[0] / "migrations").is_dir()]
    found = [
        f"{app}: has several last migrations"
        for app in {app for app, _ in ours}
        if len(graph.leaf_nodes(app)) > 1
    ]
    for app, name in sorted(ours):
        parents = [parent for parent in graph.node_map[app, name].parents if parent.key[0] == app]
        if len(parents) > 1:
            found.append(f"{app}.{name}: has {len(parents)} parents")
        if re.search(r"_auto_\d|^\d+_alter_|_and_more$", name):
            found.append(f"{app}.{name}: say in the name what it does")
    return found


if __name__ == "__main__":
    django.setup()
    told = faults()
    print("\n".join(told))
    sys.exit(1 if told else 0)
