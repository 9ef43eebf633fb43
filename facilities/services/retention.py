"""How long what is kept, and deleting it: at night by these rules, and when a family asks for it.

Facts that are only ever added (who was told, who read, the audit) stay as rows of ids; what says whom the ids were is
overwritten, so that nothing in them names anybody any more.
"""

from collections.abc import Callable, Collection
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import forget_account
from backend.errors import DomainError
from backend.rowlevel import as_system
from facilities import policies
from facilities.models import (
    Application,
    ChangeRequest,
    Child,
    Decision,
    EmailCheck,
    Enrolment,
    Erasure,
    Grant,
    Guardian,
    Household,
    Invitation,
    Organisation,
    RosterImport,
    RosterRow,
    StaffMember,
    lasting,
)

# (what, days it is kept, why so long): the retention table of docs/operator.ja.md.
KEPT_DAYS = {
    "email_checks": 1,
    "invitations": 90,
    "roster_files": 90,
    "applications_refused": 180,
    "change_requests": 3 * 365,
    "families": 5 * 365,
}


FORGOTTEN = (
    "family_name", "given_name", "family_kana", "given_kana", "external_id", "allergies", "born_on",
)  # fmt: skip


def erase_expired(*, dry_run: bool = False) -> dict[str, int]:
    """Delete what its time is over for, organisation by organisation; returns counts by kind of row.

    One transaction an organisation, with an `Erasure` as its report when anything was deleted.
    """
    checks = EmailCheck.objects.filter(expires_at__date__lt=_before("email_checks"))
    total = {"email_checks": checks.count() if dry_run else checks.delete()[0]}
    for organisation in Organisation.objects.order_by("pk"):
        for kind, count in _erase_in(organisation, dry_run=dry_run).items():
            total[kind] = total.get(kind, 0) + count
    return {kind: count for kind, count in total.items() if count}


@transaction.atomic
def erase_family(*, actor: User, household: Household) -> Erasure:
    """A family asked to be forgotten: possible when none of its children goes anywhere any more."""
    policies.require_roster_keeper(actor, household.organisation_id, None)
    children = _only_here(household)
    if Enrolment.objects.filter(lasting(timezone.localdate()), child__in=_children_of(household)).exists():
        raise DomainError(
            _(
                "A child of this family still goes to a facility. Nothing was deleted. Enter the last day first."
            )
        )
    report = _forget_children(children) | _forget_households(Household.objects.filter(pk=household.pk))
    erasure = Erasure.objects.create(
        organisation_id=household.organisation_id, actor=actor, reason="family_asked", report=report
    )
    policies.audit(
        actor,
        "family.erased",
        "household",
        household.pk,
        organisation=household.organisation_id,
        children=report["children"],
    )
    return erasure


@transaction.atomic
def _erase_in(organisation: Organisation, *, dry_run: bool) -> dict[str, int]:
    report = {kind: count for kind, rule in RULES.items() if (count := rule(organisation, _before(kind)))}
    families = _gone_since(organisation, _before("families"))
    report |= {kind: count for kind, count in _forget_families(families).items() if count}
    if dry_run:
        transaction.set_rollback(True)
    elif report:
        Erasure.objects.create(organisation=organisation, reason="retention", report=report)
    return report


def _before(kind: str) -> date:
    return timezone.localdate() - timedelta(days=KEPT_DAYS[kind])


def _invitations(organisation: Organisation, before: date) -> int:
    over = Q(used_at__date__lt=before) | Q(revoked_at__date__lt=before) | Q(expires_at__date__lt=before)
    return Invitation.objects.filter(over, organisation=organisation).delete()[0]


def _roster_files(organisation: Organisation, before: date) -> int:
    old = RosterImport.objects.filter(organisation=organisation, created_at__date__lt=before)
    old.update(content=b"")
    return RosterRow.objects.filter(roster__in=old).delete()[0]


def _applications(organisation: Organisation, before: date) -> int:
    done = Application.objects.filter(
        organisation=organisation,
        state__in=[Decision.REFUSED, Decision.WITHDRAWN],
        decided_at__date__lt=before,
    )
    return done.delete()[0]


def _change_requests(organisation: Organisation, before: date) -> int:
    done = ChangeRequest.objects.filter(organisation=organisation, decided_at__date__lt=before)
    return done.exclude(state=Decision.OPEN).delete()[0]


RULES: dict[str, Callable[[Organisation, date], int]] = {
    "invitations": _invitations,
    "roster_files": _roster_files,
    "applications_refused": _applications,
    "change_requests": _change_requests,
}


def _gone_since(organisation: Organisation, before: date) -> QuerySet[Child]:
    """Children whose last day anywhere lies before this one, and who are not forgotten yet."""
    last = Enrolment.objects.filter(child=OuterRef("pk")).order_by().values("child")
    last_day = last.annotate(last=Max(Coalesce("ends_on", date.max))).values("last")
    return (
        Child.objects.filter(organisation=organisation)
        .exclude(family_name="", given_name="")
        .annotate(last_day=last_day)
        .filter(last_day__lt=before)
    )


def _forget_families(children: QuerySet[Child]) -> dict[str, int]:
    """The children, and the households that have no other child."""
    ids = list(children.order_by("pk").values_list("pk", flat=True))
    if not ids:
        return {}
    homes = set(Grant.objects.filter(child__in=ids).values_list("guardian__household", flat=True))
    report = _forget_children(Child.objects.filter(pk__in=ids))
    named = Grant.objects.filter(guardian__household=OuterRef("pk")).exclude(child__family_name="")
    return report | _forget_households(Household.objects.filter(~Exists(named), pk__in=homes))


def _forget_children(children: QuerySet[Child]) -> dict[str, int]:
    """Names, readings, day and number go; the year of birth stays, for statistics."""
    rows = list(children.order_by("pk"))
    for child in rows:
        child.family_name = child.given_name = child.family_kana = child.given_kana = ""
        child.external_id = child.allergies = ""
        child.born_on = child.born_on.replace(month=1, day=1)
    Child.objects.bulk_update(rows, FORGOTTEN, batch_size=500)
    ChangeRequest.objects.filter(child__in=rows).delete()
    Invitation.objects.filter(child__in=rows).delete()
    RosterRow.objects.filter(child__in=rows).delete()
    return {"children": len(rows)}


def _forget_households(households: QuerySet[Household]) -> dict[str, int]:
    """Their adults, and the accounts of those who are nobody else here."""
    ids = list(households.order_by("pk").values_list("pk", flat=True))
    guardians = Guardian.objects.filter(household__in=ids)
    users = set(guardians.filter(user__isnull=False).values_list("user", flat=True))
    ChangeRequest.objects.filter(guardian__in=guardians).delete()
    Invitation.objects.filter(guardian__in=guardians).delete()
    count = guardians.update(
        name="",
        kana="",
        phone="",
        phone_note="",
        email="",
        email_failed_at=None,
        email_proved_at=None,
        user=None,
    )
    Household.objects.filter(pk__in=ids).update(name="", external_id="")
    return {"households": len(ids), "guardians": count, "accounts": _close_accounts(users)}


def _close_accounts(users: Collection[UUID | None]) -> int:
    """Accounts of people who are nobody else's guardian and no staff."""
    busy = Guardian.objects.filter(user=OuterRef("pk")), StaffMember.objects.filter(user=OuterRef("pk"))
    with as_system():  # also a family, or work, in an organisation the actor cannot see
        idle = list(
            User.objects.filter(
                ~Exists(busy[0]), ~Exists(busy[1]), pk__in=filter(None, users), is_operator=False
            )
        )
    for user in idle:
        forget_account(user=user)
    return len(idle)


def _children_of(household: Household) -> QuerySet[Child]:
    return Child.objects.filter(grants__guardian__household=household)


def _only_here(household: Household) -> QuerySet[Child]:
    """Children of no other household: one of two households does not erase a child for both."""
    elsewhere = Grant.objects.filter(child=OuterRef("pk")).exclude(guardian__household=household)
    return Child.objects.filter(~Exists(elsewhere), pk__in=_children_of(household).values("pk"))
