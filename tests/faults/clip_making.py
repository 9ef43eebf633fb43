"""`python -m tests.faults.clip_making`: makes clips as a worker does, and loses power where it is told to."""

import os
import sys
from typing import Any

import django


def main(where: str) -> None:
    """At the renaming of the file that plays, before the photo's row changes, or after it."""
    django.setup()
    from django.db import connection

    from photos.services.clips import make_clips

    def hook(event: str, _arguments: object) -> None:
        if event == "os.rename":
            os.kill(os.getpid(), 9)

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        is_row = sql.startswith('UPDATE "photos_photo"')
        if is_row and where == "before row":
            os.kill(os.getpid(), 9)
        done = execute(sql, params, many, context)
        if is_row:
            os.kill(os.getpid(), 9)
        return done

    if where == "rename":
        sys.addaudithook(hook)
    connection.execute_wrappers.append(wrapper)
    make_clips()


if __name__ == "__main__":
    main(sys.argv[1])
