"""How is it going: asked of both alike on the same days, read by facilitators alone, without a trace for a partner."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from audit.models import AuditEvent
from notifications.delivery import deliver_due
from notifications.models import Message
from participants.models import Pause
from partnerships import services
from partnerships.models import ContactRequest, FitCheck
from plp.access import POLICIES
from plp.reminders import fit_checks, queue_due
from tests import make
from tests.partnerships.asking import get, post, queries, text

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def asked(clock, day):
    """The people who are asked when beat ticks on that day, now and not before."""
    clock(f"{day} 09:00")
    return sorted(str(message.to) for message in fit_checks(timezone.now()))


def checked(pair, clock, day="2027-07-13"):
    """Both were asked."""
    clock(f"{day} 09:00")
    queue_due(timezone.now())
    return [FitCheck.objects.get(place=place, due_on="2027-07-12") for place in (pair.amina, pair.peter)]


def test_both_are_asked_on_day_30_and_each_quarter_and_never_again_for_it(pair, clock):
    start, sent = pair.partnership.started_on, {}
    clock(f"{start} 09:00")
    for day in (start + n * DAY for n in range(380)):
        clock(f"{day} 09:00")
        before = Message.objects.filter(kind="fit_check").count()
        queue_due(timezone.now())
        if Message.objects.filter(kind="fit_check").count() > before:
            sent[day] = Message.objects.filter(kind="fit_check").count() - before
    assert sent == {
        date(2027, 5, 12): 2,
        date(2027, 7, 12): 2,
        date(2027, 10, 12): 2,
        date(2028, 1, 12): 2,
        date(2028, 4, 12): 2,
    }


def test_a_day_that_beat_missed_is_made_up_for_within_four_weeks(pair, clock):
    assert asked(clock, "2027-08-08") == ["Amina Yusuf", "Peter Hall"]
    FitCheck.objects.all().delete()
    assert asked(clock, "2027-08-09") == []


def test_the_first_day_is_the_programmes(pair, clock):
    pair.cohort.programme.fit_check_days = 45
    pair.cohort.programme.save()
    assert (asked(clock, "2027-05-26"), len(asked(clock, "2027-05-27"))) == ([], 2)


@pytest.mark.parametrize("who", ["amina", "peter"])
def test_nobody_is_asked_while_either_pauses_and_the_day_moves_with_the_pause(pair, clock, who):
    Pause.objects.create(
        participant=getattr(pair, who).participant, starts_on=date(2027, 7, 5), until=date(2027, 7, 19)
    )
    assert [len(asked(clock, day)) for day in ("2027-07-12", "2027-07-18", "2027-07-25")] == [0, 0, 0]
    assert len(asked(clock, "2027-07-26")) == 2


def test_a_pause_that_begins_after_the_question_holds_its_mail_back(pair, clock, mailoutbox):
    checked(pair, clock)
    Pause.objects.create(
        participant=pair.amina.participant, starts_on=date(2027, 7, 13), until=date(2027, 7, 20)
    )
    deliver_due()
    assert set(Message.objects.filter(kind="fit_check").values_list("state", flat=True)) == {"withdrawn"}


def test_nobody_is_asked_after_the_end(pair, clock):
    services.close_partnership(pair.partnership, by=pair.facilitator)
    assert asked(clock, "2027-07-14") == []


def test_in_a_trio_who_left_is_not_asked(trio, clock):
    assert asked(clock, "2027-07-13") == ["Amina Yusuf", "Peter Hall"]


def test_both_mails_say_the_same_words_and_go_at_the_same_moment(pair, clock, mailoutbox):
    checks = checked(pair, clock)
    services.answer_fit_check(checks[0], answer="not_working", by=pair.amina_user)
    deliver_due()
    mails = [
        mail for mail in mailoutbox if mail.subject == "How is it going?" and "four answers" in mail.body
    ]
    assert [mail.to for mail in mails] == [["amina@trust.example"], ["peter@trust.example"]] or len(
        mails
    ) == 2
    bodies = {mail.body.replace("Hello Amina", "Hello X").replace("Hello Peter", "Hello X") for mail in mails}
    assert len(bodies) == 1
    rows = Message.objects.filter(kind="fit_check").values_list("next_attempt_at", flat=True)
    assert len(set(rows)) == 1


def test_fit_check_is_answered_by_a_radio_and_changed_later(pair, clock, client):
    mine, _ = checked(pair, clock)
    page = get(client, pair.amina_user, "fit_check", pair.partnership.pk)
    assert text(page).count('type="radio"') == 4
    assert "Who reads this" in text(page)
    post(client, pair.amina_user, "fit_check", pair.partnership.pk, answer="feet")
    post(client, pair.amina_user, "fit_check", pair.partnership.pk, answer="well")
    mine.refresh_from_db()
    assert (mine.answer, mine.answered_at is not None) == ("well", True)
    assert re.search(
        r'value="well"[^>]*checked', text(get(client, pair.amina_user, "fit_check", pair.partnership.pk))
    )


def test_fit_check_before_the_first_day_says_when(pair, client, clock):
    clock("2027-04-20 10:00")
    body = text(get(client, pair.amina_user, "fit_check", pair.partnership.pk))
    assert "We ask you both on Wednesday 12 May" in body
    assert post(client, pair.amina_user, "fit_check", pair.partnership.pk, answer="well").status_code == 200


def test_fit_check_without_a_choice_says_so_beside_it(pair, clock, client):
    checked(pair, clock)
    assert "Choose how it is going." in text(post(client, pair.amina_user, "fit_check", pair.partnership.pk))


def test_only_its_own_partner_answers_and_only_while_it_lasts(pair, clock):
    mine, _ = checked(pair, clock)
    for nobody in (pair.peter_user, pair.facilitator):
        with pytest.raises(PermissionDenied):
            services.answer_fit_check(mine, answer="well", by=nobody)
    services.close_partnership(pair.partnership, by=pair.facilitator)
    with pytest.raises(PermissionDenied):
        services.answer_fit_check(mine, answer="well", by=pair.amina_user)


def test_the_answer_is_stored_so_that_the_database_does_not_tell_it(pair, clock):
    from django.db import connection

    mine, _ = checked(pair, clock)
    services.answer_fit_check(mine, answer="not_working", by=pair.amina_user)
    with connection.cursor() as cursor:
        cursor.execute("SELECT json_agg(t)::text FROM partnerships_fitcheck t")
        assert "not_working" not in cursor.fetchone()[0]


def test_id_like_to_talk_mails_the_facilitators_at_once_without_a_word_of_it(pair, clock, mailoutbox):
    mine, _ = checked(pair, clock)
    deliver_due()
    mailoutbox.clear()
    services.answer_fit_check(mine, answer="talk", by=pair.amina_user)
    deliver_due()
    assert [mail.to for mail in mailoutbox] == [[pair.facilitator.email]]
    assert [word for word in ("Amina", "Peter", "talk", "fit") if word in mailoutbox[0].body] == []
    services.answer_fit_check(mine, answer="feet", by=pair.amina_user)
    services.answer_fit_check(mine, answer="talk", by=pair.amina_user)
    assert ContactRequest.objects.count() == 1


def test_the_facilitators_read_the_latest_answer_and_nobody_else_does(pair, clock):
    mine, theirs = checked(pair, clock)
    services.answer_fit_check(mine, answer="not_working", by=pair.amina_user)
    read = FitCheck.objects.read_by(pair.facilitator, pair.cohort)
    assert [(check.place, check.answer_in_words) for check in read] == [
        (pair.amina, "Not really working, nothing needed now")
    ]
    for nobody in (
        pair.amina_user,
        pair.peter_user,
        make.a_matcher(pair.cohort),
        make.an_evaluator(pair.cohort),
    ):
        assert list(FitCheck.objects.read_by(nobody, pair.cohort)) == []


def test_a_facilitator_in_the_partners_line_reads_no_answer(pair, clock):
    mine, _ = checked(pair, clock)
    services.answer_fit_check(mine, answer="not_working", by=pair.amina_user)
    pair.peter.participant.line_manager_email = pair.facilitator.email
    pair.peter.participant.save()
    assert list(FitCheck.objects.read_by(pair.facilitator, pair.cohort)) == []


def test_fit_checks_cost_as_many_queries_for_three_pairs_as_for_one(pair, clock, django_assert_num_queries):
    clock("2027-07-13 09:00")
    with django_assert_num_queries(4):
        assert len(list(fit_checks(timezone.now()))) == 2
    FitCheck.objects.all().delete()
    for _ in range(2):
        make.a_partnership(pair.cohort)
    with django_assert_num_queries(4):
        assert len(list(fit_checks(timezone.now()))) == 6


# --- no trace ---------------------------------------------------------------------------------------------


def steady(response):
    body = re.sub(
        r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"\w+"', "", response.content.decode(errors="replace")
    )
    return response.status_code, re.sub(r'name="key" value="[^"]*"', "", body)


def everything_seen(client, pair, user):
    """Each page of the house that somebody can open with a key they could know."""
    client.force_login(user)
    keys = [None, pair.partnership.pk, pair.cohort.pk, pair.amina.participant_id]
    seen = {}
    for name in POLICIES:
        if "logout" in name or "admin:log" in name or name.startswith(("demo", "mfa", "account_log")):
            continue
        for key in keys:
            try:
                url = reverse(name, args=[key] if key else [])
            except NoReverseMatch:
                continue
            seen[url] = steady(client.get(url))
    return seen


def told(user):
    return sorted(Message.objects.filter(to=user).values_list("key", "state", "next_attempt_at", "sent_at"))


@pytest.mark.parametrize("partner_is", ["a participant", "a facilitator too"])
def test_a_partner_sees_the_same_before_and_after_in_every_page_mail_and_history(
    pair, clock, client, mailoutbox, partner_is
):
    """Answers, calls for help and asking for the end: whatever else the partner may be."""
    if partner_is == "a facilitator too":
        make.a_facilitator(pair.cohort, pair.peter_user)
    mine, _ = checked(pair, clock)
    deliver_due()
    clock("2027-07-13 10:00")
    before = everything_seen(client, pair, pair.peter_user)
    mails, history = told(pair.peter_user), set(AuditEvent.objects.open_to(pair.peter_user))
    letters = len([mail for mail in mailoutbox if mail.to == [pair.peter_user.email]])

    services.answer_fit_check(mine, answer="talk", by=pair.amina_user)
    services.ask_for_contact(pair.amina.participant, concerns="end", words="please", by=pair.amina_user)
    services.open_request(ContactRequest.objects.first(), by=pair.facilitator)
    queue_due(timezone.now())
    deliver_due()

    clock("2027-07-13 10:00")
    after = everything_seen(client, pair, pair.peter_user)
    assert {url for url in before if before[url] != after[url]} == set()
    assert told(pair.peter_user) == mails
    assert set(AuditEvent.objects.open_to(pair.peter_user)) == history
    assert len([mail for mail in mailoutbox if mail.to == [pair.peter_user.email]]) == letters


def test_the_comparison_would_notice_a_trace(pair, clock, client):
    url = reverse("partnership_detail", args=[pair.partnership.pk])
    client.force_login(pair.peter_user)
    before = steady(client.get(url))
    assert steady(client.get(url)) == before
    services.add_aim(pair.partnership, words="seen", shared=True, by=pair.amina_user)
    assert steady(client.get(url)) != before


def test_fit_check_page_is_cheap(pair, clock, client, django_assert_max_num_queries):
    checked(pair, clock)
    url = reverse("fit_check", args=[pair.partnership.pk])
    assert queries(client, pair.amina_user, url, django_assert_max_num_queries) <= 8
