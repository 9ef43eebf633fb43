"""The roles a post can have."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a post is. Facility roles name a facility; central roles hold for the organisation."""

    MANAGER = "manager", _("Manager")
    TEACHER = "teacher", _("Teacher")
    OFFICE = "office", _("Office")
    NURSE = "nurse", _("Nurse")
    PART_TIME = "part_time", _("Part-time")
    CENTRAL_READER = "central_reader", _("Central office, reading")
    CENTRAL_SENDER = "central_sender", _("Central office, sending")
    CENTRAL_APPROVER = "central_approver", _("Central office, approving")
    AUDITOR = "auditor", _("Auditor")


CENTRAL_ROLES = frozenset({Role.CENTRAL_READER, Role.CENTRAL_SENDER, Role.CENTRAL_APPROVER, Role.AUDITOR})
WHOLE_FACILITY_ROLES = frozenset({Role.MANAGER, Role.OFFICE, Role.NURSE})
SENDING_ROLES = frozenset({Role.CENTRAL_SENDER, Role.CENTRAL_APPROVER})
FACILITY_SENDING_ROLES = frozenset({Role.MANAGER, Role.OFFICE, Role.TEACHER, Role.NURSE})
# Who keeps the roster, invites, plans the year: of a facility, and of all facilities of the organisation.
KEEPING_ROLES = frozenset({Role.MANAGER, Role.OFFICE})
CENTRAL_KEEPING_ROLES = frozenset({Role.CENTRAL_SENDER, Role.CENTRAL_APPROVER})
# Who reads the audit: of all facilities of the organisation, and of her own facility too.
CENTRAL_AUDIT_ROLES = frozenset({Role.AUDITOR, Role.CENTRAL_APPROVER})
AUDIT_ROLES = CENTRAL_AUDIT_ROLES | {Role.MANAGER}
