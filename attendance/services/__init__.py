"""What happens to attendance. Import the module: `attendance.services.record_stamp`."""

from .care_rules import drop_care_rule, set_care_rule
from .charge_decisions import adjust_charge, exclude_charge, reopen_charge
from .charges import confirm_charges, work_out_charges
from .contracts import drop_contract, set_contract
from .corrections import add_stamp, correct_stamp
from .flat_plans import drop_flat_plan, set_flat_plan
from .stamps import Recorded, Scan, record_stamp, staff_scan

__all__ = [
    "Recorded",
    "Scan",
    "add_stamp",
    "adjust_charge",
    "confirm_charges",
    "correct_stamp",
    "drop_care_rule",
    "drop_contract",
    "drop_flat_plan",
    "exclude_charge",
    "record_stamp",
    "reopen_charge",
    "set_care_rule",
    "set_contract",
    "set_flat_plan",
    "staff_scan",
    "work_out_charges",
]
