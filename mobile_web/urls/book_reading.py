"""The contact book as families and staff read it, and its photos."""

from django.urls import path

from mobile_web.views.book import photos

_PAGE = "<str:side>/<uuid:facility>/<uuid:about>/<str:day>/"

urlpatterns = [
    path(f"photos/entries/{_PAGE}", photos.add, name="entry_photo_add"),
    path("photos/entries/<uuid:pk>/remove/", photos.remove, name="entry_photo_remove"),
    path("photos/entries/<uuid:pk>/<str:size>/", photos.show, name="entry_photo"),
]
