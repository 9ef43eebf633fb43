"""A browser in English that asks for pages by their names."""

from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse


def english(client: Client) -> Client:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def at(name: str, *args: Any) -> str:
    return reverse(name, args=args)


def text(client: Client, address: str, status: int = 200, **fields: Any) -> str:
    answer = client.post(address, fields) if fields else client.get(address)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()
