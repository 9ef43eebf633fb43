"""Words of the photo sale."""

from django import template

from photos.naming import code_of

register = template.Library()
register.filter("code", code_of)
