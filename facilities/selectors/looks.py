"""Who looked at my child: entries of the audit as her own family may read them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, OuterRef, Q, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from facilities.models import AuditEntry, Child, StaffMember
from facilities.selectors.family import Family

# What staff did with a child's data, in words for her family. What is not named here (blocks, links, reports, cards,
# medicine and requests of another household among it) is never shown to a guardian.
LOOKS: dict[str, Promise] = {
    "child.look": _("Opened the child's page"),
    "enrolment.look": _("Opened the page of the child's places"),
    "child.change": _("Changed the child's data"),
    "child.enrol": _("Put the child on the roster"),
    "child.move": _("Entered a change of class"),
    "child.leave": _("Entered the last day"),
    "child.leave_undone": _("Took the last day back"),
    "child.transfer": _("Entered a move to another facility"),
    "child.transfer_undone": _("Took the move to another facility back"),
    "rollover.decide": _("Planned the class of the next school year"),
    "rollover.apply": _("Entered the class of the next school year"),
    "rollover.reverse": _("Took the class of the next school year back"),
    "care.look": _("Opened the child's extended care"),
    "care.confirm": _("Confirmed the child's extended care"),
    "care.adjust": _("Changed an amount of extended care"),
    "care.exclude": _("Charged nothing for a day of extended care"),
    "care.reopen": _("Worked a day of extended care out again"),
    "care.export": _("Saved extended care as a file"),
    "care.contract": _("Entered the child's contract"),
    "care.contract_dropped": _("Took a later contract back"),
    "care.contract_end": _("Set the last day of a contract"),
    "care.plan": _("Entered extended care paid by the month"),
    "care.plan_dropped": _("Took extended care paid by the month back"),
    "allergy.note": _("Noted an allergy of the child"),
    "allergy.change": _("Changed what is noted of an allergy"),
    "allergy.end": _("Took an allergy off the register"),
    "allergy.print": _("Printed the kitchen's list"),
    "nap.sheet": _("Opened the child's nap checks"),
    "attendance.look": _("Opened the child's day"),
    "attendance.correct": _("Corrected when the child came or left"),
    "attendance.export": _("Saved the attendance sheet as a file"),
    "no_show.numbers_shown": _("Opened the family's telephone numbers, as the child had not come"),
    "no_show.call": _("Telephoned the family, as the child had not come"),
    "no_show.search": _("Looked for the child"),
    "no_show.found": _("Found the child"),
    "roster.exported_child": _("Saved the roster as a file"),
    "roster.changed_child": _("Brought the roster up to date by a file"),
    "roster.changed_back": _("Took a file of the roster back"),
}
# The same of her own household: the subject is the household, never a child that others share.
HOUSEHOLD_LOOKS: dict[str, Promise] = {
    "survey.entered": _("Entered your answer to a survey"),
    "calls.numbers_shown": _("Opened your telephone numbers to call you"),
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
    households = {household for _guardian, household, _child in family.grants}
    rows = AuditEntry.objects.filter(
        Q(child__in=children, action__in=LOOKS)
        | Q(subject_kind="household", subject_id__in=households, action__in=HOUSEHOLD_LOOKS)
    )
    rows = rows.annotate(who=Subquery(staff.values("name")[:1])).exclude(who=None)
    if before:
        rows = rows.filter(pk__lt=before)
    found = rows.order_by("-pk").values(
        "pk", "at", "child", "who", "action", place=F("facility__name"), tablet=F("device__name")
    )[:limit]
    return [
        Look(
            row["pk"], row["at"], names.get(row["child"], ""), row["who"], row["place"] or "", row["tablet"] or "",
            {**LOOKS, **HOUSEHOLD_LOOKS}[row["action"]],
        )
        for row in found
    ]  # fmt: skip
