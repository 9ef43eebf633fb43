"""The contact book: what homes and staff write with."""

from django.urls import path

from mobile_web.views.book import write

urlpatterns = [
    path("book/cells/<str:side>/<uuid:facility>/<uuid:about>/<str:day>/", write.write, name="book_write"),
]
