"""Everything that changes people and places. Import the module: `facilities.services.speak_language(...)`."""

from .addresses import current_check, mail_waiting, pass_email_check, start_email_check
from .audit_chain import seal_entries, verify_chain
from .children import change_child, child_mark
from .contact import reach_on_paper, seats_just_taken, set_contact
from .enrolment import enrol_child, leave_facility, move_class, return_child, undo_leave
from .families import change_contact, speak_language
from .grants import block_guardian, protect_household
from .invitations import find_invitation, make_sheets, revoke_sheet
from .joining import Newcomer, join_family, open_account
from .links import propose_end, propose_guardian, propose_rights, propose_unblock, propose_unprotect
from .pins import (
    MOST_TRIES,
    PinLocked,
    PinWrong,
    change_pin,
    enter_pin,
    leave_tablets,
    lock_device,
    set_pin,
    touch_device,
    unlock_pin,
)
from .relatives import Link, end_link, end_relative, invite_relative
from .requests import (
    ask_child_change,
    ask_own_change,
    ask_second_guardian,
    decide_request,
    withdraw_request,
)
from .retention import erase_expired, erase_family
from .rollover import apply_plan, apply_plans, decide_rows, reverse_plan, start_plan, start_plans
from .tablets import (
    LOCK_AFTER,
    Offer,
    Paired,
    offer_pairing,
    pair_device,
    rename_device,
    revoke_device,
    see_device,
)
from .takeouts import note_audit_export, note_takeout
from .transfers import answer_transfer, cancel_transfer, transfer_child

__all__ = [
    "LOCK_AFTER",
    "MOST_TRIES",
    "Link",
    "Newcomer",
    "Offer",
    "Paired",
    "PinLocked",
    "PinWrong",
    "answer_transfer",
    "apply_plan",
    "apply_plans",
    "ask_child_change",
    "ask_own_change",
    "ask_second_guardian",
    "block_guardian",
    "cancel_transfer",
    "change_child",
    "change_contact",
    "change_pin",
    "child_mark",
    "current_check",
    "decide_request",
    "decide_rows",
    "end_link",
    "end_relative",
    "enrol_child",
    "enter_pin",
    "erase_expired",
    "erase_family",
    "find_invitation",
    "invite_relative",
    "join_family",
    "leave_facility",
    "leave_tablets",
    "lock_device",
    "mail_waiting",
    "make_sheets",
    "move_class",
    "note_audit_export",
    "note_takeout",
    "offer_pairing",
    "open_account",
    "pair_device",
    "pass_email_check",
    "propose_end",
    "propose_guardian",
    "propose_rights",
    "propose_unblock",
    "propose_unprotect",
    "protect_household",
    "reach_on_paper",
    "rename_device",
    "return_child",
    "reverse_plan",
    "revoke_device",
    "revoke_sheet",
    "seal_entries",
    "seats_just_taken",
    "see_device",
    "set_contact",
    "set_pin",
    "speak_language",
    "start_email_check",
    "start_plan",
    "start_plans",
    "touch_device",
    "transfer_child",
    "undo_leave",
    "unlock_pin",
    "verify_chain",
    "withdraw_request",
]
