"""A site of a few addresses for the tests of idempotency: each call that runs leaves a row."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from backend.ids import uuid7
from backend.models import Heartbeat


def _leave_row() -> str:
    return Heartbeat.objects.create(name=uuid7().hex[:30], at=timezone.now()).name


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    status = int(request.POST.get("status", 201))
    return JsonResponse({"row": _leave_row()}, status=status)


@require_POST
def go_on(request: HttpRequest) -> HttpResponse:
    return redirect(f"/there/{_leave_row()}")


@require_POST
def crash(request: HttpRequest) -> HttpResponse:
    _leave_row()
    raise RuntimeError("after the row")


urlpatterns = [
    path("api/save", save),
    path("save", save),
    path("go-on", go_on),
    path("crash", crash),
    path("sign-in", save, name="account_login"),
]
