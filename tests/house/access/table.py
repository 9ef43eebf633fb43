"""The one table: every surface and method, and its rule. What is not in it fails the walk."""

from tests.house.access import rules
from tests.house.access.areas import areas
from tests.house.access.entries import Entry, get_entries, post_entries
from tests.house.access.surfaces import Surface

OPERATOR_NAMESPACE = "admin:"
OPERATOR_RULE = "Operators who used a second factor, looking only. For everybody else nothing is there."
MISSING = "declares no rule: add it to tests/house/access/table.py."
BESIDE = {  # answered before or beside Django's resolver
    "GET /healthz, GET /readyz": "Everybody; counters and yes or no, never a name.",
    "GET /static/…": "Everybody; nothing of anybody's is stored there.",
    "WEBSOCKET /live/ws": "Who brings a ticket of ours from our origin; its topics are the server's choice.",
    "POST /live/receipts": "The same ticket; a reading is stored only where the household received the notice.",
}


WORDS = {"title": "あす", "body": "休園です。", "urgency": "important", "version": 0, "when": "now"}
DRAFT = {"title": "あす", "body": "休園です。", "version": 0}
COMMON = [
    *get_entries(rules.OWN_SCREEN, "door", "live_ticket"),
    *get_entries(rules.ACCOUNT, "account"),
    *get_entries(rules.ANYWHERE, "service_worker", "manifest", "offline"),
    *post_entries(rules.ACCOUNT, "account", language="en"),
    *post_entries(rules.ACCOUNT, "account_push_off"),
    *post_entries(rules.ACCOUNT_OR_BAD, "push_subscription"),
    *post_entries(rules.ANYWHERE, "set_language", language="en"),
]
GUARDIAN = [
    *get_entries(
        rules.GUARDIAN_PAGES, "guardian_home", "guardian_notices", "guardian_emergencies", "guardian_more"
    ),
    *get_entries(rules.READ, "guardian_notice"),
    *post_entries(rules.CONFIRM, "guardian_confirm"),
]
TEACHER = [
    *get_entries(rules.CLASS_BOARD, "teacher_board"),
    *get_entries(rules.BOARD, "teacher_board_class"),
]
OFFICE = [
    *get_entries(rules.WORKPLACE, "office_dashboard", "office_facilities", "office_notices", "office_calls"),
    *get_entries(rules.FACILITY, "office_facility"),
    *post_entries(rules.BEGINS, "office_notice_new"),
    *get_entries(
        rules.FOLLOW, "office_notice", "office_reach", "office_reach_now", "office_reach_facilities"
    ),
    *get_entries(rules.FOLLOW, "office_report"),
    Entry("office_calls", "GET", rules.FOLLOW, query="notice={id}", bare=True),
    *get_entries(rules.OPEN, "office_compose", "office_audience", "office_silent"),
    *get_entries(rules.AUDIENCE_CLASSES, "office_audience_classes"),
    *post_entries(rules.CHANGE, "office_save", "office_send", **WORDS),
    *post_entries(
        rules.CHANGE, "office_discard", "office_undo", "office_release", "office_finish", "office_correct"
    ),
    *post_entries(rules.CHANGE, "office_recall", reason="誤りがありました。"),
    *get_entries(rules.CALL_LIST, "office_reach_households", "office_call_card"),
    *post_entries(rules.CALL_NEXT, "office_call_next"),
    *post_entries(rules.PAPER, "office_paper"),
    *post_entries(rules.CLAIM, "office_call_take"),
    *post_entries(rules.CALL, "office_call_outcome", token=0, outcome="no_answer"),
    *post_entries(rules.CALL, "office_call_extend", "office_call_give_back", token=0),
    *get_entries(rules.CALL, "office_call_state"),
]
API = [
    *get_entries(
        rules.ACCOUNT, "api_schema", "api_me", "api_facilities-list", "api_children-list", "api_notices-list"
    ),
    Entry("api_notices-list", "GET", rules.ACCOUNT, query="view=sent"),
    *get_entries(rules.FACILITY_API, "api_facilities-detail"),
    *get_entries(rules.CHILD, "api_children-detail"),
    Entry("api_notices-list", "POST", rules.NEW_DRAFT, DRAFT, bare=True),
    *get_entries(rules.READ, "api_notices-detail"),
    Entry("api_notices-detail", "GET", rules.FOLLOW, query="view=sent"),
    *get_entries(rules.FOLLOW, "api_notices-reach"),
    Entry("api_notices-detail", "PUT", rules.CHANGE, DRAFT),
    *post_entries(rules.CHANGE, "api_notices-send", version=0),
    *post_entries(rules.CHANGE, "api_notices-undo"),
    *post_entries(rules.CHANGE, "api_notices-recall", reason="誤りがありました。"),
    *post_entries(rules.READ, "api_notices-readings", kind="opened"),
    *get_entries(rules.NOTHING, "api_nothing_here"),
    *post_entries(rules.NOTHING, "api_nothing_here"),
]
SIGN_IN = [
    *get_entries(rules.PUBLIC, "account_login"),
    *post_entries(rules.PUBLIC, "account_login"),
    *get_entries(
        rules.FACTORS, "account_logout", "account_reauthenticate", "mfa_index", "mfa_reauthenticate"
    ),
    *post_entries(rules.SIGNING_OUT, "account_logout"),
    *post_entries(rules.FACTORS, "account_reauthenticate", "mfa_reauthenticate"),
    *get_entries(rules.FACTORS, "account_change_password", "account_set_password"),
    *post_entries(rules.FACTORS, "account_change_password", "account_set_password"),
    *get_entries(rules.SIGN_IN_STEP, "mfa_authenticate", "mfa_login_webauthn"),
    *post_entries(rules.SIGN_IN_STEP, "mfa_authenticate", "mfa_login_webauthn"),
    *get_entries(rules.FACTORS, "mfa_activate_totp", "mfa_deactivate_totp", "mfa_generate_recovery_codes"),
    *post_entries(rules.FACTORS, "mfa_activate_totp", "mfa_deactivate_totp", "mfa_generate_recovery_codes"),
    *get_entries(rules.FACTORS, "mfa_view_recovery_codes", "mfa_download_recovery_codes"),
    *get_entries(rules.FACTORS, "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn"),
    *post_entries(rules.FACTORS, "mfa_add_webauthn", "mfa_reauthenticate_webauthn"),
    *get_entries(rules.PASSKEY, "mfa_edit_webauthn", "mfa_remove_webauthn"),
    *post_entries(rules.PASSKEY, "mfa_edit_webauthn", "mfa_remove_webauthn"),
]
AREAS = [entry for area in areas() for entry in area.ENTRIES]
TABLE: list[Entry] = [*COMMON, *GUARDIAN, *TEACHER, *OFFICE, *API, *SIGN_IN, *AREAS]


def is_declared(name: str, method: str) -> bool:
    """Has this surface a rule for the method?"""
    return any((entry.name, entry.method) == (name, method) for entry in TABLE)


def undeclared(surfaces: list[Surface]) -> list[str]:
    """A sentence for every surface, and every method of the API, that has no rule."""
    sentences = []
    for surface in surfaces:
        if surface.name.startswith(OPERATOR_NAMESPACE):
            continue
        if not surface.actions and not any(entry.name == surface.name for entry in TABLE):
            sentences.append(f"{surface.name} ({surface.route}) {MISSING}")
        sentences += [
            f"{method} {surface.name} ({surface.route}) {MISSING}"
            for method in surface.actions
            if not is_declared(surface.name, method)
        ]
    return sentences
