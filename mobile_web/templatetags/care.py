"""How templates say money and rules of extended care."""

from django import template

from mobile_web.care_words import month_words, weekday_words, words_of_charge, words_of_rule, yen

register = template.Library()
register.filter("yen", yen)
register.filter("month", month_words)
register.filter("charge_words", words_of_charge)
register.filter("rule_words", words_of_rule)
register.filter("weekday", weekday_words)
