"""What a typed code opens, for families and for staff; guesses are counted by the network they come from."""

from typing import Protocol, TypeVar

from allauth.account.adapter import get_adapter
from django import forms
from django.http import HttpRequest

from backend.errors import DomainError
from facilities.guessing import network_of

Row = TypeVar("Row", covariant=True)


class Find(Protocol[Row]):
    """A service that knows codes."""

    def __call__(self, *, typed: str, network: str) -> Row: ...


def opened_by(request: HttpRequest, form: forms.Form, find: Find[Row]) -> tuple[Row | None, int]:
    """The row and 200; or None and the page's status, with the sentence beside the field `code`."""
    if not form.is_valid():
        return None, 422 if form.is_bound else 200
    network = network_of(get_adapter().get_client_ip(request))
    try:
        return find(typed=form.cleaned_data["code"], network=network), 200
    except DomainError as error:
        form.add_error("code", str(error.message))
        return None, error.status
