"""What the tests of staff do and ask again and again."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.sessions import SessionStore
from backend.ids import uuid7
from facilities import services
from facilities.models import (
    Invitation,
    Organisation,
    Role,
    StaffMember,
    StaffPost,
)
from facilities.services.staff import Invited
from tests import factories

DAY = timedelta(days=1)
NETWORK = "192.0.2.1"


def today() -> Any:
    return timezone.localdate()


def invite(actor: User, organisation: Organisation, **values: Any) -> Invited:
    said = {
        "id": uuid7(),
        "name": "川口 愛",
        "kana": "かわぐち あい",
        "role": Role.TEACHER,
        "starts_on": today(),
        "ends_on": today() + 30 * DAY if values.get("role") == Role.AUDITOR else None,
    }
    return services.invite_staff(actor=actor, organisation=organisation, **{**said, **values})


def member_of(user: User) -> StaffMember:
    return StaffMember.objects.get(user=user)


def post_of(user: User) -> StaffPost:
    return StaffPost.objects.get(member__user=user)


def join(invited: Invited, login: str = "ai.kawaguchi") -> User:
    found = services.find_sign_in_code(typed=invited.code, network=NETWORK)
    assert isinstance(found, Invitation)
    return services.join_staff(invitation=found, login=login, password=factories.PASSWORD)


def signed_in_session(user: User) -> str:
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session.create()
    return str(session.session_key)
