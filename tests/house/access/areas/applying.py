"""Applying without an account, and what the office does with it."""

from uuid import uuid4

from facilities import services
from facilities.models import Application, Facility
from facilities.renewals import renewal_token
from facilities.services.members import admit_member
from tests import factories
from tests.house.access import rules
from tests.house.access.entries import get_entries, post_entries
from tests.house.access.outcomes import Outcome
from tests.house.access.persons import EVERYBODY, SENDERS, people
from tests.house.access.rules import Rule, Who
from tests.house.access.world import NOWHERE, World

CHILD = {
    "family_name": "山本", "given_name": "凛", "family_kana": "やまもと", "given_kana": "りん", "born_on": "2024-05-05",
    "guardian_name": "山本 彩", "relation": "mother", "phone": "090-0000-1111", "wished_on": "2027-04-01",
}  # fmt: skip
MEMBER = {"member_kind": "regular", "name": "会員 太郎"}
OURS = people(SENDERS, "manager")
APPLICATION = Rule(
    "Keepers of the roster: central senders and approvers, and the facility the form is for.",
    {
        "application to us": Who(OURS),
        "application to the other facility": Who(people(SENDERS, "other_manager")),
        "membership applied for": Who(SENDERS),
        "other organisation's application": Who(people("foreign_office", "foreign_manager")),
        "no such application": Who(),
    },
)
MEMBERSHIP = Rule(
    "Central senders and approvers of the organisation.",
    {
        "member": Who(SENDERS), "other organisation's member": Who(people("foreign_office")), "no such member": Who(),
    },
)  # fmt: skip
FORMS = Rule(
    "Everybody, signed in or not, who has the address.",
    {"open organisation": Who(EVERYBODY), "no such organisation": Who()},
    anonymous=Outcome.HIDDEN,
)  # fmt: skip
RENEWS = Rule(
    "Everybody who has the link of the mail; the page names nobody.",
    {"renewal": Who(EVERYBODY), "renewal with a wrong token": Who(EVERYBODY)},
)
RENEWED = Rule(
    "Whoever has the link.",
    {"renewal": Who(EVERYBODY), "renewal with a wrong token": Who()},
    anonymous=Outcome.HIDDEN,
)
NOTHING_WAITS = Rule(
    "Who has filled in a form in this browser just now.", {rules.NO_THING: Who()}, anonymous=Outcome.HIDDEN
)
ENTRIES = [
    *get_entries(FORMS, "apply", "apply_child", "apply_member"),
    *post_entries(FORMS, "apply_child", "apply_member"),
    *get_entries(NOTHING_WAITS, "apply_prove"),
    *post_entries(NOTHING_WAITS, "apply_prove", digits="000000"),
    *get_entries(RENEWS, "member_renewal"),
    *post_entries(RENEWED, "member_renewal"),
    *get_entries(rules.WORKPLACE, "office_applications", "office_members"),
    *get_entries(APPLICATION, "office_application"),
    *post_entries(APPLICATION, "office_application_approve"),
    *post_entries(APPLICATION, "office_application_refuse", answer="満員です。"),
    *post_entries(MEMBERSHIP, "office_member_end"),
]


def make(world: World) -> None:
    """One form for each place, and one for a membership."""
    for name, place in (("own", "own"), ("other", "other"), ("foreign", "foreign")):
        world.rows[f"application {name}"] = _apply(world.places[place], "child")
    world.rows["application member"] = _apply(world.places["own"], "member")
    for name in ("own", "foreign"):
        world.rows[f"member {name}"] = admit_member(
            organisation_id=world.places[name].organisation_id, starts_on=factories.today(), email="a@example.com",
            answers=MEMBER,
        )  # fmt: skip


def _apply(place: Facility, kind: str) -> Application:
    return services.submit_application(
        id=uuid4(), organisation=place.organisation, kind=kind, facility=place if kind == "child" else None,
        email="kazoku@example.com", answers=CHILD if kind == "child" else MEMBER,
    )  # fmt: skip


def things(world: World) -> dict[str, tuple[object, ...]]:
    """Forms, members, and the public addresses."""
    member = world.rows["member own"]
    return {
        "application to us": (world.rows["application own"].pk,),
        "application to the other facility": (world.rows["application other"].pk,),
        "membership applied for": (world.rows["application member"].pk,),
        "other organisation's application": (world.rows["application foreign"].pk,),
        "no such application": (NOWHERE,),
        "member": (member.pk,),
        "other organisation's member": (world.rows["member foreign"].pk,),
        "no such member": (NOWHERE,),
        "open organisation": (world.places["own"].organisation_id,),
        "no such organisation": (NOWHERE,),
        "renewal": (member.pk, renewal_token(member.pk, member.ends_on)),
        "renewal with a wrong token": (member.pk, "0" * 32),
    }
