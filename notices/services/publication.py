"""Publication in two transactions: it is sent, then every row of its audience is written set-based.

The first one is small whatever the size of the audience, and an emergency is on the open screens with it, words and
all. The second writes classes, recipients and outbox, and is finished by any worker, or by the sweep, if the process
that began it dies (state 'publishing'); only then can a list show the notice, so that is when lists are told.
"""

from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, F
from django.utils import timezone

from backend.celery import wake
from backend.events import publish
from backend.rowlevel import as_system
from facilities.calendar import school_year_of
from facilities.models import Classroom
from facilities.topics import classroom_topic, facility_topic, organisation_topic
from notices.events import NoticeListed, NoticePublished, NoticeRecalled, ReachMoved
from notices.models import Notice, State
from notices.selectors.audience import (
    AUDIENCE,
    CLASSES,
    chosen_classrooms,
    frozen_classes,
    goes_to_everybody,
)
from notices.topics import desks_of

FREEZE = f"""
WITH classes AS ({CLASSES}),
audience AS MATERIALIZED ({AUDIENCE}),
households AS MATERIALIZED (
    SELECT facility_id, household_id, bool_or(has_push OR has_mail) AS has_channel
    FROM audience GROUP BY facility_id, household_id),
recipients AS (
    INSERT INTO notices_recipient (notice_id, household_id, facility_id, has_channel)
    SELECT %(notice)s, household_id, facility_id, has_channel FROM households
    ORDER BY household_id, facility_id),
deliveries AS (
    INSERT INTO notices_delivery (notice_id, guardian_id, household_id, channel, round, state, due_at, expires_at,
                                  is_urgent, token, attempts, error)
    SELECT %(notice)s, guardian_id, household_id, channel, 0, 'queued', %(now)s, %(expires)s, %(emergency)s, 0, 0, ''
    FROM (SELECT guardian_id, household_id, bool_or(has_push) AS has_push, bool_or(has_mail) AS has_mail
          FROM audience GROUP BY guardian_id, household_id ORDER BY guardian_id) g
    CROSS JOIN LATERAL (VALUES ('push', has_push), ('mail', has_mail AND (%(emergency)s OR NOT has_push)))
        AS c(channel, works)
    WHERE c.works)
INSERT INTO notices_facilityreach (notice_id, facility_id, households, read, confirmed, phoned, silent)
SELECT %(notice)s, facility_id, count(*), 0, 0, 0, count(*) FILTER (WHERE NOT has_channel)
FROM households GROUP BY facility_id
"""  # noqa: S608 - our own text


@as_system()
def release_due_notices() -> int:
    """Publish what is due; called every few seconds, and by any page that waits for it."""
    due = Notice.objects.filter(state=State.SCHEDULED, publish_at__lte=timezone.now())
    return sum(release_notice(pk) for pk in due.values_list("pk", flat=True))


@as_system()
def release_notice(notice_id: UUID) -> bool:
    """Let one due notice go, exactly once however often it is called; False when it is not due (any more)."""
    with transaction.atomic():
        now = timezone.now()
        due = Notice.objects.filter(pk=notice_id, state=State.SCHEDULED, publish_at__lte=now)
        if due.filter(valid_until__lte=now).update(
            state=State.DRAFT, publish_at=None, version=F("version") + 1
        ):
            return False
        if not due.update(state=State.PUBLISHING, published_at=now, version=F("version") + 1):
            return False
        notice = Notice.objects.select_related("organisation", "facility", "supersedes").get(pk=notice_id)
        if notice.is_emergency:
            _tell_open_screens(notice)
        transaction.on_commit(lambda: _hand_to_worker(notice_id), robust=True)
    return True


@as_system()
def freeze_recipients(notice_id: UUID) -> bool:
    """Write classes, recipients, outbox rows and counters of a notice being published."""
    with transaction.atomic():
        notice = _being_published(notice_id)
        if notice is None:
            return False
        freeze_classrooms(notice)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '128MB'; SET LOCAL jit = off")
            cursor.execute(
                FREEZE,
                {
                    "notice": notice.pk,
                    **frozen_classes(notice),
                    "now": timezone.now(),
                    "emergency": notice.is_emergency,
                    "expires": notice.valid_until,
                },
            )
        if notice.is_emergency:
            publish(NoticeListed(notice.pk), topics=topics_of_audience(notice))
        else:
            _tell_open_screens(notice)
        notice.state, notice.frozen_at = State.PUBLISHED, timezone.now()
        notice.save(update_fields=["state", "frozen_at"])
        publish(ReachMoved(notice.pk), topics=desks_of(notice))
        transaction.on_commit(lambda: wake("notices.tasks.deliver_all"), robust=True)
    return True


def _being_published(notice_id: UUID) -> Notice | None:
    rows = Notice.objects.select_for_update(of=("self",)).select_related("organisation", "facility")
    return rows.filter(pk=notice_id, state=State.PUBLISHING).first()


def finish_publications() -> int:
    """Complete what a dead process left in 'publishing'."""
    unfinished = Notice.objects.filter(state=State.PUBLISHING).values_list("pk", flat=True)
    return sum(freeze_recipients(pk) for pk in unfinished)


def _hand_to_worker(notice_id: UUID) -> None:
    """A worker writes the rows; without a broker this process does."""
    if not wake("notices.tasks.freeze_recipients", str(notice_id)):
        freeze_recipients(notice_id)


def _tell_open_screens(notice: Notice) -> None:
    topics = topics_of_audience(notice)
    texts = None
    if notice.is_emergency:
        texts = {"ja": {"title": notice.title, "body": notice.body}, **notice.translations}
    publish(
        NoticePublished(
            id=notice.pk,
            urgency=notice.urgency,
            is_drill=notice.is_drill,
            sender=notice.sender_name,
            at=notice.published_at.isoformat() if notice.published_at else "",
            url=f"/notices/{notice.pk}/",
            texts=texts,
        ),
        topics=[*topics, *desks_of(notice)],
    )
    if notice.supersedes_id:
        publish(NoticeRecalled(notice.supersedes_id), topics=topics)


@as_system()
def topics_of_audience(notice: Notice) -> list[str]:
    """The fewest topics that make up the audience: the organisation, whole facilities, else classes.

    Frozen, or, before the rows are written, as it is about to be.
    """
    # Sockets follow the class of that day: the families of a class of the last year hear it by push and mail.
    day = timezone.localdate(notice.published_at)
    year = school_year_of(day)
    rooms = Classroom.objects.filter(facility__organisation=notice.organisation_id, facility__is_active=True)
    everybody = [organisation_topic(notice.organisation_id)]
    if not notice.frozen_at and goes_to_everybody(notice):  # without a look at a hundred thousand classes
        return everybody if rooms.filter(school_year=year).exists() else []
    frozen = Classroom.objects.filter(pk__in=notice.classrooms.values("classroom"))
    frozen = (frozen if notice.frozen_at else chosen_classrooms(notice, day)).filter(school_year=year)
    chosen: dict[UUID, int] = dict(frozen.order_by().values_list("facility").annotate(n=Count("pk")))
    whole: dict[UUID, int] = dict(
        rooms.filter(school_year=year).values_list("facility").annotate(n=Count("pk"))
    )
    if chosen and chosen == whole:
        return everybody
    in_parts = [facility for facility, count in chosen.items() if count != whole.get(facility)]
    some = frozen.filter(facility__in=in_parts).values_list("pk", flat=True)
    return [
        *(facility_topic(facility) for facility in chosen.keys() - set(in_parts)),
        *(classroom_topic(pk) for pk in some),
    ]


def freeze_classrooms(notice: Notice) -> None:
    """Copy the chosen classes without taking them through Python; there may be a hundred thousand. Twice is once."""
    day = timezone.localdate(notice.published_at)
    chosen, values = (
        chosen_classrooms(notice, day).order_by().values("pk", "facility_id").query.sql_with_params()
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO notices_noticeclassroom (notice_id, classroom_id, facility_id) "  # noqa: S608 - our own text
            f"SELECT %s, chosen.pk, chosen.facility FROM ({chosen}) chosen(pk, facility) ON CONFLICT DO NOTHING",
            [notice.pk, *values],
        )
