"""Rules that no flip of the walk shows, each with its reason: it asks another rule, or a test of its own flips it."""

_P, _S, _N, _M = "facilities.policies", "facilities.selectors", "notices.selectors", "mobile_web"
_F = "facilities.services"
_OFFICE, _HOME = f"{_M}.views.office.frame", f"{_M}.views.guardian.frame"

# Adds nothing of its own: whom it is for is decided by the rule it asks.
ASKS: dict[str, str] = {
    "ChildQuerySet.kept_by": "ChildQuerySet.on_roster_of",  # only shows a way; the page behind it asks the policy
    "NoticeQuerySet.visible_to": "NoticeQuerySet.managed_by",
    "StaffPostQuerySet.central": "CENTRAL_ROLES",
    f"{_S}.applications.open_applications": f"{_S}.applications.applications_to",
    f"{_S}.audit_log.chain_state": f"{_S}.audit_log.audit_visible_to",
    f"{_S}.audit_log.audit_lines": f"{_S}.audit_log.audit_visible_to",
    f"{_S}.audit_log._lines": "ChildQuerySet.visible_to",
    f"{_S}.audit_log.erasures_visible_to": "CENTRAL_AUDIT_ROLES",  # counts of rows, without a name
    f"{_S}.board.class_board": f"{_S}.board.classrooms_of",
    f"{_S}.registration.areas_of": "FacilityQuerySet.worked_in_by",
    f"{_S}.registration.pupils_of": "ChildQuerySet.on_roster_of",
    f"{_S}.roster.roster": "ChildQuerySet.on_roster_of",
    "facilities.selectors.seen.child_seen": "ChildQuerySet.visible_to",  # the service asks its policy all the same
    "facilities.selectors.seen.facility_seen": "FacilityQuerySet.visible_to",
    f"{_S}.roster.counts_by_class": "CENTRAL_ROLES",
    f"{_S}.rosters.places_kept_by": "CENTRAL_KEEPING_ROLES",
    f"{_S}.staff.groups_of": f"{_S}.staff.members_visible_to",
    f"{_S}.staff.left_lately": f"{_S}.staff.members_visible_to",
    f"{_N}.calls.call_queue": f"{_N}.calls._facilities",
    f"{_N}.calls.desk_progress": f"{_N}.calls._facilities",
    f"{_N}.dashboard.overview": "FacilityQuerySet.worked_in_by",
    f"{_N}.dashboard.last_notice": f"{_N}.desk.followed_by",
    f"{_N}.dashboard.needs_of": f"{_N}.desk.followed_by",
    f"{_N}.desk.sent_notices": f"{_N}.desk.followed_by",
    f"{_N}.desk.desk_choices": f"{_N}.desk.sent_notices",
    f"{_N}.desk.unsent_notices": "NoticeQuerySet.managed_by",
    f"{_N}.desk._unanswered": "StaffPostQuerySet.held_by",  # numbers, as in _counts
    f"{_N}.desk._counts": "StaffPostQuerySet.held_by",  # numbers of notices that followed_by chose
    f"{_N}.readers.ticket_of": f"{_S}.family.family_of",
    f"{_M}.tablets.for_tablets": f"{_M}.tablets.device_in",
    f"{_HOME}.for_guardians": f"{_S}.family.family_of",
    f"{_OFFICE}.page": f"{_OFFICE}.place_of",
    f"{_M}.stepup.step_up": f"{_M}.stepup.is_step_up_due",
}
_SEES_NO_PERSON = "It orders, or narrows by state: no person is in it."
_RECORDS = "It writes down what was done; whether it may be done was asked before."
_SHAPES = "It draws what it is given."
_STEP_UP = "The walk signs everybody in just now, as the setting is off for it."
_BEHIND = "The page before it is not there for whom it would refuse."
# What a test of its own turns red for: (why the walk cannot, the test).
TESTED: dict[str, tuple[str, str]] = {
    "InvitationQuerySet.open": (
        _SEES_NO_PERSON,
        "facilities/test_invitations.py::test_revoked_and_unknown_look_alike_and_used_and_expired_say_what_to_do",
    ),
    "RecipientQuerySet.open_of": (
        _SEES_NO_PERSON, "notices/test_calls.py::test_a_household_that_reads_leaves_the_list",
    ),
    "FacilityQuerySet.in_order": (_SEES_NO_PERSON, ""),
    "NoticeQuerySet.newest_first": (_SEES_NO_PERSON, ""),
    "StaffPostQuerySet.in_facility": (_SEES_NO_PERSON, ""),
    f"{_P}.audit": (_RECORDS, "facilities/test_tablets.py::test_the_pairing_is_audited_with_its_tablet"),
    f"{_P}.audit_row": (_RECORDS, "attendance/test_cards_of_office.py::test_a_second_print_is_the_same_card"),
    f"{_P}.audit_in": (_RECORDS, "attendance/test_cards_of_office.py::test_a_second_print_is_the_same_card"),
    f"{_P}.audit_children": (_RECORDS, "facilities/test_roster_export.py::test_an_export_is_audited_for_each_child"),
    "facilities.acting.device_in_hand": (
        _RECORDS, "mobile_web/tablets/test_tablet.py::test_what_happens_is_audited_with_tablet_and_person",
    ),
    "TABLET_KEEPERS": ("An entry of the rail; the page behind it asks managed_facilities.", ""),
    "TABLET_ROLES": ("Which frame a page has, not what stands in it.", ""),
    f"{_S}.adults.is_blocked_for": (
        "Joining begins with a code, which nobody of the walk holds.",
        "facilities/test_joining.py::test_who_is_blocked_for_the_child_cannot_come_back_by_anothers_code",
    ),
    f"{_S}.adults.seat_in": (
        "As above.",
        "facilities/test_joining.py::test_an_open_sheet_of_a_little_brother_joins_the_household_she_has",
    ),
    f"{_F}.joining._seat_after": (
        "As above.", "facilities/test_joining.py::test_her_second_tap_changes_nothing",
    ),
    f"{_S}.enrolment.enrolments_seen_by": (
        "No child of the walk has been at two facilities.",
        "facilities/test_transfers.py::test_without_consent_the_new_facility_reads_nothing_of_the_past",
    ),
    f"{_S}.requests.asking": (_SHAPES, ""),
    f"{_N}.calls.held_task": (
        "It finds her own.", "notices/test_calls.py::test_a_claimed_household_is_phoned_by_one_person",
    ),
    f"{_F}.applying.apply_request": (
        "It runs inside the decision, which _require_decider guards.",
        "facilities/test_blocks.py::test_a_block_is_lifted_by_two",
    ),
    f"{_F}.invitations._pupils": (
        "It leaves out her own child; nobody of the walk keeps a roster and has a child there.",
        "facilities/test_invitations.py::test_a_manager_prints_no_sheet_of_her_own_childs_other_household",
    ),
    f"{_F}.pins._members_of": (_BEHIND, "facilities/test_pins.py::test_who_works_at_no_facility_has_no_pin"),
    f"{_F}.pins._require_manager_of": (
        _BEHIND, "facilities/test_pins.py::test_staff_of_another_facility_are_not_there",
    ),
    f"{_F}.places.require_place_keeper": (
        _BEHIND, "facilities/test_enrolment.py::test_staff_who_keep_no_roster_are_refused",
    ),
    f"{_F}.transfers._require_answerer": (_BEHIND, "facilities/test_transfers.py::test_only_who_may_answer_answers"),
    "notices.services.drafts._create": (
        "It refuses a key that is another's, which nobody of the walk sends.",
        "notices/test_sending.py::test_a_replayed_draft_is_found_only_for_its_own_place_and_changes_nothing",
    ),
    "TabletMiddleware.process_view": (
        "Django binds it once for each browser of the walk.",
        "mobile_web/tablets/test_tablet.py::test_with_a_pin_the_rest_is_not_there",
    ),
    "SessionGuard.process_view": (
        "Every session of the walk is new, and the setting for second factors is off for it.",
        "mobile_web/staff/test_staff_pages.py::"
        "test_a_staff_sign_in_ends_after_half_an_hour_of_nothing_and_after_twelve_hours",
    ),
    f"{_M}.guard.has_factor": (
        "As above.", "mobile_web/staff/test_staff_pages.py::test_staff_without_a_second_factor_get_no_further",
    ),
    f"{_M}.stepup.is_step_up_due": (
        _STEP_UP, "mobile_web/staff/test_step_up.py::test_a_broadcast_asks_again_keeps_the_draft_and_then_goes",
    ),
    f"{_M}.stepup.ask_again": (
        _STEP_UP, "mobile_web/staff/test_step_up.py::test_who_has_a_second_factor_shows_that_and_not_only_the_password",
    ),
    f"{_M}.tablets.tablet_ticket": (
        "A ticket is read by the socket, not by the page.",
        "mobile_web/tablets/test_tablet.py::test_the_socket_hears_the_tablet_and_with_a_pin_the_facility",
    ),
    f"{_M}.tablets.keep_cookie": (
        _SHAPES, "mobile_web/tablets/test_tablet.py::test_the_cookie_is_for_this_site_and_no_script",
    ),
    f"{_M}.takeout.family_zip": (
        "It packs the family it is given.",
        "mobile_web/guardian/test_trust.py::test_nothing_of_another_household_is_in_the_file",
    ),
    f"{_M}.takeout.file_name": (_SHAPES, ""),
    **{f"{_HOME}.{name}": (_SHAPES, "") for name in ("show", "waiting", "texts_of", "paragraphs")},
}  # fmt: skip
