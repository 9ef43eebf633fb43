"""`./run bench [NAME …]`: one JSON line a measure; a name may be the beginning of several."""

import json
import os
import sys
import time
import traceback

import django


def main(names: list[str]) -> int:
    """Give 1 when a measure broke or missed its goal, 2 when a name fits none."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    django.setup()
    from django.core.management import call_command

    from tests.bench.registry import MEASURES, load_all

    load_all()
    chosen = [name for name in sorted(MEASURES) if not names or name.startswith(tuple(names))]
    if not chosen:
        print(f"No such measure; there are: {', '.join(sorted(MEASURES))}", file=sys.stderr)
        return 2
    call_command("migrate", verbosity=0, interactive=False)
    results = [_run(name) for name in chosen]
    return 0 if all(results) else 1


def _run(name: str) -> bool:
    from tests.bench.registry import MEASURES

    print(f"{name} …", file=sys.stderr, flush=True)
    started, reached = time.monotonic(), True
    try:
        for row in MEASURES[name]():
            print(json.dumps({"bench": name, **row}, ensure_ascii=False), flush=True)
            reached &= bool(row.get("ok", True))
    except Exception:
        traceback.print_exc()
        reached = False
    print(f"{name}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    return reached


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
