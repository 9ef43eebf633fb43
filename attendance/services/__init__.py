"""What happens to attendance. Import the module: `attendance.services.record_stamp`."""

from .allergies import change_allergy, end_allergy, note_allergy
from .cards import card_of_guardian, end_card
from .care_export import export_charges
from .care_rules import drop_care_rule, set_care_rule
from .charge_decisions import adjust_charge, exclude_charge, reopen_charge
from .charges import confirm_charges, work_out_charges, work_out_everywhere
from .contests import contest_day, decide_contest
from .contracts import drop_contract, end_contract, set_contract
from .corrections import add_stamp, correct_stamp
from .doses import Witness, give_dose, sign_dose
from .entrance_plans import announce_pick_up
from .flat_plans import drop_flat_plan, set_flat_plan
from .head_counts import Heads, confirm_head_count, count_heads
from .many import stamp_many
from .medicine import Asked, answer_medicine, ask_medicine, withdraw_medicine
from .month_export import export_month, take_month
from .months import close_month, reopen_month
from .naps import Look, check_nap, end_nap, note_room, start_nap
from .no_show_answers import answer_no_show
from .no_show_calls import Call, claim_no_show, record_no_show_call, release_no_show
from .report_answers import confirm_many, confirm_report, refuse_report, write_down
from .report_rules import Words
from .reports import Seat, ask_change, change_report, send_report, withdraw_report
from .reviews import accept_picker, accept_stamp
from .searches import begin_search, child_found
from .settings import change_settings, close_day, close_holidays, open_day
from .staff_calls import answer_call, call_staff
from .stamps import Recorded, Scan, record_stamp, staff_scan
from .watch import advance_watch, beat_watch, run_watch, watch_facility

__all__ = [
    "Asked",
    "Call",
    "Heads",
    "Look",
    "Recorded",
    "Scan",
    "Seat",
    "Witness",
    "Words",
    "accept_picker",
    "accept_stamp",
    "add_stamp",
    "adjust_charge",
    "advance_watch",
    "announce_pick_up",
    "answer_call",
    "answer_medicine",
    "answer_no_show",
    "ask_change",
    "ask_medicine",
    "beat_watch",
    "begin_search",
    "call_staff",
    "card_of_guardian",
    "change_allergy",
    "change_report",
    "change_settings",
    "check_nap",
    "child_found",
    "claim_no_show",
    "close_day",
    "close_holidays",
    "close_month",
    "confirm_charges",
    "confirm_head_count",
    "confirm_many",
    "confirm_report",
    "contest_day",
    "correct_stamp",
    "count_heads",
    "decide_contest",
    "drop_care_rule",
    "drop_contract",
    "drop_flat_plan",
    "end_allergy",
    "end_card",
    "end_contract",
    "end_nap",
    "exclude_charge",
    "export_charges",
    "export_month",
    "give_dose",
    "note_allergy",
    "note_room",
    "open_day",
    "record_no_show_call",
    "record_stamp",
    "refuse_report",
    "release_no_show",
    "reopen_charge",
    "reopen_month",
    "run_watch",
    "send_report",
    "set_care_rule",
    "set_contract",
    "set_flat_plan",
    "sign_dose",
    "staff_scan",
    "stamp_many",
    "start_nap",
    "take_month",
    "watch_facility",
    "withdraw_medicine",
    "withdraw_report",
    "work_out_charges",
    "work_out_everywhere",
    "write_down",
]
