"""What an operator sees of places: names and numbers of rooms, nobody's children."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from backend.admin_site import OperatorAdmin
from facilities.models import Facility, Organisation


@admin.register(Organisation)
class OrganisationAdmin(OperatorAdmin):
    """Organisations and their central offices."""

    list_display: Any = ("name", "office_name", "phone")
    search_fields = ("name",)


@admin.register(Facility)
class FacilityAdmin(OperatorAdmin):
    """Facilities with the number of their classrooms."""

    list_display: Any = ("name", "kind", "area", "capacity", "classrooms_count", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("name", "name_kana", "external_id")
    ordering = ("position", "id")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Facility]:
        facilities: QuerySet[Facility] = super().get_queryset(request)
        return facilities.annotate(classrooms_count=Count("classrooms"))

    @admin.display(description=_("Classes"))
    def classrooms_count(self, facility: Any) -> int:
        return int(facility.classrooms_count)
