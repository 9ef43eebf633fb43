"""The contact book as families and staff read it, and its photos."""

from django.urls import path

from mobile_web.views.book import album_photos, photos
from mobile_web.views.guardian import book, book_search
from mobile_web.views.teacher import book_child

_PAGE = "<str:side>/<uuid:facility>/<uuid:about>/<str:day>/"

urlpatterns = [
    path("book/", book.book, name="guardian_book"),
    path("book/search/", book_search.search, name="guardian_book_search"),
    path("book/read/", book.read, name="guardian_book_read"),
    path("book/<uuid:pk>/<day:day>/", book.day, name="guardian_book_day"),
    path("book/children/<uuid:pk>/", book_child.child, name="teacher_book_child"),
    path(f"photos/entries/{_PAGE}", photos.add, name="entry_photo_add"),
    path(
        "book/photos/<uuid:facility>/<uuid:about>/<str:day>/", album_photos.choose, name="entry_album_photos"
    ),
    path("photos/entries/<uuid:pk>/remove/", photos.remove, name="entry_photo_remove"),
    path("photos/entries/<uuid:pk>/<str:size>/", photos.show, name="entry_photo"),
]
