"""Gentle reminders before a sale closes: a week and two days, once each, by day, and only to who may still want to."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from backend.rowlevel import as_system
from facilities.clock import zone_of
from facilities.models import Grant, Guardian, Household
from notices.services import notify
from photos.models import OrderLine, PhotoConsent, PhotoSale, Purpose, SaleOpening
from photos.selectors.sales_office import households_of

WEEK = timedelta(days=7)
DAYS = timedelta(hours=48)
MORNING, EVENING = time(8), time(20)
UNOPENED, OPENED = "sale_unopened", "sale_opened"
MARKS = {"week": "reminded_week_at", "days": "reminded_days_at"}


@as_system()
def remind_of_sales() -> int:
    """Whatever is due, each once however many workers look; how many messages that makes."""
    now = timezone.now()
    ending = PhotoSale.objects.running(now).filter(reminds=True, closes_at__lte=now + WEEK)
    due = ending.filter(Q(reminded_week_at=None) | Q(reminded_days_at=None))
    return sum(_remind_once(pk, now) for pk in due.order_by("pk").values_list("pk", flat=True))


def due_step(sale: PhotoSale, now: datetime) -> str:
    """The reminder whose time has come; none by night, and none for a sale that was not open by then."""
    clock = timezone.localtime(now, zone_of(sale.facility)).time()
    if sale.published_at is None or not MORNING <= clock < EVENING:
        return ""
    began = max(sale.opens_at, sale.published_at)
    for step, before in (("days", DAYS), ("week", WEEK)):
        at = sale.closes_at - before
        if at <= now < sale.closes_at:
            return step if began < at and getattr(sale, MARKS[step]) is None else ""
    return ""


def _remind_once(sale_id: UUID, now: datetime) -> int:
    with transaction.atomic():
        rows = PhotoSale.objects.select_for_update(of=("self",), skip_locked=True)
        sale = rows.select_related("album", "facility").filter(pk=sale_id).first()
        step = due_step(sale, now) if sale else ""
        if sale is None or not step:
            return 0
        PhotoSale.objects.filter(pk=sale.pk).update(**{MARKS[step]: now})
        opened, unopened = _homes(sale)
        return _tell(sale, step, UNOPENED, unopened) + _tell(sale, step, OPENED, opened)


def _homes(sale: PhotoSale) -> tuple[list[UUID], list[UUID]]:
    """Who opened it and who did not, of those who neither bought nor said no to the sale of photos."""
    bought = OrderLine.objects.filter(sale=sale, stands=True, household=OuterRef("pk"))
    said_no = PhotoConsent.objects.newest().filter(
        household=OuterRef("pk"), facility=sale.facility_id, purpose=Purpose.SALE, given=False
    )
    looked = SaleOpening.objects.filter(sale=sale, household=OuterRef("pk"))
    homes: Iterable[Household] = (
        households_of(sale).filter(~Exists(bought), ~Exists(said_no)).annotate(looked=Exists(looked))
    )
    opened = {home.pk: getattr(home, "looked", False) for home in homes}
    return [pk for pk, has in opened.items() if has], [pk for pk, has in opened.items() if not has]


def _tell(sale: PhotoSale, step: str, kind: str, homes: list[UUID]) -> int:
    """Adults of these homes who may buy; whether something is on sale to her is looked at when it leaves."""
    buying = Grant.objects.live(timezone.localdate(timezone=zone_of(sale.facility))).filter(
        guardian=OuterRef("pk"), can_view=True, can_buy=True, child__enrolments__facility=sale.facility_id
    )
    guardians = Guardian.objects.filter(Exists(buying), household__in=homes, user__isnull=False)
    return notify(
        guardians=guardians,
        facility_id=sale.facility_id,
        kind=kind,
        about=sale.pk,
        key=f"sale:{sale.pk}:{step}",
        expires_at=sale.closes_at,
    )
