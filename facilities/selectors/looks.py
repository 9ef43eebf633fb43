"""Who looked at my child: entries of the audit as her own family may read them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, OuterRef, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from facilities.models import AuditEntry, Child, StaffMember
from facilities.selectors.family import Family

# What staff did with a child's data, in words for her family. What is not named here (blocks, links and requests of
# another household among it) is never shown to a guardian.
LOOKS: dict[str, Promise] = {
    "child.read": _("Opened the child's page"),
    "child.changed": _("Changed the child's data"),
}


@dataclass(frozen=True)
class Look:
    """One act of one staff member on one of her children."""

    id: UUID
    at: datetime
    child: str
    who: str
    facility: str
    device: str
    words: Promise


def looks_of(family: Family, *, before: UUID | None = None, limit: int) -> list[Look]:
    """What staff did and looked at, newest first, of the children she may view today. Two queries."""
    children = {child for _guardian, _household, child in family.grants}
    names = dict(Child.objects.filter(pk__in=children).values_list("pk", "given_name"))
    staff = StaffMember.objects.filter(user=OuterRef("actor"), organisation=OuterRef("organisation"))
    rows = AuditEntry.objects.filter(child__in=children, subject_kind="child", action__in=LOOKS)
    rows = rows.annotate(who=Subquery(staff.values("name")[:1])).exclude(who=None)
    if before:
        rows = rows.filter(pk__lt=before)
    found = rows.order_by("-pk").values(
        "pk", "at", "child", "who", "action", place=F("facility__name"), tablet=F("device__name")
    )[:limit]
    return [
        Look(
            row["pk"], row["at"], names[row["child"]], row["who"], row["place"] or "", row["tablet"] or "",
            LOOKS[row["action"]],
        )
        for row in found
    ]  # fmt: skip
