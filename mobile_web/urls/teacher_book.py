"""The contact book of a class, on the tablet."""

from django.urls import path

from mobile_web.views.teacher import book, book_acts

urlpatterns = [
    path("class/book/", book.book, name="teacher_books"),
    path("class/<uuid:classroom>/book/", book.book, name="teacher_book"),
    path("class/<uuid:classroom>/book/rows/", book.rows, name="teacher_book_rows"),
    path("class/<uuid:classroom>/book/publish/", book_acts.publish, name="book_publish"),
    path("class/<uuid:classroom>/book/notes/<uuid:child>/", book_acts.notes, name="book_notes"),
    path("book/settle/<uuid:write>/", book_acts.settle, name="book_settle"),
    path("book/seen/", book_acts.seen, name="book_seen"),
]
