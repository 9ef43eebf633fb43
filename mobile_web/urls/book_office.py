"""The contact book at the office: today, forms, sentences, settings; approval, corrections, the class journal."""

from django.urls import path

from mobile_web.views.book import approval, correcting
from mobile_web.views.office import book, book_phrases, book_settings, book_templates
from mobile_web.views.teacher import journal

_PLACE = "office/book/<uuid:pk>/"
_FORM = f"{_PLACE}forms/<slug:band>/<slug:side>/"

urlpatterns = [
    path("office/book/", book.start, name="office_book"),
    path(_PLACE, book.today, name="office_book_place"),
    path(f"{_PLACE}settings/", book_settings.settings, name="office_book_settings"),
    path(f"{_PLACE}sentences/", book_phrases.phrases, name="office_book_phrases"),
    path(f"{_PLACE}forms/", book_templates.overview, name="office_book_templates"),
    path(_FORM, book_templates.edit, name="office_book_template"),
    path(f"{_FORM}file/", book_templates.give_file, name="office_book_template_give"),
    path(f"{_FORM}from-file/", book_templates.take_file, name="office_book_template_take"),
    path("book/approval/", approval.approval, name="book_approval"),
    path("book/approval/approve/", approval.approve, name="book_approve"),
    path("book/entries/<uuid:pk>/give-back/", approval.give_back, name="book_give_back"),
    path("book/entries/<uuid:pk>/unapprove/", approval.unapprove, name="book_unapprove"),
    path("book/entries/<uuid:pk>/correct/", correcting.correct, name="book_correct"),
    path("book/entries/<uuid:pk>/withdraw/", correcting.withdraw, name="book_withdraw"),
    path("book/entries/<uuid:pk>/withdrawn/", correcting.withdrawn, name="book_withdrawn"),
    path("class/<uuid:classroom>/journal/", journal.journal, name="teacher_journal"),
    path("office/book/forms/<uuid:pk>/drop/", book_templates.drop, name="office_book_template_drop"),
]
