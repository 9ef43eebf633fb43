"""How templates say money and rules of extended care."""

from django import template

from attendance.charge_words import STATE_WORDS
from mobile_web.care_words import month_words, stay_words, weekday_words, words_of_charge, words_of_rule, yen

register = template.Library()
register.filter("yen", yen)
register.filter("month", month_words)
register.filter("charge_words", words_of_charge)
register.filter("rule_words", words_of_rule)
register.filter("charge_state", lambda state: STATE_WORDS.get(state, ""))
register.filter("stays", lambda stays: stay_words(stays or []))
register.filter("weekday", weekday_words)
