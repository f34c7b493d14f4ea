"""Who may open which page: one table for every URL, and what each team role may see in the admin.

Closed by default: a URL without a line in `POLICIES` answers 404 to everybody, and fails the suite.
A policy is the coarse gate (may somebody like you know of such pages at all?); which rows a page shows
is decided by `visible_to(user)`, and what somebody may change by the service. Whoever may not know of a
page gets 404, exactly as if it did not exist (access rule 3).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404

from participants.models import Role
from plp.standing import standing_of


@dataclass(frozen=True)
class Policy:
    """who: in words, for the generated access page. allows(user): asked of signed-in people only."""

    who: str
    allows: Callable = lambda user: True
    signed_out: bool = False


def _holds(*roles):
    return lambda user: not standing_of(user).roles.isdisjoint(roles)


def _takes_part(user):
    return standing_of(user).takes_part


def _has_or_had_a_partner(user):
    return standing_of(user).has_or_had_a_partner


def arranges_meetings(user):
    """Whether somebody is an assistant to a learning partner now."""
    return standing_of(user).arranges


def _administers(user):
    return user.is_superuser or _holds(Role.ADMINISTRATOR)(user)


def on_a_team(user):
    """Whether somebody holds any team role now, or looks after the installation."""
    return user.is_superuser or bool(standing_of(user).roles)


ANYONE = Policy("anyone", signed_out=True)
LINK = Policy("whoever holds the signed link", signed_out=True)
DEMO = Policy("the demo only", signed_out=True)
SIGNED_IN = Policy("anyone who is signed in")
PARTICIPANT = Policy("participants", _takes_part)
PARTNER = Policy("learning partners", _has_or_had_a_partner)
PARTNER_OR_FACILITATOR = Policy(
    "learning partners and facilitators",
    lambda user: _has_or_had_a_partner(user) or _holds(Role.FACILITATOR)(user),
)
SESSIONS = Policy(
    "participants and their assistants", lambda user: _takes_part(user) or arranges_meetings(user)
)
DELEGATE = Policy("assistants who arrange meetings", arranges_meetings)
TEAM = Policy("team members", on_a_team)
GUIDE_READERS = Policy(
    "learning partners and team members", lambda user: _has_or_had_a_partner(user) or on_a_team(user)
)
FACILITATOR = Policy("facilitators", _holds(Role.FACILITATOR))
MATCHING_TEAM = Policy("facilitators and matchers", _holds(Role.FACILITATOR, Role.MATCHER))
EVALUATION_TEAM = Policy("evaluators and facilitators", _holds(Role.EVALUATOR, Role.FACILITATOR))
EVALUATOR = Policy("evaluators", _holds(Role.EVALUATOR))
ADMINISTRATOR = Policy("administrators", _administers)
SUPERUSER = Policy("who looks after the installation", lambda user: user.is_superuser)
TEAM_KEEPER = Policy(
    "administrators and facilitators", lambda user: _administers(user) or _holds(Role.FACILITATOR)(user)
)
PARTICIPANT_OR_FACILITATOR = Policy(
    "participants and facilitators", lambda user: _takes_part(user) or _holds(Role.FACILITATOR)(user)
)
PARTICIPANT_OR_DELEGATE = Policy(
    "participants and their assistants", lambda user: _takes_part(user) or arranges_meetings(user)
)
PARTNER_OR_DELEGATE = Policy(
    "learning partners and their assistants",
    lambda user: _has_or_had_a_partner(user) or arranges_meetings(user),
)

FACILITATOR_OR_ADMINISTRATOR = Policy(
    "facilitators and administrators", lambda user: _holds(Role.FACILITATOR)(user) or _administers(user)
)

POLICIES: dict[str, Policy] = {
    # the programme as a whole
    "home": SIGNED_IN,
    "signed_out": ANYONE,
    "privacy": ANYONE,
    "accessibility": ANYONE,
    "support": ANYONE,
    "healthz": ANYONE,
    "readyz": ANYONE,
    # signing in and one's own account (allauth)
    "account": SIGNED_IN,
    "account_name": SIGNED_IN,
    "account_shared_mail": SIGNED_IN,
    "second_factor": SIGNED_IN,
    "parked_post": SIGNED_IN,
    "parked_post_delete": SIGNED_IN,
    "account_login": ANYONE,
    "account_logout": ANYONE,
    "account_inactive": ANYONE,
    "account_signup": ANYONE,
    "account_email_verification_sent": ANYONE,
    "account_reset_password": ANYONE,
    "account_confirm_password_reset_code": ANYONE,
    "account_complete_password_reset": ANYONE,
    "account_password_reset_completed": ANYONE,
    "account_request_login_code": ANYONE,
    "account_confirm_login_code": ANYONE,
    "account_reauthenticate": SIGNED_IN,
    "account_email": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "mfa_authenticate": ANYONE,
    "mfa_login_webauthn": ANYONE,
    "mfa_index": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    "socialaccount_login_cancelled": ANYONE,
    "socialaccount_login_error": ANYONE,
    "socialaccount_signup": ANYONE,
    "socialaccount_connections": SIGNED_IN,
    "openid_connect_login": ANYONE,
    "openid_connect_callback": ANYONE,
    # group sessions, and one's own messages
    "session_list": SIGNED_IN,
    "session_answer": SESSIONS,
    "session_answer_by_link": LINK,
    "session_plan": FACILITATOR,
    "session_lay_out": FACILITATOR,
    "session_publish": FACILITATOR,
    "session_add": FACILITATOR,
    "session_edit": FACILITATOR,
    "session_cancel": FACILITATOR,
    "attendance_mark": FACILITATOR,
    "message_list": SIGNED_IN,
    "cohort_messages": FACILITATOR_OR_ADMINISTRATOR,
    "message_retry": FACILITATOR,
    # the team's pages
    "admin:index": TEAM,
    "admin:login": TEAM,
    "admin:logout": TEAM,
    "admin:password_change": TEAM,
    "admin:app_list": TEAM,
    "admin:jsi18n": TEAM,
    "admin:accounts_user_changelist": SUPERUSER,
    "admin:accounts_user_change": SUPERUSER,
    "admin:person_end_access": SUPERUSER,
    "admin:person_give_access": SUPERUSER,
    "admin:audit_auditevent_changelist": ADMINISTRATOR,
    "admin:audit_auditevent_change": ADMINISTRATOR,
    "demo_people": DEMO,
    "demo_sign_in": DEMO,
    "demo_mail": DEMO,
    "demo_mail_message": DEMO,
    "demo_mail_html": DEMO,
    "team_home": TEAM,
    "team_cohort": TEAM,
    # joining, people and teams
    "join": ANYONE,
    "profile_task_list": PARTICIPANT,
    "profile_about": PARTICIPANT,
    "profile_answers": PARTICIPANT,
    "profile_practical": PARTICIPANT,
    "profile_check": PARTICIPANT,
    "profile_preview": PARTICIPANT,
    "profile_withdraw": PARTICIPANT,
    "place_answer": PARTICIPANT,
    "side_answer": PARTICIPANT,
    "pause": PARTICIPANT_OR_FACILITATOR,
    "pause_end": PARTICIPANT_OR_FACILITATOR,
    "delegation_list": PARTICIPANT,
    "delegation_end": PARTICIPANT_OR_DELEGATE,
    "programme_list": ADMINISTRATOR,
    "programme_add": SUPERUSER,
    "programme_detail": ADMINISTRATOR,
    "programme_edit": ADMINISTRATOR,
    "cohort_add": ADMINISTRATOR,
    "cohort_edit": ADMINISTRATOR,
    "cohort_team": TEAM_KEEPER,
    "join_qr": TEAM_KEEPER,
    "join_poster": TEAM_KEEPER,
    "cohort_cover": TEAM_KEEPER,
    "cohort_open": TEAM_KEEPER,
    "role_confirm": TEAM_KEEPER,
    "role_end": TEAM,
    "participant_list": MATCHING_TEAM,
    "participant_detail": MATCHING_TEAM,
    "participant_add": FACILITATOR,
    "participant_decide": FACILITATOR,
    "participant_export": FACILITATOR,
    "not_with_settle": FACILITATOR,
    "import_upload": FACILITATOR,
    "import_columns": FACILITATOR,
    "import_check": FACILITATOR,
    "import_problems": FACILITATOR,
    "import_progress": FACILITATOR,
    "import_discard": FACILITATOR,
    # partnerships (the menu leads everybody to the first two: who has none reads kind words)
    "partnership_current": SIGNED_IN,
    "guide": SIGNED_IN,
    "guide_print": GUIDE_READERS,
    "guide_section": GUIDE_READERS,
    "partnership_detail": PARTNER,
    "partnership_leave": PARTNER,
    "meeting_log": PARTNER,
    "meeting_list": PARTNER,
    "meeting_plan": PARTNER_OR_DELEGATE,
    "meeting_move": PARTNER_OR_DELEGATE,
    "meeting_cancel": PARTNER_OR_DELEGATE,
    "meeting_calendar": PARTNER_OR_DELEGATE,
    "meeting_detail": PARTNER,
    "meeting_correct": PARTNER,
    "meeting_remove": PARTNER,
    "meeting_words": PARTNER,
    "meeting_words_edit": PARTNER,
    "meeting_words_remove": PARTNER,
    "nudge_silence": PARTNER,
    "fit_check": PARTNER,
    "partnership_going_on": PARTNER,
    "partnership_extend": PARTNER,
    "partnership_complete": PARTNER,
    "partnership_after": PARTNER,
    "contact_request": PARTICIPANT,
    "contact_take_back": PARTICIPANT,
    "aim_add": PARTNER,
    "aim_remove": PARTNER,
    "reflection_list": PARTICIPANT,
    "reflection_write": PARTICIPANT,
    "reflection_edit": PARTICIPANT,
    "reflection_delete": PARTICIPANT,
    "reflection_share": PARTICIPANT,
    "reflection_take_back": PARTICIPANT,
    "reflection_shared": PARTNER,
    "reflections_sent": FACILITATOR,
    "arranging": DELEGATE,
    "partnership_list": FACILITATOR,
    "partnership_close": FACILITATOR,
    "partnership_ending": FACILITATOR,
    "partnership_reopen": FACILITATOR,
    # calls go to the cohort's named cover too, who may hold any role
    "contact_request_list": TEAM,
    "contact_request_detail": TEAM,
    "contact_request_open": TEAM,
    "contact_request_done": TEAM,
    # pairing people
    "matching_board": MATCHING_TEAM,
    "matching_search": MATCHING_TEAM,
    "round_open": MATCHING_TEAM,
    "match_agree": MATCHING_TEAM,
    "match_decline": MATCHING_TEAM,
    "match_withdraw": MATCHING_TEAM,
    "round_release": MATCHING_TEAM,
    "board_changes": MATCHING_TEAM,
    "drafts_propose": MATCHING_TEAM,
    "matches_agree": MATCHING_TEAM,
    "match_pin": MATCHING_TEAM,
    "match_unpin": MATCHING_TEAM,
    "trio_yes": MATCHING_TEAM,
    "cohort_notes": MATCHING_TEAM,
    "cohort_notes_search": MATCHING_TEAM,
    "person_notes": MATCHING_TEAM,
    "note_delete": MATCHING_TEAM,
    "override_add": FACILITATOR,
    "override_take_back": FACILITATOR,
    "round_list": MATCHING_TEAM,
    "round_export": MATCHING_TEAM,
    "partnership_withdraw": FACILITATOR,
    "round_draw": MATCHING_TEAM,
    "match_what_if": MATCHING_TEAM,
    "matching_rules": MATCHING_TEAM,
    "topic_list": MATCHING_TEAM,
    "topic_add": MATCHING_TEAM,
    "topic_begin": MATCHING_TEAM,
    "topic_edit": MATCHING_TEAM,
    "topic_remove": MATCHING_TEAM,
    # surveys: the answering pages open with the personal link of a mail, too; the view asks whose it is
    "survey_by_link": LINK,
    "survey_start": LINK,
    "survey_page": LINK,
    "survey_check": LINK,
    "survey_thanks": LINK,
    "survey_stop_reminders": LINK,
    "survey_overview": EVALUATION_TEAM,
    "survey_prepare": EVALUATION_TEAM,
    "survey_make_ready": EVALUATION_TEAM,
    "survey_extend": EVALUATION_TEAM,
    "survey_questions": EVALUATION_TEAM,
    "survey_results": EVALUATION_TEAM,
    "survey_tables": EVALUATION_TEAM,
}

# What each role may open in the admin; `visible_to` then limits it to the role's own cohorts.
ROLE_PERMISSIONS = {
    Role.ADMINISTRATOR: {"audit.view_auditevent"},
    Role.FACILITATOR: set(),
    Role.MATCHER: set(),
    Role.EVALUATOR: set(),
}
SUPERUSER_PERMISSIONS = {"accounts.view_user", "audit.view_auditevent"}


def permissions_of(user):
    """The admin permissions somebody has at this moment, from the roles they hold at this moment."""
    permissions = set(SUPERUSER_PERMISSIONS) if user.is_superuser else set()
    for role in standing_of(user).roles:
        permissions |= ROLE_PERMISSIONS[role]
    return permissions


def is_for_everybody(url_name):
    """Whether a page may be opened without signing in."""
    return url_name in POLICIES and POLICIES[url_name].signed_out


# Whoever may see others' affairs proves twice who they are.
needs_second_factor = on_a_team


def is_demo_for(request):
    """Whether this visitor may be anybody: in the demo, and from this very machine. Anywhere else, never."""
    return settings.DEMO and request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"}


class NoStoreMiddleware:
    """Keeps every page out of caches, the browser's own included: the back button shows nobody's words."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        return response


class AccessMiddleware:
    """Asks the table before any view runs. Must come after authentication."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        policy = POLICIES.get(request.resolver_match.view_name)
        if policy is None or (policy is DEMO and not is_demo_for(request)):
            raise Http404
        if policy.signed_out:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
        if not policy.allows(request.user):
            raise Http404
        return None
