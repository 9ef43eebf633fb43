"""Which shell a person lives in, and the frame of her pages: navigation, facilities, live ticket."""

from dataclasses import dataclass
from enum import Enum

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from backend import tickets
from contactbook.policies import may_approve
from contactbook.roles import BINDING_ROLES, BOOK_KEEPING_ROLES
from contactbook.selectors.templates import book_settings_of
from facilities.models import Device, Facility, Guardian, Role, StaffMember, StaffPost
from facilities.models.roles import AUDIT_ROLES, CENTRAL_KEEPING_ROLES, CENTRAL_ROLES, KEEPING_ROLES
from facilities.selectors.family import Family
from facilities.selectors.posts import posts_of
from mobile_web.http import person, person_mark
from mobile_web.shell import FacilityLink, NavItem, Shell
from mobile_web.tablets import acting_in, device_in, tablet_ticket
from notices.delivery.vapid import public_key
from notices.selectors.inbox import Standing, standing_of
from notices.selectors.readers import ticket_of
from photos.roles import PHOTO_ROLES

FACILITIES_LISTED = 8
TABLET_KEEPERS = frozenset({Role.MANAGER, Role.CENTRAL_SENDER, Role.CENTRAL_APPROVER})
TABLET_ROLES = frozenset({Role.TEACHER, Role.NURSE, Role.PART_TIME})


class Room(Enum):
    """The three shells, and the door for those who belong nowhere (yet)."""

    GUARDIAN = "guardian"
    TABLET = "tablet"
    OFFICE = "office"
    NONE = "none"


@dataclass(frozen=True)
class Workplace:
    """Where a staff member works: her newest, highest post. `facility` is None for the central office.

    `posts` are all she holds now, where they were read.
    """

    post: StaffPost
    facility: Facility | None
    posts: tuple[StaffPost, ...] | None = None

    @property
    def name(self) -> str:
        return self.facility.name if self.facility else self.post.organisation.office_name

    @property
    def keeps_roster(self) -> bool:
        return self.post.role in KEEPING_ROLES | CENTRAL_KEEPING_ROLES


def workplace_of(user: User) -> Workplace | None:
    """Her first workplace: central posts before a facility's office, that before a class."""
    posts = posts_of(user)
    if not posts:
        return None
    post = min(posts, key=lambda row: (row.role not in CENTRAL_ROLES, row.role in TABLET_ROLES, row.pk))
    return Workplace(post, post.facility, tuple(posts))


def room_of(user: User) -> Room:
    """Staff first: a teacher who is also a mother finds the guardian's pages under 'Family'."""
    place = workplace_of(user)
    if place:
        return Room.TABLET if place.post.role in TABLET_ROLES else Room.OFFICE
    return Room.GUARDIAN if Guardian.objects.filter(user=user).exists() else Room.NONE


def guardian_shell(
    request: HttpRequest, family: Family, current: str, standing: Standing | None = None
) -> Shell:
    """The phone's frame; `current` is the name of the room in the tab bar. One query where `standing` is not known."""
    unread = (standing or standing_of(family)).unread
    nav = (
        _item(_("Home"), "home", "guardian_home", current),
        _item(pgettext("menu", "Contact book"), "notebook", "guardian_book", current),
        _item(_("Notices"), "bell", "guardian_notices", current, unread),
        _item(_("Photos"), "photo", "guardian_albums", current),
        _item(_("More"), "dots", "guardian_more", current),
    )
    emergency_url = reverse("guardian_emergencies")
    return _frame(request, nav, workplace="", unread=unread, emergency_url=emergency_url, family=family)


def tablet_shell(request: HttpRequest, place: Workplace, current: str) -> Shell:
    """The teacher's frame."""
    nav: tuple[NavItem, ...] = (
        _item(_("Class"), "users", "teacher_board", current),
        _item(_("Words"), "mail", "office_words", current),
        _item(_("Notices"), "bell", "office_notices", current),
        _item(_("Roster"), "list-check", "office_children", current),
        _item(_("Surveys"), "clipboard-check", "staff_surveys", current),
        _item(_("Meetings"), "calendar-event", "teacher_meetings", current),
        _item(_("Contact book"), "notebook", "teacher_books", current),
        _item(_("Photos"), "photo", "office_albums", current),
        _item(_("Naps"), "zzz", "teacher_naps", current),
        _item(_("Head count"), "walk", "teacher_counts", current),
        _item(_("Medicine"), "pill", "staff_medicine", current),
    )
    if device := device_in(request):
        return shared_shell(device, acting_in(request), (nav[0], nav[1], *nav[-5:]))
    nav = (*nav[:5], *_approval(person(request), place, current), *nav[5:])
    return _frame(request, nav, workplace=place.name, posts=place.posts)


def room_shell(device: Device, current: str) -> Shell:
    """The frame of a shared tablet on which nobody acts: its room, and the way to the names."""
    return shared_shell(device, None, (_item(_("Class"), "users", "tablet_board", current),))


def shared_shell(device: Device, acting: StaffMember | None, nav: tuple[NavItem, ...]) -> Shell:
    """A shared tablet has no account, no sign-out and no push: only who is acting, and leaving."""
    who = acting.user if acting else None
    return Shell(
        user_name=acting.name if acting else "",
        user_initial=acting.name[:1] if acting else "",
        user_key=person_mark(who) if who else "",
        workplace=device.facility.name,
        nav=nav,
        home_url=reverse("door"),
        switch_url=reverse("tablet_who"),
        lock_url=reverse("tablet_lock") if acting else "",
        lock_after=device.lock_after if acting else 0,
        acting_id=str(acting.pk) if acting else "",
        live_ticket=tickets.mint(tablet_ticket(device, acting)),
    )


def office_shell(request: HttpRequest, place: Workplace, current: str) -> Shell:
    """The PC's frame: rooms above, facilities below."""
    facilities = Facility.objects.worked_in_by(person(request)).in_order()
    total = facilities.count()
    links = tuple(
        FacilityLink(facility.name, reverse("office_facility", args=[facility.pk]))
        for facility in facilities[:FACILITIES_LISTED]
    )
    return _frame(
        request,
        _office_rooms(place, "office_staff" if current == "office_tablets" else current),
        workplace=place.name,
        posts=place.posts,
        facilities=links,
        total=total,
        facilities_url=reverse("office_facilities"),
    )


def _approval(user: User, place: Workplace, current: str) -> tuple[NavItem, ...]:
    """A teacher on the list reads what waits on her own screen, never on one that others hold."""
    facility = place.facility
    if facility is None or not book_settings_of(facility).needs_approval or not may_approve(user, facility):
        return ()
    return (_item(_("Approval"), "checks", "book_approval", current),)


def _office_rooms(place: Workplace, current: str) -> tuple[NavItem, ...]:
    """The rail from top to bottom. Children without a word are phoned for by their own facility."""
    role, at_facility = place.post.role, place.facility is not None
    rooms = (
        (True, _("Dashboard"), "chart-line", "office_dashboard"),
        (True, _("Attendance"), "clipboard-check", "office_attendance"),
        (True, _("Roster"), "users", "office_children"),
        (True, _("Notices"), "speakerphone", "office_notices"),
        (True, _("Surveys"), "list-check", "office_surveys"),
        (True, _("Calendar"), "calendar-event", "office_events"),
        (at_facility and role in KEEPING_ROLES, _("Photo sale"), "shopping-cart", "office_sales"),
        (at_facility, _("Meetings"), "users", "office_meetings"),
        (True, _("Call desk"), "phone", "office_calls"),
        (at_facility, _("Without a word"), "help", "office_missing"),
        (True, _("Registration"), "user-plus", "office_registration"),
        (at_facility, _("Words of families"), "mail", "office_words"),
        (at_facility and role in BOOK_KEEPING_ROLES, _("Contact book"), "notebook", "office_book"),
        (at_facility and role in PHOTO_ROLES, _("Photos"), "photo", "office_albums"),
        (role in KEEPING_ROLES | CENTRAL_ROLES, _("Extended care"), "clock", "office_care"),
        (role in AUDIT_ROLES, _("Audit"), "shield-check", "office_audit"),
        (role in TABLET_KEEPERS | CENTRAL_ROLES, _("Staff and tablets"), "device-mobile", "office_staff"),
        (at_facility, _("Medicine"), "pill", "staff_medicine"),
        (at_facility, _("Kitchen"), "bowl-spoon", "office_kitchen"),
        (at_facility and role in BINDING_ROLES, _("Bound books"), "notebook", "class_books"),
    )
    return tuple(_item(label, icon, name, current) for is_hers, label, icon, name in rooms if is_hers)


def _item(label: str, icon: str, url_name: str, current: str, count: int = 0) -> NavItem:
    return NavItem(label, icon, reverse(url_name), url_name == current, count)


def _frame(
    request: HttpRequest,
    nav: tuple[NavItem, ...],
    *,
    workplace: str,
    unread: int = 0,
    emergency_url: str = "",
    facilities: tuple[FacilityLink, ...] = (),
    total: int = 0,
    facilities_url: str = "",
    family: Family | None = None,
    posts: tuple[StaffPost, ...] | None = None,
) -> Shell:
    user = person(request)
    ticket = ticket_of(user, tickets.session_hash(request.session.session_key), family, posts)
    return Shell(
        user_name=user.name,
        user_initial=user.name[:1],
        user_key=person_mark(user),
        workplace=workplace,
        nav=nav,
        facilities=facilities,
        facilities_total=total,
        facilities_url=facilities_url,
        home_url=reverse("door"),
        account_url=reverse("account"),
        sign_out_url=reverse(settings.LOGIN_URL.replace("login", "logout")),
        emergency_url=emergency_url,
        live_ticket=tickets.mint(ticket),
        vapid_public_key=public_key(),
        unread_count=unread,
    )
