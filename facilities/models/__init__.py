"""People and places."""

from .audit import AuditEntry, AuditLink, Erasure
from .days import lasting, on_day
from .devices import Device, Pairing, StaffPin
from .families import RIGHTS, RIGHTS_BEYOND_VIEW, Child, Enrolment, Grant, Guardian, Household
from .joining import EmailCheck, Invitation
from .letters import Letter
from .places import Classroom, Facility, Organisation, Tint
from .recovery import SignInReset
from .requests import Application, ChangeRequest, Decision, Member
from .roles import CENTRAL_ROLES, WHOLE_FACILITY_ROLES, Role
from .rollover import RolloverPlan, RolloverRow, Transfer
from .rosters import ColumnMapping, RosterImport, RosterRow
from .staff import StaffMember, StaffPost

__all__ = [
    "CENTRAL_ROLES",
    "RIGHTS",
    "RIGHTS_BEYOND_VIEW",
    "WHOLE_FACILITY_ROLES",
    "Application",
    "AuditEntry",
    "AuditLink",
    "ChangeRequest",
    "Child",
    "Classroom",
    "ColumnMapping",
    "Decision",
    "Device",
    "EmailCheck",
    "Enrolment",
    "Erasure",
    "Facility",
    "Grant",
    "Guardian",
    "Household",
    "Invitation",
    "Letter",
    "Member",
    "Organisation",
    "Pairing",
    "Role",
    "RolloverPlan",
    "RolloverRow",
    "RosterImport",
    "RosterRow",
    "SignInReset",
    "StaffMember",
    "StaffPin",
    "StaffPost",
    "Tint",
    "Transfer",
    "lasting",
    "on_day",
]
