"""Who works here: the list by place, one colleague's page, inviting, and the code on paper."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from backend.errors import Conflict, DomainError, NotAllowed
from facilities import services
from facilities.models import Facility, Organisation, StaffMember, lasting
from facilities.policies import may_give
from facilities.selectors import staff as people
from mobile_web.forms.staff import EndForm, HelpForm, InviteForm, roles_for
from mobile_web.http import PageRequest, uuid_or_none
from mobile_web.rooms import Workplace
from mobile_web.views.office.frame import page, place_of

CURRENT = "office_staff"
CENTRAL = "central"


@require_GET
def staff(request: PageRequest) -> HttpResponse:
    """One place at a time: the central office, or a facility."""
    place = place_of(request.user)
    organisation, facility = chosen(request, place)
    groups = people.groups_of(request.user, facility, is_central=facility is None)
    return page(
        request,
        "office/staff.html",
        CURRENT,
        place=place,
        lines=groups[0].lines,
        facility=facility,
        organisation=organisation,
        places=people.staff_places(request.user).in_order(),
        has_office=people.central_places(request.user).exists(),
        may_invite=bool(roles_for(request.user, organisation, facility)),
        resets=people.resets_visible_to(request.user),
        left=people.left_lately(request.user, facility) if facility else [],
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: PageRequest) -> HttpResponse:
    """The form; then the code, once."""
    organisation, facility = chosen(request, place_of(request.user))
    if not roles_for(request.user, organisation, facility):
        raise NotAllowed
    form = InviteForm(request.user, organisation, facility, request.POST or None)
    if not form.is_valid():
        return _form(request, form, organisation, facility, 422 if form.is_bound else 200)
    try:
        return show_code(request, _invited(request.user, form, organisation, facility))
    except Conflict as error:
        messages.info(request, str(error.message))
        return redirect("office_staff_member", form.cleaned_data["id"])
    except DomainError as error:
        form.add_error(None, str(error.message))
        return _form(request, form, organisation, facility, error.status)


@require_GET
def member(request: PageRequest, pk: UUID) -> HttpResponse:
    """Her posts since she came, and what the person looking may change."""
    return show_member(request, own_member(request, pk))


@never_cache
@require_POST
def code(request: PageRequest, pk: UUID) -> HttpResponse:
    """A new code on paper; the one before opens nothing any more."""
    colleague = own_member(request, pk)
    return show_code(request, services.renew_staff_code(actor=request.user, member=colleague))


def own_member(request: PageRequest, pk: UUID) -> StaffMember:
    """A colleague she may see."""
    rows = people.members_visible_to(request.user).select_related("user", "organisation")
    return get_object_or_404(rows, pk=pk)


def chosen(request: PageRequest, place: Workplace) -> tuple[Organisation, Facility | None]:
    """The place asked for, else her own; who looks after nobody's staff is refused."""
    places = people.staff_places(request.user).select_related("organisation")
    wanted = request.GET.get("place", "")
    offices = people.central_places(request.user)
    if not offices.exists() and not places.exists():
        raise NotAllowed
    if wanted and wanted != CENTRAL:
        found = get_object_or_404(places, pk=uuid_or_none(wanted))
        return found.organisation, found
    office = offices.filter(pk=place.post.organisation_id).first() or offices.first()
    if office:
        return office, None
    first = get_object_or_404(places.in_order()[:1])
    return first.organisation, first


def show_member(
    request: PageRequest, colleague: StaffMember, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """The page, with a form that was refused in the place of a fresh one."""
    user = request.user
    posts = list(colleague.posts.select_related("facility", "classroom").order_by("-starts_on", "-pk"))
    open_posts = set(colleague.posts.filter(lasting(timezone.localdate())).values_list("pk", flat=True))
    rows = [(post, post.pk in open_posts, _may(user, post)) for post in posts]
    last = next((post for post, _open, may in rows if may), None)
    context = {
        "line": people.lines_of(StaffMember.objects.filter(pk=colleague.pk))[0],
        "rows": rows,
        "may_end": bool(rows) and all(may for _post, is_open, may in rows if is_open) and last is not None,
        "may_reset": _may_reset(user, colleague.user),
        "help": HelpForm(user, colleague.organisation, last.facility if last else None, prefix="help"),
        "end": EndForm(prefix="end"),
        "is_self": colleague.user_id == user.pk,
    }
    return page(request, "office/staff_member.html", CURRENT, status=status, **{**context, **forms})


def show_code(request: PageRequest, invited: services.Invited) -> HttpResponse:
    """Once, to be printed or written down."""
    return page(request, "office/staff_code.html", CURRENT, invited=invited, member=invited.member)


def _may(user: User, post: Any) -> bool:
    return may_give(user, post.organisation_id, post.facility_id, post.role)


def _may_reset(user: User, colleague: User) -> bool:
    try:
        services.desk_for(user, colleague)
    except DomainError:
        return False
    return True


def _invited(
    user: User, form: InviteForm, organisation: Organisation, facility: Facility | None
) -> services.Invited:
    named = {name: form.cleaned_data[name] for name in ("id", "name", "kana")}
    return services.invite_staff(
        actor=user, organisation=organisation, facility=facility, **named, **form.post()
    )


def _form(
    request: PageRequest, form: InviteForm, organisation: Organisation, facility: Facility | None, status: int
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "organisation": organisation, "facility": facility}
    return page(request, "office/staff_new.html", CURRENT, status=status, **context)
