"""The whole road, in order, with the clock moving through fifteen months: every step really stored and mailed."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from accounts.services import add_person
from checkins.models import Attendance
from checkins.services import answer_session, lay_out_sessions, mark_attendance, publish_sessions
from matching.services import agree_match, open_round, propose_match, release_round
from notifications.delivery import deliver_due
from notifications.models import Message
from participants import services as people
from participants.models import Participant, Role
from partnerships.models import Partnership
from partnerships.services import close_partnership, give_guide, log_meeting, write_reflection
from plp.reminders import queue_due
from surveys.models import Response, SealedBox
from surveys.services import make_ready, prepare_survey, seal_survey

ANSWERS = {
    "answer_1": "I grew up above a shop and still know everybody's name.",
    "answer_2": "I want to understand how decisions are made; I can share what nights are like.",
    "answer_3": "Straight talking with kindness.",
}
PEOPLE = {
    "Amina Yusuf": "network",
    "Joy Mensah": "network",
    "Peter Hall": "leader",
    "Ruth Shaw": "leader",
}


def pass_time():
    """What beat and the workers do with every tick."""
    queue_due(timezone.now())
    deliver_due()


def kinds_to(user):
    """The kinds of message that have really gone to somebody, in order."""
    sent = Message.objects.filter(to=user, state=Message.State.SENT)
    return list(sent.order_by("sent_at").values_list("kind", flat=True))


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.django_db(transaction=True)
def test_a_cohort_walks_through_its_whole_year(clock):
    # 1 An administrator makes a programme and a cohort; roles are given by one and confirmed by another.
    clock("2026-01-05 09:00")
    root, second = superuser("Robin Ashe"), superuser("Casey Wren")
    team = {
        name: add_person(f"{name}@trust.example", name=name.title(), by=root)
        for name in ("priya", "grace", "tom", "nadia", "helen")
    }
    programme = people.create_programme(by=root, organisation="Northshire NHS Trust")
    give_guide(programme, by=root)
    people.confirm_role(
        people.give_role(Role.ADMINISTRATOR, programme=programme, user=team["priya"], by=root), by=second
    )
    cohort = people.create_cohort(
        programme,
        by=team["priya"],
        name="Cohort 2026",
        opens_on=date(2026, 1, 12),
        closes_on=date(2026, 2, 22),
        starts_on=date(2026, 3, 16),
    )
    with pytest.raises(ValidationError):
        people.open_cohort(cohort, by=team["priya"])
    for name, role in (
        ("grace", Role.FACILITATOR),
        ("tom", Role.FACILITATOR),
        ("nadia", Role.MATCHER),
        ("helen", Role.EVALUATOR),
    ):
        people.confirm_role(
            people.give_role(role, cohort=cohort, user=team[name], by=team["priya"]), by=second
        )
    people.set_cover(cohort, team["tom"], by=team["priya"])
    cohort = people.open_cohort(cohort, by=team["priya"])

    # 2 Colleagues join; one leaves it unfinished and is reminded, then everyone has sent theirs.
    clock("2026-01-20 12:00")
    profiles = {}
    for name, side in PEOPLE.items():
        user = add_person(name.lower().replace(" ", ".") + "@trust.example", name=name, by=None)
        profile = people.start_profile(cohort, by=user, channel="intranet")
        people.save_about(profile, by=user, could_be=[side], groups=[side])
        people.save_answers(profile, by=user, **ANSWERS)
        profiles[name] = profile
    for name in ("Amina Yusuf", "Joy Mensah", "Peter Hall"):
        people.send_profile(profiles[name], by=profiles[name].user)
    clock("2026-01-24 12:00")
    pass_time()
    ruth = profiles["Ruth Shaw"]
    assert kinds_to(ruth.user) == ["profile_unfinished"]
    people.send_profile(ruth, by=ruth.user)

    # 3 Facilitators check and accept; two people pair; a second agrees.
    clock("2026-02-25 10:00")
    for name, profile in profiles.items():
        people.check_identity(profile, by=team["grace"])
        people.accept_participant(profile, PEOPLE[name], by=team["grace"])
    round = open_round(cohort, by=team["grace"])
    pairs = [("Amina Yusuf", "Peter Hall"), ("Joy Mensah", "Ruth Shaw")]
    for pair in pairs:
        match = propose_match(
            round,
            [fresh(profiles[name]) for name in pair],
            reason="Both want to understand how decisions are made.",
            by=team["nadia"],
        )
        with pytest.raises((PermissionDenied, ValidationError)):
            agree_match(match, by=team["nadia"])
        agree_match(match, by=team["grace"])

    # Nobody hears of a draft.
    pass_time()
    amina, peter = profiles["Amina Yusuf"].user, profiles["Peter Hall"].user
    assert "matched" not in kinds_to(amina)
    assert "Peter" not in signed_in(amina).get("/").content.decode()

    # 4 Release: one message each, partner's answers and the guide; again changes nothing.
    clock("2026-03-13 10:00")
    release_round(round, by=team["grace"])
    release_round(round, by=team["grace"])
    pass_time()
    assert Partnership.objects.count() == 2
    for profile in profiles.values():
        assert kinds_to(profile.user).count("matched") == 1
    page = signed_in(amina).get("/partnership/", follow=True).content.decode()
    assert "I grew up above a shop" in page
    assert signed_in(amina).get("/guide/").status_code == 200

    # 6 The year of sessions is laid out and published; people answer, and are reminded the day before.
    lay_out_sessions(cohort, by=team["grace"])
    publish_sessions(cohort, by=team["grace"])
    launch = cohort.sessions.order_by("starts_at").first()
    answer_session(launch, profiles["Amina Yusuf"], Attendance.Answer.COMING, by=amina)
    answer_session(launch, profiles["Peter Hall"], Attendance.Answer.NOT_THIS_TIME, by=peter)
    clock(launch.starts_at - timedelta(hours=20))
    pass_time()
    pass_time()
    assert kinds_to(amina).count("checkin_tomorrow") == 1
    assert "checkin_tomorrow" not in kinds_to(peter)
    clock(launch.starts_at + timedelta(hours=2))
    mark_attendance(launch, {profiles["Amina Yusuf"]: True}, by=team["grace"])

    # 5 The pair meets and logs; a reflection stays private; a quiet pair is nudged once, gently.
    clock("2026-04-10 16:00")
    ours = Partnership.objects.of(amina).get()
    log_meeting(
        ours, held_on=date(2026, 4, 9), minutes=60, mode="teams", words="We spoke about home.", by=amina
    )
    write_reflection(profiles["Amina Yusuf"], text="PLANTED I was more nervous than I let on.", by=amina)
    seen_by_peter = signed_in(peter).get(f"/partnership/{ours.pk}/").content.decode()
    assert "We spoke about home." in seen_by_peter
    assert "PLANTED" not in seen_by_peter
    clock("2026-05-20 10:00")
    pass_time()
    joy = profiles["Joy Mensah"].user
    assert kinds_to(joy).count("nothing_logged") == 1
    assert "nothing_logged" not in kinds_to(amina)
    people.pause(fresh(profiles["Joy Mensah"]), date(2026, 9, 1), by=joy)
    clock("2026-07-01 10:00")
    pass_time()
    ruth_and_joy = kinds_to(joy) + kinds_to(ruth.user)
    assert ruth_and_joy.count("nothing_logged") == 2

    # 7 Month ten: the survey opens, reminds only who has not answered, closes and is sealed.
    clock("2027-01-04 10:00")
    survey = prepare_survey(cohort, by=team["helen"])
    survey = make_ready(survey, by=team["helen"])
    pass_time()
    assert "survey_open" not in kinds_to(amina)
    clock(survey.opens_at + timedelta(hours=1))
    pass_time()
    assert all("survey_open" in kinds_to(profile.user) for profile in profiles.values())
    answer_the_survey(amina, survey)
    assert (SealedBox.objects.count(), Response.objects.count()) == (1, 0)
    clock(survey.opens_at + timedelta(days=7, hours=1))
    pass_time()
    assert "survey_reminder" not in kinds_to(amina)
    assert "survey_reminder" in kinds_to(peter)
    clock(survey.closes_at + timedelta(minutes=1))
    assert seal_survey(survey)
    assert (SealedBox.objects.count(), Response.objects.count()) == (0, 1)
    results = signed_in(team["helen"]).get(f"/team/surveys/{survey.pk}/results/").content.decode()
    assert "1 of 4 people answered" in results

    # 8 The year ends; nothing was ended by the system, and home still knows what is next for everyone.
    clock("2027-06-20 10:00")
    pass_time()
    assert Partnership.objects.current().count() == 2
    close_partnership(ours, by=team["grace"], ending=Partnership.Ending.COMPLETE)
    for user in [*team.values(), root, *(profile.user for profile in profiles.values())]:
        assert signed_in(user).get("/").status_code == 200
    assert not Message.objects.filter(state=Message.State.FAILED).exists()
    assert all(not re.search("Amina|Peter|Joy|Ruth", message.subject) for message in mail.outbox)


def superuser(name):
    user = add_person(name.lower().replace(" ", ".") + "@trust.example", name=name, by=None)
    user.is_superuser = True
    user.save()
    return user


def fresh(participant):
    return Participant.objects.get(pk=participant.pk)


def answer_the_survey(user, survey):
    """Through the pages, as a person does: the sheet, each topic, check, send."""
    browser = signed_in(user)
    page = browser.get(f"/survey/{survey.pk}/")
    assert "By sending your answers you agree to take part" in page.content.decode()
    response = browser.post(f"/survey/{survey.pk}/page/1/", {"group": "BME partner"})
    while "/page/" in response.headers["Location"]:
        response = browser.post(response.headers["Location"], {})
    assert response.headers["Location"] == f"/survey/{survey.pk}/check/"
    browser.post(response.headers["Location"])
