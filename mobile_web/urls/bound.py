"""Bound books: the family's, and those of a class."""

from django.urls import path

from mobile_web.views.book import bound, bound_class

urlpatterns = [
    path("book/bound/", bound.shelf, name="guardian_bound"),
    path("book/bound/<uuid:child>/order/", bound.order, name="guardian_bound_order"),
    path("book/bound/<uuid:pk>/file/", bound.file, name="guardian_bound_file"),
    path("class/books/", bound_class.shelf, name="class_books"),
    path("class/<uuid:classroom>/books/", bound_class.shelf, name="class_books_of"),
    path("class/<uuid:classroom>/books/order/", bound_class.order, name="class_books_order"),
    path("class/books/<uuid:pk>/file/", bound_class.file, name="class_book_file"),
    path("class/books/<uuid:pk>/all/", bound_class.archive, name="class_books_all"),
]
