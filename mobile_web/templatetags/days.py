"""How templates say the marks of a month."""

from django import template

from attendance.services.month_export import mark_words

register = template.Library()
register.filter("mark", mark_words)


@register.filter
def hours(minutes: int) -> str:
    """8:05 for 485 minutes."""
    return f"{minutes // 60}:{minutes % 60:02d}"
