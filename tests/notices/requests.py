"""A request to the interface for machines."""

from typing import Any
from uuid import uuid4

from django.test import Client


def send(
    client: Client, path: str, body: dict[str, Any] | None = None, key: str | None = None, **options: Any
) -> Any:
    method = options.pop("method", "post")
    return getattr(client, method)(
        f"/api/v1/notices/{path}", body or {}, content_type="application/json",
        headers={"Idempotency-Key": key or str(uuid4())}, **options,
    )  # fmt: skip
