"""People and places."""

from .audit import AuditEntry
from .days import on_day
from .families import Child, Enrolment, Grant, Guardian, Household
from .places import Classroom, Facility, Organisation, Tint
from .roles import CENTRAL_ROLES, WHOLE_FACILITY_ROLES, Role
from .staff import StaffMember, StaffPost

__all__ = [
    "CENTRAL_ROLES",
    "WHOLE_FACILITY_ROLES",
    "AuditEntry",
    "Child",
    "Classroom",
    "Enrolment",
    "Facility",
    "Grant",
    "Guardian",
    "Household",
    "Organisation",
    "Role",
    "StaffMember",
    "StaffPost",
    "Tint",
    "on_day",
]
