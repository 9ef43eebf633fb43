"""What a family reads on its telephone about a stamp or an answer: neutral, since a locked screen shows it."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from attendance.models import MedicationDose, MedicationRequest, Report, Stamp
from attendance.selectors.medicine import told_of_medicine
from facilities.clock import zone_of
from facilities.models import Grant
from facilities.selectors.told import told_of_stamps
from notices.messages import Words, words_for
from notices.models import Message


@words_for("stamp")
def stamp_words(message: Message) -> Words | None:
    """Nothing where the stamp was corrected meanwhile, or she may not look or does not want to hear any more."""
    stamp = Stamp.objects.filter(pk=message.about, replacement__isnull=True).first()
    if stamp is None or not told_of_stamps(stamp.child_id, timezone.localdate()).filter(
        pk=message.guardian_id
    ):
        return None
    local = timezone.localtime(stamp.at, zone_of(message.facility))
    told = {"time": f"{local.hour}:{local.minute:02d}"}
    is_arrival = message.key.endswith(":in")
    return Words(
        title=_("Arrived %(time)s") % told if is_arrival else _("Left %(time)s") % told,
        body=message.facility.name,
        url=reverse("guardian_home"),
        tag=f"stamp-{stamp.pk}",
    )


@words_for("report_answer")
def report_answer_words(message: Message) -> Words | None:
    """That there is an answer; what it says is on the page. Nothing for who may not look any more."""
    report = Report.objects.filter(pk=message.about, state=Report.State.REFUSED).first()
    sees = Grant.objects.live(timezone.localdate()).filter(guardian=message.guardian_id, can_view=True)
    if report is None or not sees.filter(child=report.child_id):
        return None
    return Words(
        title=_("Your nursery could not accept your message"),
        body=_("Please read its answer. %(place)s") % {"place": message.facility.name},
        url=reverse("guardian_report", args=[report.pk]),
        tag=f"report-{report.pk}",
    )


@words_for("medicine_answer")
def medicine_answer_words(message: Message) -> Words | None:
    """That what she asked for has an answer. Neither what it was nor what it says: a locked screen shows this."""
    states = (MedicationRequest.State.ACCEPTED, MedicationRequest.State.REFUSED)
    row = MedicationRequest.objects.filter(pk=message.about, state__in=states).first()
    if row is None or not told_of_medicine(row).filter(pk=message.guardian_id):
        return None
    return Words(
        title=_("Your nursery has answered your request"),
        body=_("Please read its answer. %(place)s") % {"place": message.facility.name},
        url=reverse("guardian_medicine"),
        tag=f"request-{row.pk}",
    )


@words_for("medicine_dose")
def medicine_dose_words(message: Message) -> Words | None:
    """That what she asked for was done, and when."""
    dose = MedicationDose.objects.filter(pk=message.about).select_related("request").first()
    if dose is None or not told_of_medicine(dose.request).filter(pk=message.guardian_id):
        return None
    local = timezone.localtime(dose.given_at, zone_of(message.facility))
    return Words(
        title=_("Done as you asked, %(time)s") % {"time": f"{local.hour}:{local.minute:02d}"},
        body=message.facility.name,
        url=reverse("guardian_medicine"),
        tag=f"done-{dose.pk}",
    )
