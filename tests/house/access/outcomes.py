"""What an answer means, whatever made it."""

from enum import Enum
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.urls import reverse


class Outcome(Enum):
    """How an answer is read; `value` is its word in PERMISSIONS.md."""

    OK = "yes"
    SIGN_IN = "sign in"
    HIDDEN = "not there"
    REFUSED = "refused"
    INVALID = "no such choice"
    METHOD = "no such method"
    BROKEN = "broken"


STATUSES = {
    400: Outcome.INVALID,
    401: Outcome.SIGN_IN,
    403: Outcome.REFUSED,
    404: Outcome.HIDDEN,
    405: Outcome.METHOD,
}
RULES = (409, 422)  # a rule of the product answered a person who has the authority


def outcome_of(response: HttpResponse) -> Outcome:
    """2xx, a rule's answer and any redirect but the one to sign-in, or to a tablet's PIN, are OK."""
    status = response.status_code
    if status in (301, 302, 303):
        doors = (reverse("account_login"), reverse("admin:login"), reverse("tablet_who"))
        to_sign_in = urlsplit(response["Location"]).path in doors
        return Outcome.SIGN_IN if to_sign_in else Outcome.OK
    if 200 <= status < 300 or status in RULES:
        return Outcome.OK
    return STATUSES.get(status, Outcome.BROKEN)
