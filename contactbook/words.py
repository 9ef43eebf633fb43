"""The words of items and answers, and what a telephone shows when there is something to read."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from contactbook.items import Item
from contactbook.models import Entry, EntryRevision
from notices.messages import Words, words_for
from notices.models import Message

LABELS: dict[str, Promise] = {
    "temperature": pgettext_lazy("contact book", "Temperature"),
    "sleep": gettext_lazy("Sleep"),
    "nap": gettext_lazy("Nap"),
    "dinner": gettext_lazy("Dinner"),
    "breakfast": gettext_lazy("Breakfast"),
    "lunch": gettext_lazy("Lunch"),
    "snack": gettext_lazy("Snack"),
    "milk": pgettext_lazy("contact book", "Milk"),
    "stool": gettext_lazy("Stool"),
    "mood": gettext_lazy("Mood"),
    "symptoms": gettext_lazy("Symptoms"),
    "medicine": gettext_lazy("Medicine"),
    "bath": gettext_lazy("Bath"),
    "pool": gettext_lazy("Pool"),
    "pick_up": gettext_lazy("Pick-up"),
    "note": gettext_lazy("Note"),
    "photos": gettext_lazy("Photos"),
}
ANSWERS: dict[str, Promise] = {
    "all": pgettext_lazy("eaten", "All"),
    "most": pgettext_lazy("eaten", "Most"),
    "half": pgettext_lazy("eaten", "Half"),
    "little": pgettext_lazy("eaten", "A little"),
    "none": pgettext_lazy("eaten or passed", "None"),
    "normal": pgettext_lazy("stool", "Normal"),
    "hard": pgettext_lazy("stool", "Hard"),
    "soft": pgettext_lazy("stool", "Soft"),
    "loose": pgettext_lazy("stool", "Loose"),
    "good": pgettext_lazy("mood", "Good"),
    "fair": pgettext_lazy("mood", "Fair"),
    "bad": pgettext_lazy("mood", "Fussy"),
    "cough": gettext_lazy("Cough"),
    "runny_nose": gettext_lazy("Runny nose"),
    "vomiting": gettext_lazy("Vomited"),
    "diarrhoea": gettext_lazy("Diarrhoea"),
    "rash": gettext_lazy("Rash"),
    "stomach_ache": gettext_lazy("Stomach ache"),
    "no_appetite": gettext_lazy("No appetite"),
}

KINDS: dict[str, Promise] = {
    "text": gettext_lazy("Text"),
    "line": gettext_lazy("One line"),
    "choice": gettext_lazy("One of several answers"),
    "choices": gettext_lazy("Any of several answers"),
    "yes_no": gettext_lazy("Yes or no"),
    "temperature": gettext_lazy("Temperatures with their time"),
    "sleep": gettext_lazy("Sleep, from and to"),
    "meal": gettext_lazy("A meal"),
    "milk": gettext_lazy("Milk with its time"),
    "stool": gettext_lazy("Bowel movements"),
    "pick_up": gettext_lazy("Time and person of the pick-up"),
    "photos": gettext_lazy("Photos"),
}


def label_of(item: Item) -> str:
    """What the facility calls it, else our own word."""
    return item.label or str(LABELS.get(item.key, item.key))


def answer_words(option: str) -> str:
    """An option in the reader's language; a facility's own options are their own words."""
    return str(ANSWERS.get(option, option))


@words_for("entry")
def entry_words(message: Message) -> Words | None:
    """That there is something to read, and nothing of it. Nothing for who may not read it any more."""
    user = message.guardian.user
    if user is None or not Entry.objects.read_by_family(user).filter(pk=message.about).exists():
        return None
    reasons = EntryRevision.objects.filter(entry=message.about).order_by("-number")
    is_corrected = bool(reasons.values_list("reason", flat=True).first())
    return Words(
        title=_("The contact book was corrected") if is_corrected else _("The contact book is here"),
        body=message.facility.name,
        url=reverse("guardian_book"),
        tag=f"entry-{message.about}",
    )
