"""The pages: what they show to whom, what they refuse, and that nothing typed is lost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from participants.models import NotToBePaired, Participant, Role, Side
from participants.services import give_role
from tests import make

pytestmark = pytest.mark.django_db
State = Participant.State
PLANTED = "PLANTED-private-word"


def url(name, thing=None):
    return reverse(name, args=[thing.pk] if thing is not None else None)


def text(response):
    return response.content.decode()


@pytest.fixture
def cohort():
    return make.a_cohort()


@pytest.fixture
def as_(client):
    """The client, signed in as somebody."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def test_join_shows_the_start_page_and_opens_signing_up_for_this_visitor(client, cohort):
    response = client.get(f"/join/{cohort.join_code}/?via=intranet")
    assert response.status_code == 200
    assert client.session["join_code"] == cohort.join_code
    assert client.session["join_channel"] == "intranet"
    assert Participant.objects.count() == 0


def test_join_of_an_unknown_code_is_not_found(client):
    assert client.get("/join/nothing-here/").status_code == 404


@pytest.mark.parametrize(
    ("shift", "fields", "words"),
    [
        (0, {"opened": False}, "not open for joining yet"),
        (-200, {}, "not open for joining yet"),
        (+40, {}, "ended on"),
        (0, {"places": 0}, "All places"),
    ],
)
def test_join_is_kind_to_who_comes_too_early_too_late_or_to_a_full_cohort(
    client, clock, shift, fields, words
):
    cohort = make.a_cohort(**fields)
    clock(timezone.now() + timedelta(days=shift))
    response = client.get(f"/join/{cohort.join_code}/")
    assert (response.status_code, words in text(response)) == (200, True)
    assert "join_code" not in client.session
    client.post(f"/join/{cohort.join_code}/")
    assert Participant.objects.count() == 0


def test_join_leads_to_signing_up_and_from_there_to_the_profile(client, cohort):
    page = f"/join/{cohort.join_code}/"
    client.get(page + "?via=staff-network")
    response = client.post(page)
    assert response.url == f"/account/signup/?next=%2Fjoin%2F{cohort.join_code}%2F"
    session = dict(client.session)
    newcomer = make.a_person()
    client.force_login(newcomer)
    signed_in = client.session
    signed_in.update({name: session[name] for name in ("join_code", "join_channel", "join_pressed")})
    signed_in.save()
    response = client.get(page)
    participant = Participant.objects.get()
    assert (participant.user, participant.channel) == (newcomer, "staff-network")
    assert response.url == url("profile_task_list", participant)


def test_join_link_alone_changes_nothing_for_who_is_signed_in(as_, cohort):
    client = as_(make.a_person())
    client.get(f"/join/{cohort.join_code}/")
    assert Participant.objects.count() == 0
    client.post(f"/join/{cohort.join_code}/")
    assert Participant.objects.count() == 1


@pytest.mark.parametrize(
    "page",
    [
        "profile_task_list",
        "profile_about",
        "profile_answers",
        "profile_practical",
        "profile_check",
        "profile_preview",
        "profile_withdraw",
        "delegation_list",
    ],
)
def test_a_profile_page_is_its_owners_alone(as_, cohort, page):
    person = make.a_participant(cohort, Side.NETWORK)
    assert as_(person.user).get(url(page, person)).status_code == 200
    facilitator = make.a_facilitator(cohort)
    make.a_participant(cohort, user=facilitator)
    for stranger in (facilitator, make.a_participant(cohort).user):
        assert as_(stranger).get(url(page, person)).status_code == 404


def test_profile_about_keeps_what_was_typed_when_something_is_wrong(as_, cohort):
    person = make.a_participant(cohort, state=State.STARTED)
    data = {"job_title": "Porter", "line_manager_email": "nobody", "could_be": ["leader", "network"]}
    response = as_(person.user).post(url("profile_about", person), data)
    assert response.status_code == 200
    assert 'value="Porter"' in text(response)
    assert 'value="nobody"' in text(response)
    person.refresh_from_db()
    assert (person.job_title, person.could_be_network) == ("", False)


def test_profile_answers_autosave_answers_without_a_page(as_, cohort):
    person = make.a_participant(cohort, state=State.STARTED)
    data = {"answer_1": "Half a thought", "answer_2": "", "answer_3": ""}
    response = as_(person.user).post(url("profile_answers", person), data, headers={"X-PLP-Autosave": "1"})
    assert (response.status_code, response.content) == (204, b"")
    person.profile.refresh_from_db()
    assert person.profile.answer_1 == "Half a thought"


def test_profile_answers_autosave_of_a_closed_profile_says_no(as_, cohort):
    person = make.a_participant(cohort, state=State.WITHDRAWN)
    response = as_(person.user).post(
        url("profile_answers", person), {"answer_1": "x"}, headers={"X-PLP-Autosave": "1"}
    )
    assert response.status_code == 422


def test_profile_answers_much_too_long_are_refused_and_kept_on_the_page(as_, cohort):
    person = make.a_participant(cohort, state=State.STARTED)
    long = "word " * 1300
    response = as_(person.user).post(url("profile_answers", person), {"answer_1": long})
    assert response.status_code == 200
    assert "about 150 words" in text(response)
    assert long.strip() in text(response)


def test_profile_check_says_what_is_missing(as_, cohort):
    person = make.a_participant(cohort, state=State.STARTED, side="", could_be_leader=False)
    response = as_(person.user).post(url("profile_check", person))
    assert response.status_code == 200
    assert "Say which place you could take" in text(response)


def test_profile_preview_shows_what_the_partner_reads_and_nothing_else(as_, cohort):
    person = make.a_participant(cohort, Side.NETWORK, directorate="Forensic", band="Band 6")
    person.profile.access_needs = PLANTED
    person.profile.save()
    page = text(as_(person.user).get(url("profile_preview", person)))
    for private in ("Forensic", "Band 6", PLANTED, "Black or minority", "BME partner"):
        assert private not in page
    assert person.profile.answer_1 in page
    person.profile.share_practical = True
    person.profile.save()
    assert PLANTED in text(as_(person.user).get(url("profile_preview", person)))


def test_participant_list_costs_the_same_for_1_and_for_3(as_, cohort):
    client = as_(make.a_facilitator(cohort))

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(url("participant_list", cohort))
        return len(queries)

    make.a_participant(cohort, state=State.SENT)
    cost()  # the first page after signing in writes the session
    one = cost()
    make.a_participant(cohort, state=State.SENT)
    make.a_participant(cohort, Side.NETWORK, could_be_leader=True)
    assert cost() == one


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Amina", "Joy", "Peter"]),
        ("?side=network", ["Amina", "Joy"]),
        ("?side=both", ["Joy"]),
        ("?state=sent", ["Joy", "Peter"]),
        ("?state=check", ["Peter"]),
        ("?q=amin", ["Amina"]),
        ("?channel=intranet", ["Peter"]),
        ("?directorate=Forensic", ["Joy"]),
        ("?side=nonsense&state=%00&page=999", ["Amina", "Joy", "Peter"]),
        ("?q=%27%22%25", []),
        ("?q=%00", ["Amina", "Joy", "Peter"]),
    ],
)
def test_participant_list_filters(as_, cohort, query, names):
    make.a_participant(cohort, Side.NETWORK, name="Amina")
    make.a_participant(
        cohort,
        Side.NETWORK,
        name="Joy",
        state=State.SENT,
        could_be_leader=True,
        directorate="Forensic",
        checked_at=timezone.now(),
    )
    make.a_participant(cohort, name="Peter", state=State.SENT, channel="intranet")
    response = as_(make.a_facilitator(cohort)).get(url("participant_list", cohort) + query)
    assert response.status_code == 200
    assert [person.user.name for person in response.context["page"]] == names


def test_participant_list_shows_a_matcher_no_button_and_no_unsent_profile(as_, cohort):
    make.a_participant(cohort, name="Not Sent", state=State.STARTED)
    make.a_participant(cohort, name="Has Sent", state=State.SENT)
    page = text(as_(make.a_matcher(cohort)).get(url("participant_list", cohort)))
    assert ("Has Sent" in page, "Not Sent" in page, "It is them" in page) == (True, False, False)


def test_team_pages_exist_for_that_cohorts_team_only(as_, cohort):
    person = make.a_participant(cohort, state=State.SENT)
    elsewhere = make.a_facilitator(make.a_cohort())
    make.a_participant(cohort, user=elsewhere)
    evaluator = make.an_evaluator(cohort)
    for stranger in (elsewhere, evaluator, make.an_administrator(cohort.programme)):
        for name, thing in (("participant_list", cohort), ("participant_detail", person)):
            assert as_(stranger).get(url(name, thing)).status_code == 404
        response = as_(stranger).post(
            url("participant_decide", cohort), {"people": [person.pk], "decision": "check"}
        )
        assert response.status_code == 404


def test_participant_detail_shows_each_role_its_part(as_, cohort):
    person = make.a_participant(cohort, Side.NETWORK, state=State.SENT, groups=["network", "in_person"])
    person.profile.access_needs = "Step-free, please"
    person.profile.save()
    NotToBePaired.objects.create(participant=person, words=PLANTED)
    page = url("participant_detail", person)
    facilitator = text(as_(make.a_facilitator(cohort)).get(page))
    matcher = text(as_(make.a_matcher(cohort)).get(page))
    for shown in (person.profile.answer_1, "Step-free, please"):
        assert (shown in facilitator, shown in matcher) == (True, True)
    assert (PLANTED in facilitator, PLANTED in matcher) == (True, False)
    for view in (facilitator, matcher):
        assert "Black or minority" not in view
        assert "say it in person" not in view


@pytest.mark.parametrize("state", [State.STARTED, State.WITHDRAWN])
def test_participant_detail_never_shows_answers_that_were_not_sent_or_were_withdrawn(as_, cohort, state):
    person = make.a_participant(cohort, state=state)
    page = text(as_(make.a_facilitator(cohort)).get(url("participant_detail", person)))
    assert person.profile.answer_1 not in page


def test_participant_detail_hides_a_wish_from_the_facilitator_it_names(as_, cohort):
    named = make.a_facilitator(cohort, name="Ruth Ives")
    person = make.a_participant(cohort, state=State.SENT)
    wish = NotToBePaired.objects.create(participant=person, words="Ruth Ives, she knows why")
    client = as_(named)
    assert "she knows why" not in text(client.get(url("participant_detail", person)))
    assert client.post(url("not_with_settle", wish), {"other": ""}).status_code == 404
    assert "she knows why" in text(as_(make.a_facilitator(cohort)).get(url("participant_detail", person)))


def test_participant_decide_shows_the_message_before_anything_happens(as_, cohort):
    facilitator = make.a_facilitator(cohort)
    people = [
        make.a_participant(cohort, name=name, state=State.SENT, checked_at=timezone.now())
        for name in ("Amina Yusuf", "Joy Mensah")
    ]
    data = {"people": [person.pk for person in people], "decision": "accept"}
    first = as_(facilitator).post(url("participant_decide", cohort), data)
    assert "you have a place" in text(first)
    assert Participant.objects.accepted().count() == 0
    second = as_(facilitator).post(url("participant_decide", cohort), data | {"confirmed": "on"})
    assert second.url == url("participant_list", cohort)
    assert Participant.objects.accepted().count() == 2


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"people": ["not-a-key"], "decision": "accept"},
        {"people": [], "decision": "check"},
        {"decision": "erase"},
        {"people": ["9ee0c5ac-6a67-4e1b-8a0c-0d3f33c4d6a6"], "decision": "check"},
    ],
)
def test_participant_decide_answers_nonsense_with_the_list(as_, cohort, data):
    make.a_participant(cohort, state=State.SENT)
    response = as_(make.a_facilitator(cohort)).post(url("participant_decide", cohort), data)
    assert response.status_code == 200
    assert Participant.objects.to_check().count() == 1


def test_participant_decide_keeps_the_ticks_when_refused(as_, cohort):
    person = make.a_participant(cohort, state=State.SENT)
    data = {"people": [person.pk], "decision": "accept", "confirmed": "on"}
    response = as_(make.a_facilitator(cohort)).post(url("participant_decide", cohort), data)
    assert "First check that it is them" in text(response)
    assert f'id="tick-{person.pk}" checked' in text(response)


def test_participant_add_types_a_profile(as_, cohort):
    data = {"name": "Sam Porter", "email": "sam@home.example", "answer_1": "Hello.", "could_be": ["network"]}
    response = as_(make.a_facilitator(cohort)).post(url("participant_add", cohort), data)
    assert response.url == url("participant_list", cohort)
    assert Participant.objects.get().profile.answers == ["Hello.", "", ""]


def test_cohort_team_gives_and_confirms_roles_by_button(as_, cohort):
    admin, second = make.an_administrator(cohort.programme), make.an_administrator(cohort.programme)
    data = {"role": "facilitator", "email": "new@trust.example", "name": "New One"}
    as_(admin).post(url("cohort_team", cohort), data)
    role = cohort.team.get()
    assert "waits for a second person" in text(as_(second).get(url("cohort_team", cohort)))
    assert as_(admin).post(url("role_confirm", role)).status_code == 403
    as_(second).post(url("role_confirm", role))
    assert cohort.is_facilitated_by(role.user) is True


def test_cohort_team_costs_the_same_for_1_and_for_3(as_, cohort):
    admin = make.an_administrator(cohort.programme)
    client = as_(admin)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(url("cohort_team", cohort))
        return len(queries)

    give_role(Role.MATCHER, cohort=cohort, user=make.a_person(), by=admin)
    cost()  # the first page after signing in writes the session
    one = cost()
    give_role(Role.FACILITATOR, cohort=cohort, user=make.a_person(), by=admin)
    make.a_facilitator(cohort)
    assert cost() == one


def test_programme_pages_are_for_those_who_administer_it(as_, cohort):
    admin = make.an_administrator(cohort.programme)
    for name in ("programme_detail", "programme_edit", "cohort_add"):
        assert as_(admin).get(url(name, cohort.programme)).status_code == 200
        assert as_(make.a_facilitator(cohort)).get(url(name, cohort.programme)).status_code == 404
        stranger = make.an_administrator(make.a_programme())
        assert as_(stranger).get(url(name, cohort.programme)).status_code == 404
    assert as_(admin).get("/team/programmes/new/").status_code == 404


def test_cohort_add_makes_a_cohort_and_says_what_is_wrong(as_, cohort):
    client = as_(make.an_administrator(cohort.programme))
    page = url("cohort_add", cohort.programme)
    dates = {"opens_on": "2026-01-05", "closes_on": "2026-02-16", "starts_on": "2026-03-09"}
    wrong = client.post(page, dates | {"name": cohort.name})
    assert "This programme already has a cohort of that name." in text(wrong)
    late = client.post(page, dates | {"name": "New", "starts_on": "2026-01-01"})
    assert "Recruiting must open before it closes" in text(late)
    assert client.post(page, dates | {"name": "New"}).status_code == 302


def test_programme_add_makes_a_programme_from_the_defaults(as_):
    client = as_(make.a_person(is_superuser=True))
    form = client.get("/team/programmes/new/").context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {"organisation": "Northshire Trust", "check_in_months": "3,6,9,12", "email_domains": ""}
    response = client.post("/team/programmes/new/", data)
    assert response.status_code == 302
    bad = client.post("/team/programmes/new/", data | {"check_in_months": "3,x", "smallest_group": "1"})
    assert bad.status_code == 200


def test_pause_by_page_for_oneself_and_for_somebody(as_, cohort):
    person = make.a_participant(cohort)
    until = (timezone.localdate() + timedelta(days=10)).isoformat()
    facilitator = make.a_facilitator(cohort)
    response = as_(facilitator).post(url("pause", person), {"until": until})
    assert response.url == url("participant_detail", person)
    assert as_(person.user).post(url("pause_end", person)).url == url("profile_task_list", person)
    assert as_(person.user).post(url("pause", person), {"until": "yesterday"}).status_code == 200
    matcher = make.a_matcher(cohort)
    make.a_facilitator(make.a_cohort(), matcher)
    assert as_(matcher).get(url("pause", person)).status_code == 404


def test_delegation_list_names_and_ends_an_assistant(as_, cohort):
    person = make.a_participant(cohort)
    as_(person.user).post(url("delegation_list", person), {"name": "Pat", "email": "pat@trust.example"})
    delegation = person.delegations.get()
    assert "pat@trust.example" in text(as_(person.user).get(url("delegation_list", person)))
    assert as_(make.a_participant(cohort).user).post(url("delegation_end", delegation)).status_code == 404
    as_(delegation.delegate).post(url("delegation_end", delegation))
    assert person.delegations.current().count() == 0
