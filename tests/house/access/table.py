"""The one table: every surface and method, and its rule. What is not in it fails the walk."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.house.access import rules
from tests.house.access.rules import Rule
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


@dataclass(frozen=True)
class Entry:
    """One cell column: a surface, a method, its rule. `query` may hold a thing's first id as {id}."""

    name: str
    method: str
    rule: Rule
    fields: Mapping[str, Any] | None = None
    query: str = ""
    bare: bool = False  # the ids stand in the query or the body, not in the address


def _get(rule: Rule, *names: str) -> list[Entry]:
    return [Entry(name, "GET", rule) for name in names]


def _post(rule: Rule, *names: str, **fields: Any) -> list[Entry]:
    return [Entry(name, "POST", rule, fields) for name in names]


WORDS = {"title": "あす", "body": "休園です。", "urgency": "important", "version": 0, "when": "now"}
DRAFT = {"title": "あす", "body": "休園です。", "version": 0}
COMMON = [
    *_get(rules.ACCOUNT, "door", "live_ticket", "account"),
    *_get(rules.PUBLIC, "service_worker", "manifest", "offline"),
    *_post(rules.ACCOUNT, "account", language="en"),
    *_post(rules.ACCOUNT, "account_push_off"),
    *_post(rules.ACCOUNT_OR_BAD, "push_subscription"),
    *_post(rules.PUBLIC, "set_language", language="en"),
]
GUARDIAN = [
    *_get(rules.GUARDIAN_PAGES, "guardian_home", "guardian_notices", "guardian_emergencies", "guardian_more"),
    *_get(rules.READ, "guardian_notice"),
    *_post(rules.CONFIRM, "guardian_confirm"),
]
TEACHER = [*_get(rules.CLASS_BOARD, "teacher_board"), *_get(rules.CLASSROOM, "teacher_board_class")]
OFFICE = [
    *_get(rules.WORKPLACE, "office_dashboard", "office_facilities", "office_notices", "office_calls"),
    *_get(rules.FACILITY, "office_facility"),
    *_post(rules.BEGINS, "office_notice_new"),
    *_get(rules.FOLLOW, "office_notice", "office_reach", "office_reach_now", "office_reach_facilities"),
    *_get(rules.FOLLOW, "office_report"),
    Entry("office_calls", "GET", rules.FOLLOW, query="notice={id}", bare=True),
    *_get(rules.OPEN, "office_compose", "office_audience", "office_silent"),
    *_get(rules.AUDIENCE_CLASSES, "office_audience_classes"),
    *_post(rules.CHANGE, "office_save", "office_send", **WORDS),
    *_post(
        rules.CHANGE, "office_discard", "office_undo", "office_release", "office_finish", "office_correct"
    ),
    *_post(rules.CHANGE, "office_recall", reason="誤りがありました。"),
    *_get(rules.CALL_LIST, "office_reach_households", "office_call_card"),
    *_post(rules.CALL_NEXT, "office_call_next"),
    *_post(rules.PAPER, "office_paper"),
    *_post(rules.CLAIM, "office_call_take"),
    *_post(rules.CALL, "office_call_outcome", token=0, outcome="no_answer"),
    *_post(rules.CALL, "office_call_extend", "office_call_give_back", token=0),
    *_get(rules.CALL, "office_call_state"),
]
API = [
    *_get(
        rules.ACCOUNT, "api_schema", "api_me", "api_facilities-list", "api_children-list", "api_notices-list"
    ),
    Entry("api_notices-list", "GET", rules.ACCOUNT, query="view=sent"),
    *_get(rules.FACILITY_API, "api_facilities-detail"),
    *_get(rules.CHILD, "api_children-detail"),
    Entry("api_notices-list", "POST", rules.NEW_DRAFT, DRAFT, bare=True),
    *_get(rules.READ, "api_notices-detail"),
    Entry("api_notices-detail", "GET", rules.FOLLOW, query="view=sent"),
    *_get(rules.FOLLOW, "api_notices-reach"),
    Entry("api_notices-detail", "PUT", rules.CHANGE, DRAFT),
    *_post(rules.CHANGE, "api_notices-send", version=0),
    *_post(rules.CHANGE, "api_notices-undo"),
    *_post(rules.CHANGE, "api_notices-recall", reason="誤りがありました。"),
    *_post(rules.READ, "api_notices-readings", kind="opened"),
    *_get(rules.NOTHING, "api_nothing_here"),
    *_post(rules.NOTHING, "api_nothing_here"),
]
SIGN_IN = [
    *_get(rules.PUBLIC, "account_login"),
    *_post(rules.PUBLIC, "account_login"),
    *_get(rules.FACTORS, "account_logout", "account_reauthenticate", "mfa_index", "mfa_reauthenticate"),
    *_post(rules.SIGNING_OUT, "account_logout"),
    *_post(rules.FACTORS, "account_reauthenticate", "mfa_reauthenticate"),
    *_get(rules.FACTORS, "account_change_password", "account_set_password"),
    *_post(rules.FACTORS, "account_change_password", "account_set_password"),
    *_get(rules.SIGN_IN_STEP, "mfa_authenticate", "mfa_login_webauthn"),
    *_post(rules.SIGN_IN_STEP, "mfa_authenticate", "mfa_login_webauthn"),
    *_get(rules.FACTORS, "mfa_activate_totp", "mfa_deactivate_totp", "mfa_generate_recovery_codes"),
    *_post(rules.FACTORS, "mfa_activate_totp", "mfa_deactivate_totp", "mfa_generate_recovery_codes"),
    *_get(rules.FACTORS, "mfa_view_recovery_codes", "mfa_download_recovery_codes"),
    *_get(rules.FACTORS, "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn"),
    *_post(rules.FACTORS, "mfa_add_webauthn", "mfa_reauthenticate_webauthn"),
    *_get(rules.PASSKEY, "mfa_edit_webauthn", "mfa_remove_webauthn"),
    *_post(rules.PASSKEY, "mfa_edit_webauthn", "mfa_remove_webauthn"),
]
TABLE: list[Entry] = [*COMMON, *GUARDIAN, *TEACHER, *OFFICE, *API, *SIGN_IN]


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
