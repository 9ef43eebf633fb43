"""What happens to attendance. Import the module: `attendance.services.record_stamp`."""

from .corrections import add_stamp, correct_stamp
from .stamps import Recorded, Scan, record_stamp, staff_scan

__all__ = ["Recorded", "Scan", "add_stamp", "correct_stamp", "record_stamp", "staff_scan"]
