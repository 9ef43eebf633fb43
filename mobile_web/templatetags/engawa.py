"""The small words templates share: icons, percentages and the sentences our scripts say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext

from mobile_web.moments import clock_words, day_words, moment_words
from mobile_web.pwa import MODULES

register = template.Library()

LANGUAGE_LABELS: Mapping[str, str] = {"ja": "日本語", "easy": "やさしい日本語", "en": "English"}
STATE_ICONS: Mapping[str, str] = {
    "present": "check",
    "expected": "circle-dashed",
    "late": "clock",
    "absent": "calendar-off",
    "left": "home",
    "noshow": "help",
    "emergency": "alert-triangle",
    "new": "plus",
    "unopened": "mail",
    "changed": "pencil",
    "wrong": "help",
}


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """A symbol of the sprite. `size` "s" is 18 px; without `label` it is hidden from screen readers."""
    css = f"icon icon--{size}" if size else "icon"
    href = f"{static('icons.svg')}#i-{name}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', css, label, href
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', css, href)


@register.filter
def state_icon(state: str) -> str:
    """The icon that always goes with a state's colour and word."""
    return STATE_ICONS.get(state, "info-circle")


@register.filter
def percent(part: int | float, whole: int | float) -> str:
    """`part` of `whole` as "70.7%"; of nothing it is "0%". Never localised: it goes into SVG attributes."""
    return f"{100 * part / whole:.1f}%" if whole else "0%"


@register.filter
def thousands(number: int) -> str:
    """1,702 in every language of ours."""
    return f"{number:,}"


@register.filter
def clock(seconds: int) -> str:
    """272 seconds as "4:32"."""
    return f"{seconds // 60}:{seconds % 60:02d}"


@register.filter
def toast_kind(message: Message) -> str:
    """Only a success gets the tick."""
    return "done" if message.level_tag == "success" else "info"


@register.filter
def minus(left: int | float, right: int | float) -> int | float:
    """What is left, for the parts of a bar that stand at its end."""
    return left - right


@register.filter
def pct(value: int | float) -> str:
    """A plain "33.3%" for SVG attributes, whatever the language of the page."""
    return f"{value:.1f}%"


@register.filter
def curve_line(points: Sequence[tuple[float, float]]) -> str:
    """An SVG path through points in percent, where y grows upwards."""
    return "".join(f"{'L' if n else 'M'}{x:.1f} {100 - y:.1f}" for n, (x, y) in enumerate(points))


@register.filter
def curve_area(points: Sequence[tuple[float, float]]) -> str:
    """The same curve, closed along the ground."""
    if not points:
        return ""
    return f"{curve_line(points)}L{points[-1][0]:.1f} 100L{points[0][0]:.1f} 100Z"


@register.filter
def control(field: BoundField) -> SafeString:
    """The widget of a bound field with our class; hint and error are already tied to it by Django's ids."""
    widget = field.field.widget
    if getattr(widget, "input_type", "") in {"checkbox", "radio", "file", "hidden"}:
        return field.as_widget()
    css = f"{widget.attrs.get('class', '')} field__input".strip()
    described = [f"{field.id_for_label}_hint"] if field.help_text else []
    described += [f"{field.id_for_label}_error"] if field.errors else []
    attrs: dict[str, str | bool] = {"class": css}
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attrs)


@dataclass(frozen=True)
class SpokenText:
    """One language of an emergency, ready to show."""

    code: str
    label: str
    lang: str
    title: str
    paragraphs: Sequence[str]
    is_chosen: bool


@register.filter
def languages(texts: Mapping[str, Mapping[str, str]], preferred: str = "") -> list[SpokenText]:
    """The languages a text exists in; the preferred one is chosen, else that of the page, else the first."""
    there = [code for code in LANGUAGE_LABELS if code in texts]
    chosen = next((code for code in (preferred, get_language(), *there) if code in there), "")
    return [
        SpokenText(
            code=code,
            label=LANGUAGE_LABELS[code],
            lang="en" if code == "en" else "ja",
            title=texts[code]["title"],
            paragraphs=[line for line in texts[code]["body"].splitlines() if line.strip()],
            is_chosen=code == chosen,
        )
        for code in there
    ]


@register.filter
def hours(minutes: int) -> int:
    """The whole hours of a number of minutes."""
    return minutes // 60


@register.filter
def rest_minutes(minutes: int) -> int:
    """What is left over after the whole hours."""
    return minutes % 60


register.filter("clock_time", clock_words)
register.filter("day", day_words)
register.filter("when", moment_words)


@register.simple_tag
def module_preloads(nonce: str) -> SafeString:
    """All modules are asked for at once: on a slow line each level of imports would cost a round trip."""
    links = ((static(f"js/{name}.js"), nonce) for name in MODULES)
    return format_html_join("", '<link rel="modulepreload" href="{}" nonce="{}">', links)


@register.simple_tag
def script_words() -> SafeString:
    """The sentences our scripts may say, in the language of the page; `{n}` is a number."""
    return json_script(_script_words(), "script-words")


def _script_words() -> dict[str, Any]:
    return {
        "saved": gettext("Saved."),
        "kept": gettext("Kept on this device. It will be sent when you are connected."),
        "unsent": gettext("Unsent: {n}"),
        "refused": gettext("This could not be saved. Nothing was changed."),
        "signIn": gettext("Please sign in again. Everything you wrote is still on this device."),
        "confirmed": gettext("Your confirmation has arrived."),
        "confirmedLater": gettext(
            "Your confirmation is kept on this device and will arrive when you are connected."
        ),
        "recalled": gettext("The sender has withdrawn this notice."),
        "pushOn": gettext("This phone will now be notified."),
        "pushBlocked": gettext("Notifications are blocked in this browser's settings."),
        "arrives": pgettext("attendance", "arrives"),
        "leaves": pgettext("attendance", "goes home"),
        "undo": gettext("Undo"),
        "bookWaits": gettext("Not sent yet. It goes by itself when you are connected."),
        "bookDraft": gettext("Draft saved {at}"),
        "bookPasteLater": gettext("This needs a connection. Nothing was changed; please try again later."),
        "stampedMany": gettext("Stamped: {n}"),
        "pushFailed": gettext("Notifications could not be switched on. Please try again later."),
    }
