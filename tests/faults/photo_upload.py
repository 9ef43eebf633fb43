"""`python -m tests.faults.photo_upload`: uploads photos as a request does, and loses power where it is told to."""

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

import django


def main(said: dict[str, Any]) -> None:
    """Prints what became of each file, as JSON."""
    django.setup()
    from accounts.models import User
    from backend.errors import DomainError
    from photos import services
    from photos.models import Album

    actor, album = User.objects.get(pk=said["actor"]), Album.objects.get(pk=said["album"])
    if said.get("most"):
        resource.setrlimit(
            resource.RLIMIT_FSIZE, (said["most"], resource.getrlimit(resource.RLIMIT_FSIZE)[1])
        )
    if said.get("dies"):
        _die(*said["dies"])
    answers = []
    for path in said["files"]:
        try:
            services.add_photo(actor=actor, album=album, upload=services.Upload(Path(path)))
        except DomainError as error:
            answers.append(error.code)
        else:
            answers.append("kept")
    print(json.dumps(answers))


def _die(where: str, number: int) -> None:
    """At the so-manieth renaming of a file, or before or after the row is written."""
    if where == "rename":
        left = [number]

        def hook(event: str, _arguments: object) -> None:
            if event == "os.rename":
                left[0] -= 1
                if not left[0]:
                    os.kill(os.getpid(), 9)

        sys.addaudithook(hook)
        return
    from django.db import connection

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        is_row = sql.startswith('INSERT INTO "photos_photo"')
        if is_row and where == "before row":
            os.kill(os.getpid(), 9)
        done = execute(sql, params, many, context)
        if is_row:
            os.kill(os.getpid(), 9)
        return done

    connection.execute_wrappers.append(wrapper)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
