"""The contact book: what homes and staff write with."""

from django.urls import path

from mobile_web.views.book import home, write

urlpatterns = [
    path("book/write/", home.write, name="guardian_book_write"),
    path("book/write/settle/<uuid:pk>/", home.settle, name="guardian_book_settle"),
    path("book/cells/<str:side>/<uuid:facility>/<uuid:about>/<str:day>/", write.write, name="book_write"),
]
