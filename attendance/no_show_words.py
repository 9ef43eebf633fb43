"""What a family reads when the nursery misses a child. No name on a locked screen; three answers, one tap each."""

from django.utils.translation import gettext as _

from attendance.answer_links import Asked, answer_url
from attendance.models import NoShow
from attendance.selectors.watch import asked_guardians, is_watched
from notices.messages import Action, Words, words_for
from notices.models import Message


@words_for("no_show")
def no_show_words(message: Message) -> Words | None:
    """Nothing to ask any more once somebody answered, the child came, or the guardian's rights ended."""
    row = NoShow.objects.filter(pk=message.about, facility=message.facility_id).first()
    if row is None or not is_watched(row):
        return None
    asked = asked_guardians([row.child_id], row.day)[row.child_id]
    if message.guardian_id not in {one.guardian for one in asked}:
        return None
    place = message.facility
    url = answer_url(Asked(row.pk, message.guardian_id, place.pk, place.organisation_id))
    return Words(
        title=_("Is your child coming today?"),
        body=_("We have no arrival and no word yet. Please answer with one tap, or telephone us."),
        url=url,
        tag=f"no-show-{row.pk}",
        actions=(
            Action("absent", _("Absent today"), f"{url}?answer=absent"),
            Action("dropped_off", _("The child was brought already"), f"{url}?answer=dropped_off"),
            Action("late", _("Coming late"), f"{url}?answer=late"),
        ),
    )
