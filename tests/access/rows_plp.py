"""The programme as a whole: home, pages for everybody, the team's front page, health."""

from tests.access.rows import (
    ADMINISTRATORS,
    ANYONE,
    EVALUATORS,
    FACILITATORS,
    MATCHERS,
    TEAM,
    Row,
    key_of,
    page,
    public,
    signed_in,
)

# Outside the demo its pages are not there, for nobody (in it, see tests/plp/test_demo.py).
NO_DEMO = {"get": {404: ANYONE}, "post": {404: ANYONE}}


def mail(world):
    return {"name": "1.eml"}


ROWS = {
    "demo_people": Row(**NO_DEMO),
    "demo_sign_in": Row(**NO_DEMO, kwargs=key_of("users.own")),
    "demo_mail": Row(**NO_DEMO),
    "demo_mail_message": Row(**NO_DEMO, kwargs=mail),
    "demo_mail_html": Row(**NO_DEMO, kwargs=mail),
    "home": signed_in(),
    "privacy": public(),
    "accessibility": public(),
    "support": public(),
    "signed_out": public(),
    "healthz": public(),
    # No worker has ticked in this world: not ready, and no word of why to anybody but a superuser.
    "readyz": Row(get={503: ANYONE}),
    "team_home": page(*TEAM),
    "team_cohort": page(*FACILITATORS, *MATCHERS, *EVALUATORS, *ADMINISTRATORS, pk="cohort"),
    # The front page of the admin is the same address as team_home, which answers.
    "admin:index": page(*TEAM),
    "admin:login": Row(get={302: TEAM}),
    "admin:logout": Row(get={302: TEAM}),
    "admin:password_change": Row(get={302: TEAM}),
    "admin:jsi18n": page(*TEAM),
    "admin:app_list": Row(get={302: TEAM}, kwargs=lambda world: {"app_label": "accounts"}, absent=None),
}
