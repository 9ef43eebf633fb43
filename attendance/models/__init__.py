"""Who is here: stamps, what families say, the watch over missing children, extended care, naps, medicine."""

from .care import CareRule, Charge, FlatPlan, MonthClose
from .entrance import StaffCall
from .health import Allergy, DoseSignature, MedicationDose, MedicationRequest
from .naps import Nap, NapCheck, NapRoom
from .reports import STANDING_REPORTS, CareContract, Report
from .settings import AttendanceSettings, ClosedDay
from .stamps import Attendance, Card, Contest, Method, Stamp
from .watch import HeadCount, NoShow, NoShowCall, WatchBeat, WatchRun

__all__ = [
    "STANDING_REPORTS",
    "Allergy",
    "Attendance",
    "AttendanceSettings",
    "Card",
    "CareContract",
    "CareRule",
    "Charge",
    "ClosedDay",
    "Contest",
    "DoseSignature",
    "FlatPlan",
    "HeadCount",
    "MedicationDose",
    "MedicationRequest",
    "Method",
    "MonthClose",
    "Nap",
    "NapCheck",
    "NapRoom",
    "NoShow",
    "NoShowCall",
    "Report",
    "StaffCall",
    "Stamp",
    "WatchBeat",
    "WatchRun",
]
