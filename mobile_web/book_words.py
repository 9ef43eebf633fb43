"""The sentences the script of a class's grid says, in the language of the page. `{…}` are filled by the script."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def grid_words() -> dict[str, str]:
    """By the name the script calls them."""
    return _of_cells() | _of_texts() | _of_naps() | _of_the_page() | _of_publishing()


def _of_cells() -> dict[str, str]:
    """Cells and their fields."""
    return {
        "write": _("Write"),
        "enter": _("Enter {item} of {name}"),
        "since": _("since {time}"),
        "high": pgettext("temperature", "High"),
        "times": _("{n} times"),
        "count": _("Times"),
        "time": _("Time"),
        "person": _("Who comes"),
        "detail": _("Detail"),
        "now": _("Now"),
        "less": _("Decrease"),
        "more": _("Increase"),
        "again": _("Once more"),
        "from": _("From"),
        "until": _("Until"),
        "erase": _("Erase"),
        "nothing": _("Nothing"),
        "yes": _("Yes"),
        "no": _("No"),
        "phrases": _("Phrases"),
    }


def _of_texts() -> dict[str, str]:
    """What two wrote, what home wrote, what was there before."""
    return {
        "photos": _("{n} photos"),
        "kept": _("{name}'s text is kept too"),
        "compare": _("Compare"),
        "compareTitle": _("{name}: {item}"),
        "by": _("Text of {name}"),
        "settled": _("Settled."),
        "fromHome": _("From home"),
        "noHome": _("Nothing from home yet"),
        "changed": _("changed {time}"),
        "before": _("Last time: {day}"),
        "notes": _("Notes among staff"),
    }


def _of_naps() -> dict[str, str]:
    """Naps, and what is entered for several at once."""
    return {
        "slept": _("Fell asleep now"),
        "sleptAt": _("{time} fell asleep"),
        "woke": _("Woke up"),
        "napBoard": _("From nap time: {time}"),
        "takeNaps": _("Take over the naps of {n}"),
        "bulkNap": _("{time} fell asleep"),
        "bulkDone": _("Entered for {n}."),
        "bulkLeft": _("{n} stayed as they were."),
        "undo": _("Undo"),
        "undone": _("Taken back."),
    }


def _of_the_page() -> dict[str, str]:
    """The page around the table."""
    return {
        "unsent": _("Unsent"),
        "savedAt": _("Saved at {time}"),
        "keptHere": _("Kept on this device"),
        "offline": _("You are not connected. Nothing was changed."),
        "close": _("Close"),
        "label": _("{name}: contact book"),
        "history": _("Earlier pages"),
        "ownChild": _("Your own child: colleagues write"),
    }


def _of_publishing() -> dict[str, str]:
    """States of a page, and what keeps it from going."""
    return {
        "given": _("Given back: {answer}"),
        "state.waiting": _("Waiting for approval"),
        "state.ready": _("Goes at {time}"),
        "state.published": _("With the family since {time}"),
        "correct": _("Families read this. Use “Correct” to change it."),
        "correctLink": _("Correct"),
        "goNow": _("{n} go to their families now."),
        "goAt": _("{n} go to their families at {time}."),
        "goAsk": _("{n} go to the manager for approval."),
        "goNone": _("No page is ready to go."),
        "goGone": _("{n} have gone already."),
        "goButton": _("Send {n}"),
        "lacks": _("{name} lacks {items}"),
        "lacksAll": _("{name}: nothing is written yet"),
        "lacksSent": _("{name}: something is still unsent"),
        "lacksSettled": _("{name}: two texts are to be compared"),
    }
