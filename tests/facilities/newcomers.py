"""Opening an account with an invitation, and the link a guardian gives."""

from uuid import UUID

from accounts.models import User
from facilities import services
from facilities.models import Child, Guardian, Invitation
from facilities.services import Newcomer
from tests import factories

RIGHTS = ("can_view", "can_write", "can_answer", "can_pick_up", "can_buy", "is_emergency_contact")


def open_account(invitation: UUID, login: str = "saori", **fields: str) -> User:
    values = {"name": "髙橋 沙織", "relation": "mother", **fields}
    return services.open_account(
        invitation_id=invitation,
        newcomer=Newcomer(values["name"], values["relation"]),
        login=login,
        password=factories.PASSWORD,
        language="easy",
    )


def link_of(inviter: Guardian, child: Child) -> Invitation:
    assert inviter.user
    return services.invite_relative(actor=inviter.user, child=child).invitation
