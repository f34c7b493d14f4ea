"""Joining, people, programmes and teams."""

from kit.tables import read_table
from participants.models import NotToBePaired, Role
from participants.services import choose_columns, give_role, remembered_choices, start_import
from tests import make
from tests.access.rows import (
    ADMINISTRATORS,
    ANYONE,
    FACILITATORS,
    MATCHERS,
    Row,
    button,
    key_of,
    page,
)

TABLE = (
    b"Email,Name,Which place would you like?,About you,Learn and share,A good partnership for me\n"
    b"new@trust.example,New One,BME partner,one,two,three"
)
KEEPERS = FACILITATORS | ADMINISTRATORS


def add_to(world):
    giver = make.an_administrator(world.programme)
    world.waiting_role = give_role(Role.MATCHER, cohort=world.cohort, user=make.a_person(), by=giver)
    world.wish = NotToBePaired.objects.create(participant=world.participants["own"], words="Somebody")
    facilitator = world.users["facilitator"]
    world.draft = start_import(world.cohort, read_table(TABLE, "people.csv"), by=facilitator)
    choose_columns(world.draft, remembered_choices(world.draft), by=facilitator)


def _form(*personas, pk="", posted=200):
    """A page with a form; `posted` is what an empty one answers."""
    row = page(*personas, pk=pk)
    return Row(get=row.get, post={posted: set(personas)}, kwargs=row.kwargs)


def _answered(*personas, pk):
    return Row(get={302: set(personas)}, post={302: set(personas)}, kwargs=key_of(pk))


def _of_the_intranet(*personas):
    """A page of one joining link."""
    return Row(get={200: set(personas)}, kwargs=lambda world: {"pk": world.cohort.pk, "channel": "intranet"})


MINE = {"pk": "participants.own"}

ROWS = {
    "join": Row(
        get={200: ANYONE - {"applicant"}, 302: {"applicant"}},
        post={302: ANYONE},
        kwargs=lambda world: {"code": world.recruiting_cohort.join_code},
    ),
    "profile_task_list": page("own", **MINE),
    "profile_about": _form("own", **MINE),
    "profile_answers": _form("own", **MINE),
    "profile_practical": _form("own", **MINE),
    "profile_check": _form("own", **MINE, posted=302),
    "profile_preview": page("own", **MINE),
    "profile_withdraw": _form("own", **MINE),
    # Nothing is offered or asked: on to the profile.
    "place_answer": _answered("own", **MINE),
    "side_answer": _answered("own", **MINE),
    "pause": _form("own", *FACILITATORS, **MINE),
    "pause_end": button("own", *FACILITATORS, **MINE),
    "delegation_list": _form("own", **MINE),
    "delegation_end": button("own", "delegate", pk="delegation"),
    "programme_list": page(*ADMINISTRATORS),
    "programme_add": _form("superuser"),
    "programme_detail": _form(*ADMINISTRATORS, pk="programme"),
    "programme_edit": _form(*ADMINISTRATORS, pk="programme"),
    "cohort_add": _form(*ADMINISTRATORS, pk="programme"),
    "cohort_edit": _form(*ADMINISTRATORS, pk="cohort"),
    "cohort_team": _form(*KEEPERS, pk="cohort"),
    "join_qr": _of_the_intranet(*KEEPERS),
    "join_poster": _of_the_intranet(*KEEPERS),
    "cohort_cover": button(*KEEPERS, pk="cohort", status=200),
    "cohort_open": button(*KEEPERS, pk="cohort"),
    "role_confirm": button(*KEEPERS, pk="waiting_role"),
    # A facilitator knows of the role, and only an administrator takes it back.
    "role_end": Row(
        get={200: ADMINISTRATORS, 403: FACILITATORS},
        post={302: ADMINISTRATORS, 403: FACILITATORS},
        kwargs=key_of("waiting_role"),
    ),
    "participant_list": Row(
        get={200: {*FACILITATORS, *MATCHERS}}, post={302: {*FACILITATORS, *MATCHERS}}, kwargs=key_of("cohort")
    ),
    "participant_detail": page(*FACILITATORS, *MATCHERS, **MINE),
    "participant_add": _form(*FACILITATORS, pk="cohort"),
    "participant_decide": button(*FACILITATORS, pk="cohort", status=200),
    "participant_export": _form(*FACILITATORS, pk="cohort"),
    "not_with_settle": button(*FACILITATORS, pk="wish"),
    "import_upload": _form(*FACILITATORS, pk="cohort"),
    "import_columns": _form("facilitator", pk="draft"),
    "import_check": _form("facilitator", pk="draft"),
    "import_problems": page("facilitator", pk="draft"),
    # Nothing is being imported yet, so it leads to the check.
    "import_progress": Row(get={302: {"facilitator"}}, kwargs=key_of("draft")),
    "import_discard": button("facilitator", pk="draft"),
}
