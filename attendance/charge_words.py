"""The states of a charge in the words of the bill: what is confirmed here is final, not 'seen'."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from attendance.models import Charge

STATE_WORDS: dict[str, Promise] = {
    Charge.State.DRAFT: _("Draft"),
    Charge.State.CONFIRMED: _("Final"),
    Charge.State.ADJUSTED: _("Adjusted"),
    Charge.State.EXCLUDED: _("Not charged"),
}
