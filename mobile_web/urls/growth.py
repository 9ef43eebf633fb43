"""Growth, health, and the tokens of a family's own programs."""

from django.urls import path

from mobile_web.views.guardian import growth as family
from mobile_web.views.guardian import tokens
from mobile_web.views.teacher import growth as classes
from mobile_web.views.teacher import health

urlpatterns = [
    path("growth/", family.growth, name="guardian_growth"),
    path("growth/<uuid:pk>/curve/", family.choose, name="guardian_growth_curve"),
    path("tokens/", tokens.tokens, name="guardian_tokens"),
    path("tokens/<uuid:pk>/end/", tokens.end, name="guardian_token_end"),
    path("class/<uuid:classroom>/growth/", classes.table, name="teacher_growth"),
    path("class/<uuid:classroom>/growth/save/", classes.save, name="teacher_growth_save"),
    path("class/<uuid:classroom>/health/", health.health, name="teacher_health"),
    path("class/<uuid:classroom>/health/tell/", health.tell, name="teacher_health_tell"),
]
