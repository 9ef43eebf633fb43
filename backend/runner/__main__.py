"""`./run VERB …`: each verb installs what it needs, then does one thing."""

import sys
from collections.abc import Callable

from backend.runner import install

USAGE = """\
./run demo [--port N] [--reset] [--facility-list FILE]   a populated ward on http://127.0.0.1:8000
./run test [pytest arguments]                            the whole suite, or a part of it
./run check                                              lint, types, contracts, migrations, translations
./run bench [NAME …]                                     one JSON line a measure, beside its ceiling
./run manage COMMAND …                                   Django's commands, with the servers running
./run messages                                           collect the words to translate into locale/
./run lock                                               renew requirements/*.txt from pyproject.toml"""

Verb = Callable[[list[str]], int]


def _demo(arguments: list[str]) -> int:
    install.system_packages(install.FOR_DEMO)
    install.python_packages("demo")
    from backend.runner import demo

    return demo.main(arguments)


def _test(arguments: list[str]) -> int:
    install.system_packages(install.FOR_TESTS)
    install.python_packages("dev")
    install.browser()
    from backend.runner import suite

    return suite.main(arguments)


def _check(arguments: list[str]) -> int:
    install.python_packages("dev")
    from backend.runner import checks

    return checks.main(arguments)


def _bench(arguments: list[str]) -> int:
    install.system_packages(install.FOR_DEMO)
    install.python_packages("dev")
    from backend.runner import django

    return django.bench(arguments)


def _manage(arguments: list[str]) -> int:
    install.python_packages("demo")
    from backend.runner import django

    return django.manage(arguments)


def _messages(arguments: list[str]) -> int:
    install.python_packages("dev")
    from backend.runner import translations

    return translations.main(arguments)


def _lock(arguments: list[str]) -> int:
    from backend.runner import locks

    return locks.main(arguments)


VERBS: dict[str, Verb] = {
    "demo": _demo,
    "test": _test,
    "check": _check,
    "bench": _bench,
    "manage": _manage,
    "messages": _messages,
    "lock": _lock,
}


def main(argv: list[str]) -> int:
    """Give the exit status of the verb, 2 for one that does not exist."""
    verb = VERBS.get(argv[0]) if argv else None
    if verb is None:
        asked = argv[:1] in ([], ["help"], ["-h"], ["--help"])
        print(USAGE, file=sys.stdout if asked else sys.stderr)
        return 0 if asked else 2
    try:
        return verb(argv[1:])
    except install.InstallError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
