"""Everything that changes people and places. Import the module: `facilities.services.speak_language(...)`."""

from .addresses import (
    current_check,
    mail_waiting,
    pass_email_check,
    pass_outsider_check,
    start_email_check,
)
from .applications import approve_child, approve_member, refuse_application, submit_application
from .audit_chain import seal_entries, verify_chain
from .children import change_child, child_mark
from .contact import reach_on_paper, seats_just_taken, set_contact
from .enrolment import enrol_child, leave_facility, move_class, return_child, undo_leave
from .families import change_contact, speak_language
from .grants import block_guardian, protect_household
from .invitations import Sheet, find_invitation, make_sheets, revoke_sheet
from .joining import Newcomer, join_family, open_account
from .leaving import end_leavers, leave_staff
from .letters import mail_letters
from .links import propose_end, propose_guardian, propose_rights, propose_unblock, propose_unprotect
from .members import end_membership, remind_members, renew_member
from .organisations import make_organisation
from .pins import (
    MOST_TRIES,
    PinLocked,
    PinWrong,
    change_pin,
    check_pin,
    enter_pin,
    leave_tablets,
    lock_device,
    set_pin,
    touch_device,
    unlock_pin,
)
from .posts import add_post, change_post, end_post
from .recovery import (
    ResetCode,
    cancel_reset,
    confirm_reset,
    desk_for,
    find_sign_in_code,
    start_reset,
    use_reset,
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
from .staff import (
    Invited,
    come_back,
    invite_staff,
    join_staff,
    join_staff_as,
    renew_staff_code,
)
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
    "Invited",
    "Link",
    "Newcomer",
    "Offer",
    "Paired",
    "PinLocked",
    "PinWrong",
    "ResetCode",
    "Sheet",
    "add_post",
    "answer_transfer",
    "apply_plan",
    "apply_plans",
    "approve_child",
    "approve_member",
    "ask_child_change",
    "ask_own_change",
    "ask_second_guardian",
    "block_guardian",
    "cancel_reset",
    "cancel_transfer",
    "change_child",
    "change_contact",
    "change_pin",
    "change_post",
    "check_pin",
    "child_mark",
    "come_back",
    "confirm_reset",
    "current_check",
    "decide_request",
    "decide_rows",
    "desk_for",
    "end_leavers",
    "end_link",
    "end_membership",
    "end_post",
    "end_relative",
    "enrol_child",
    "enter_pin",
    "erase_expired",
    "erase_family",
    "find_invitation",
    "find_sign_in_code",
    "invite_relative",
    "invite_staff",
    "join_family",
    "join_staff",
    "join_staff_as",
    "leave_facility",
    "leave_staff",
    "leave_tablets",
    "lock_device",
    "mail_letters",
    "mail_waiting",
    "make_organisation",
    "make_sheets",
    "move_class",
    "note_audit_export",
    "note_takeout",
    "offer_pairing",
    "open_account",
    "pair_device",
    "pass_email_check",
    "pass_outsider_check",
    "propose_end",
    "propose_guardian",
    "propose_rights",
    "propose_unblock",
    "propose_unprotect",
    "protect_household",
    "reach_on_paper",
    "refuse_application",
    "remind_members",
    "rename_device",
    "renew_member",
    "renew_staff_code",
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
    "start_reset",
    "submit_application",
    "touch_device",
    "transfer_child",
    "undo_leave",
    "unlock_pin",
    "use_reset",
    "verify_chain",
    "withdraw_request",
]
