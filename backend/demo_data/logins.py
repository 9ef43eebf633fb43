"""One person of each kind with a login that stays: written to demo-logins.json and printed by the demo."""

import json
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings

from accounts.models import User
from backend.demo_data.numbers import Plan
from backend.demo_data.places import Places
from facilities.models import RIGHTS_BEYOND_VIEW, Child, Classroom, Enrolment, Grant, Guardian, Household

PASSWORD = "engawa-demo-2026"  # noqa: S105 - printed by the demo, for invented people only
KINDS = {
    "office": "central office, sending", "office2": "central office, approving",
    "reader": "central office, reading", "auditor": "auditor", "manager": "facility manager",
    "teacher": "teacher of a class", "nurse": "nurse", "facility-office": "facility office",
    "guardian": "mother of two", "guardian2": "father of the same two", "grandmother": "relative, may only look",
    "separated": "parent in another household", "blocked": "blocked parent", "operator": "operator, no family data",
}  # fmt: skip


class _Families:
    """Makes the few families whose people have readable logins."""

    def __init__(self, plan: Plan, places: Places, password_hash: str) -> None:
        self.plan, self.places, self.password_hash = plan, places, password_hash
        self.count = 20_000_000
        self.first_day = date(plan.school_year, 4, 1)

    def key(self, kind: str) -> dict[str, object]:
        self.count += 1
        return {"id": self.plan.made_id(kind, self.count), "organisation": self.places.organisation}

    def household(self, name: str) -> Household:
        return Household.objects.create(name=name, **self.key("household"))

    def child(self, names: tuple[str, str, str, str], honorific: str, room: Classroom) -> Child:
        family, given, family_kana, given_kana = names
        child = Child.objects.create(
            family_name=family, given_name=given, family_kana=family_kana, given_kana=given_kana, honorific=honorific,
            born_on=date(self.plan.school_year - room.age - 1, 6, 12), **self.key("child"),
        )  # fmt: skip
        kind = Enrolment.Kind.AFTER_SCHOOL if room.age >= 6 else Enrolment.Kind.REGULAR
        Enrolment.objects.create(
            facility=room.facility, classroom=room, child=child, kind=kind, starts_on=self.first_day,
            **self.key("enrolment"),
        )  # fmt: skip
        return child

    def guardian(
        self, login: str, names: tuple[str, str], relation: str, household: Household, order: int
    ) -> Guardian:
        name, kana = names
        user = User.objects.create(
            id=self.plan.made_id("user", self.count), login=login, email=f"{login}@example.jp", name=name,
            password=self.password_hash, joined_at=self.plan.now,
        )  # fmt: skip
        return Guardian.objects.create(
            household=household, user=user, name=name, kana=kana, relation=relation, call_order=order,
            phone=f"090-0000-{9000 + self.count % 1000:04}", email=user.email, **self.key("guardian"),
        )  # fmt: skip

    def grant(
        self, guardian: Guardian, *children: Child, rights: tuple[str, ...] = RIGHTS_BEYOND_VIEW
    ) -> None:
        for child in children:
            Grant.objects.create(
                guardian=guardian, child=child, starts_on=self.first_day, **dict.fromkeys(rights, True),
                **self.key("grant"),
            )  # fmt: skip

    def block(self, guardian: Guardian, child: Child) -> None:
        Grant.objects.create(
            guardian=guardian, child=child, can_view=False, is_blocked=True,
            starts_on=self.plan.today - timedelta(days=400), **self.key("grant"),
        )  # fmt: skip


def make_named_people(plan: Plan, places: Places, password_hash: str) -> None:
    """A family of two children with a grandmother, separated parents, a blocked father, and the operator."""
    families = _Families(plan, places, password_hash)
    facility = places.facilities[0]
    younger, older = places.classroom(facility, 1), places.classroom(facility, 4)
    _family_of_two(families, younger, older)
    _separated(families, places.classroom(facility, 3))
    User.objects.create(
        id=plan.made_id("operator", 1), login="operator", email="operator@example.jp", name="運用 担当",
        password=password_hash, is_operator=True, joined_at=plan.now,
    )  # fmt: skip


def _family_of_two(families: _Families, younger: Classroom, older: Classroom) -> None:
    home = families.household("髙橋")
    children = [
        families.child(("髙橋", "葵", "たかはし", "あおい"), "chan", younger),
        families.child(("髙橋", "湊", "たかはし", "みなと"), "kun", older),
    ]
    families.grant(
        families.guardian("guardian", ("髙橋 歩美", "たかはし あゆみ"), "mother", home, 1), *children
    )
    families.grant(
        families.guardian("guardian2", ("髙橋 健", "たかはし たけし"), "father", home, 2), *children
    )
    families.grant(
        families.guardian("grandmother", ("髙橋 和子", "たかはし かずこ"), "grandmother", home, 3), *children,
        rights=("is_emergency_contact",),
    )  # fmt: skip


def _separated(families: _Families, room: Classroom) -> None:
    """Two homes share one child; in another family the father is blocked from seeing his."""
    home, other = families.household("𠮷田"), families.household("宮﨑")
    child = families.child(("𠮷田", "凪", "よしだ", "なぎ"), "kun", room)
    families.grant(families.guardian("guardian3", ("𠮷田 沙織", "よしだ さおり"), "mother", home, 1), child)
    families.grant(
        families.guardian("separated", ("宮﨑 大輔", "みやざき だいすけ"), "father", other, 1), child
    )
    home, other = families.household("葛󠄀西"), families.household("河野")
    child = families.child(("葛󠄀西", "詩", "かさい", "うた"), "chan", room)
    families.grant(families.guardian("guardian4", ("葛󠄀西 美穂", "かさい みほ"), "mother", home, 1), child)
    father = families.guardian("blocked", ("河野 剛", "こうの つよし"), "father", other, 1)
    families.grant(father, child)
    families.block(father, child)


def write_logins() -> list[dict[str, str]]:
    """Write the sign-ins that exist to `demo-logins.json` in the data folder, and give them back."""
    names = dict(User.objects.filter(login__in=KINDS).values_list("login", "name"))
    rows = [
        {"kind": kind, "login": kind, "password": PASSWORD, "name": f"{names[kind]} ({words})"}
        for kind, words in KINDS.items() if kind in names
    ]  # fmt: skip
    Path(settings.VAR).mkdir(parents=True, exist_ok=True)
    (Path(settings.VAR) / "demo-logins.json").write_text(
        json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return rows


def table(rows: list[dict[str, str]]) -> str:
    """The sign-ins as lines of text."""
    return "\n".join(f"  {row['login']:<16} {row['password']:<18} {row['name']}" for row in rows)
