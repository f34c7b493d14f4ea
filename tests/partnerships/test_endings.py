"""Endings: chosen, kind, told to both; going on longer; beginning again. The system asks and ends nothing."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from notifications.delivery import deliver_due
from notifications.models import Message
from participants.models import Pause
from partnerships import services
from partnerships.models import KindWords, LearningPartner, Partnership
from plp.reminders import endings, queue_due
from tests import make
from tests.partnerships.asking import get, post, queries, text

pytestmark = pytest.mark.django_db
END = date(2028, 4, 12)
LATEST = date(2028, 7, 12)
DAY = timedelta(days=1)
REASON = "planted-reason"


def sent_to(user, mailoutbox):
    deliver_due()
    return [mail for mail in mailoutbox if mail.to == [user.email]]


def leave(pair, **fields):
    services.leave_partnership(pair.amina, by=pair.amina_user, **fields)


# --- ending early by one's own choice ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", KindWords.values)
def test_the_partner_reads_the_kind_words_that_were_chosen_and_no_reason(pair, client, mailoutbox, kind):
    leave(pair, kind_words=kind, reason=REASON)
    sentence = KindWords(kind).label
    assert sentence in sent_to(pair.peter_user, mailoutbox)[0].body
    body = text(get(client, pair.peter_user, "partnership_detail", pair.partnership.pk))
    assert f"Amina has left. {sentence}" in body
    seen = body + str([mail.body for mail in mailoutbox])
    assert REASON not in seen


def test_the_reason_is_for_facilitators_who_are_close_to_neither(pair, client):
    leave(pair, kind_words="time", reason=REASON)
    page = get(client, pair.facilitator, "partnership_ending", pair.partnership.pk)
    assert REASON in text(page)
    close = make.a_facilitator(pair.cohort, name="Close Colleague")
    pair.peter.participant.line_manager_email = close.email
    pair.peter.participant.save()
    body = text(get(client, close, "partnership_ending", pair.partnership.pk))
    assert (REASON in body, "with the other facilitators" in body) == (False, True)
    make.a_facilitator(pair.cohort, pair.peter_user)
    body = text(get(client, pair.peter_user, "partnership_ending", pair.partnership.pk))
    assert (REASON in body, "Reopen this partnership" in body) == (False, False)
    assert (
        get(client, make.a_matcher(pair.cohort), "partnership_ending", pair.partnership.pk).status_code == 404
    )


def test_partnership_leave_asks_what_the_partner_reads_and_no_reason(pair, client):
    body = text(post(client, pair.amina_user, "partnership_leave", pair.partnership.pk, reason=REASON))
    assert ("Choose what your partner reads." in body, REASON in body) == (True, True)
    assert LearningPartner.objects.current().count() == 2
    answer = post(client, pair.amina_user, "partnership_leave", pair.partnership.pk, kind_words="none")
    assert answer.url == reverse("partnership_after", args=[pair.partnership.pk])
    pair.amina.refresh_from_db()
    assert (pair.amina.kind_words, pair.amina.leaving_reason) == ("none", "")


def test_words_that_are_not_kind_ones_cannot_be_sent(pair):
    with pytest.raises(ValidationError):
        leave(pair, kind_words="I never liked you")
    assert LearningPartner.objects.current().count() == 2


def test_who_goes_on_in_a_trio_reads_the_kind_words_too(trio, mailoutbox):
    LearningPartner.objects.filter(pk=trio.ruth.pk).update(left_at=None)
    services.leave_partnership(trio.ruth, by=trio.ruth_user, kind_words="move", reason=REASON)
    body = sent_to(trio.peter_user, mailoutbox)[0].body
    assert ("They are moving on to something else." in body, REASON in body) == (True, False)


def test_a_partner_reads_only_that_facilitators_closed_it_and_not_who_asked(pair, client, mailoutbox):
    services.ask_for_contact(pair.amina.participant, concerns="end", by=pair.amina_user)
    services.close_partnership(pair.partnership, by=pair.facilitator)
    ours = sent_to(pair.amina_user, mailoutbox)[0].body.replace("Amina", "X")
    theirs = sent_to(pair.peter_user, mailoutbox)[0].body.replace("Peter", "X")
    assert ours == theirs
    body = text(get(client, pair.peter_user, "partnership_detail", pair.partnership.pk))
    assert "The facilitators have closed your partnership." in body
    assert "has left" not in body


# --- complete, or longer -----------------------------------------------------------------------------------


def test_it_is_complete_when_a_partner_says_so_from_the_planned_end_on(pair, clock, mailoutbox):
    clock("2028-04-11 10:00")
    with pytest.raises(ValidationError):
        services.complete_partnership(pair.partnership, by=pair.amina_user)
    clock("2028-04-12 10:00")
    services.complete_partnership(pair.partnership, by=pair.amina_user)
    pair.partnership.refresh_from_db()
    assert (pair.partnership.ending, pair.partnership.ended_on) == ("complete", END)
    subjects = {
        user: [m.subject for m in sent_to(user, mailoutbox)] for user in (pair.amina_user, pair.peter_user)
    }
    assert set(map(tuple, subjects.values())) == {("Your partnership has come to its planned end",)}


@pytest.mark.parametrize("stranger", ["facilitator", "other"])
def test_only_its_partners_say_that_it_is_complete_or_goes_on(pair, clock, stranger):
    clock("2028-04-12 10:00")
    nobody = pair.facilitator if stranger == "facilitator" else make.a_participant(pair.cohort).user
    with pytest.raises(PermissionDenied):
        services.complete_partnership(pair.partnership, by=nobody)
    with pytest.raises(PermissionDenied):
        services.extend_partnership(pair.partnership, months=14, by=nobody)


def test_a_pause_of_the_partner_moves_the_planned_end(pair, clock):
    Pause.objects.create(
        participant=pair.peter.participant, starts_on=date(2027, 8, 1), until=date(2027, 8, 31)
    )
    clock("2028-05-11 10:00")
    with pytest.raises(ValidationError):
        services.complete_partnership(pair.partnership, by=pair.amina_user)
    clock("2028-05-12 10:00")
    services.complete_partnership(pair.partnership, by=pair.amina_user)


def test_either_extends_it_up_to_fifteen_months_and_the_other_is_told(pair, client, mailoutbox):
    post(client, pair.amina_user, "partnership_extend", pair.partnership.pk, months="14")
    pair.partnership.refresh_from_db()
    assert pair.partnership.span().ends_on == date(2028, 6, 12)
    assert sent_to(pair.amina_user, mailoutbox) == []
    assert "12 June 2028" in sent_to(pair.peter_user, mailoutbox)[0].body
    for user in (pair.amina_user, pair.peter_user):
        assert "12 June 2028" in text(get(client, user, "partnership_going_on", pair.partnership.pk))

    services.extend_partnership(pair.partnership, months=15, by=pair.peter_user)
    services.extend_partnership(pair.partnership, months=12, by=pair.amina_user)
    pair.partnership.refresh_from_db()
    assert pair.partnership.extended_until is None
    assert len(sent_to(pair.peter_user, mailoutbox)) == 2


@pytest.mark.parametrize("months", [11, 16])
def test_nobody_extends_it_beyond_what_the_programme_allows(pair, months):
    with pytest.raises(ValidationError):
        services.extend_partnership(pair.partnership, months=months, by=pair.amina_user)


def test_a_day_that_has_passed_is_not_chosen(pair, clock):
    clock("2028-06-12 10:00")
    with pytest.raises(ValidationError):
        services.extend_partnership(pair.partnership, months=14, by=pair.amina_user)
    services.extend_partnership(pair.partnership, months=15, by=pair.amina_user)


# --- the system asks, and ends nothing ---------------------------------------------------------------------


def days_asked(clock, first, last):
    """{day: how many were asked that day}."""
    asked = {}
    for day in (first + n * DAY for n in range((last - first).days)):
        clock(f"{day} 09:00")
        before = Message.objects.filter(kind="ending_question").count()
        queue_due(timezone.now())
        number = Message.objects.filter(kind="ending_question").count() - before
        if number:
            asked[day] = number
    return asked


def test_both_are_asked_at_the_planned_end_and_at_the_longest_and_it_goes_on(pair, clock):
    assert days_asked(clock, END - 3 * DAY, LATEST + 60 * DAY) == {END: 2, LATEST: 2}
    pair.partnership.refresh_from_db()
    assert pair.partnership.is_current


def test_who_extended_is_asked_on_the_day_they_chose(pair, clock):
    services.extend_partnership(pair.partnership, months=14, by=pair.amina_user)
    assert list(days_asked(clock, date(2028, 5, 15), date(2028, 6, 20))) == [date(2028, 6, 12)]


def test_nobody_is_asked_on_a_break(pair, clock):
    clock(f"{END} 09:00")
    Pause.objects.create(participant=pair.amina.participant, starts_on=END, until=END + 9 * DAY)
    assert list(endings(timezone.now())) == []


def test_a_question_that_has_been_answered_meanwhile_is_withdrawn(pair, clock):
    clock(f"{END} 09:00")
    queue_due(timezone.now())
    services.extend_partnership(pair.partnership, months=13, by=pair.amina_user)
    deliver_due()
    assert set(Message.objects.filter(kind="ending_question").values_list("state", flat=True)) == {
        "withdrawn"
    }


def test_home_asks_both_and_tells_the_facilitators_at_the_longest(pair, clock, client):
    clock(f"{END} 09:00")
    for user in (pair.amina_user, pair.peter_user):
        assert "has come to the end you planned" in text(get(client, user, "home"))
    assert "had the longest time" not in text(get(client, pair.facilitator, "home"))
    clock(f"{LATEST} 09:00")
    assert "1 partnership has had the longest time" in text(get(client, pair.facilitator, "home"))


def test_partnership_going_on_is_the_same_for_both(pair, client):
    bodies = []
    for user, other in ((pair.amina_user, "Peter"), (pair.peter_user, "Amina")):
        body = text(get(client, user, "partnership_going_on", pair.partnership.pk))
        main = body[body.index("<main") : body.index("</main>")]
        bodies.append([line for line in main.replace(other, "X").splitlines() if "/pause/" not in line])
    assert bodies[0] == bodies[1]


# --- what comes after --------------------------------------------------------------------------------------


def test_partnership_after_keeps_what_one_wishes_and_can_be_changed(pair, client):
    leave(pair)
    page = ("partnership_after", pair.partnership.pk)
    post(client, pair.peter_user, *page, wish="wait", helped="The walks", contact="p@home.example")
    pair.peter.refresh_from_db()
    assert (pair.peter.wishes_next, pair.peter.exit_answers, pair.peter.contact_later) == (
        "wait",
        {"helped": "The walks"},
        "p@home.example",
    )
    assert "The walks" in text(get(client, pair.peter_user, *page))
    post(client, pair.peter_user, *page)
    pair.peter.refresh_from_db()
    assert (pair.peter.wishes_next, pair.peter.exit_answers, pair.peter.contact_later) == ("", None, "")


def test_what_one_says_after_is_read_by_facilitators_and_never_by_the_partner(pair, client):
    leave(pair)
    services.say_what_next(
        pair.peter,
        wish="rematched",
        answers={"missing": REASON},
        contact="p@home.example",
        by=pair.peter_user,
    )
    for name in ("partnership_detail", "partnership_after"):
        body = text(get(client, pair.amina_user, name, pair.partnership.pk))
        assert [word for word in (REASON, "p@home.example") if word in body] == []
    body = text(get(client, pair.facilitator, "partnership_ending", pair.partnership.pk))
    assert [word in body for word in (REASON, "p@home.example", "I come first in the next round")] == [
        True
    ] * 3


def test_who_waits_or_stops_is_not_told_that_they_come_first(pair, client):
    leave(pair)
    page = ("partnership_detail", pair.partnership.pk)
    assert "among the first to be paired" in text(get(client, pair.peter_user, "home"))
    services.say_what_next(pair.peter, wish="wait", by=pair.peter_user)
    assert "among the first" not in text(get(client, pair.peter_user, *page))
    assert "You wait for now" in text(get(client, pair.peter_user, "home"))
    services.say_what_next(pair.peter, wish="stop", by=pair.peter_user)
    pair.peter.participant.refresh_from_db()
    assert pair.peter.participant.state == "withdrawn"
    assert "next learning partner" not in text(get(client, pair.peter_user, "home"))


def test_after_the_planned_end_nobody_new_is_promised(pair, clock, client):
    clock(f"{END} 10:00")
    services.complete_partnership(pair.partnership, by=pair.peter_user)
    body = text(get(client, pair.amina_user, "partnership_after", pair.partnership.pk))
    assert ("What was good about it?" in body, "in the next round" in body) == (True, False)


def test_nobody_says_it_for_another_or_before_the_end(pair):
    with pytest.raises(PermissionDenied):
        services.say_what_next(pair.amina, wish="wait", by=pair.amina_user)
    leave(pair)
    for nobody in (pair.peter_user, pair.facilitator):
        with pytest.raises(PermissionDenied):
            services.say_what_next(pair.amina, wish="wait", by=nobody)


# --- beginning again ---------------------------------------------------------------------------------------


def test_a_facilitator_reopens_it_for_those_who_were_in_it_and_both_are_told(trio, mailoutbox):
    leave(trio, kind_words="time", reason=REASON)
    services.say_what_next(trio.peter, wish="wait", by=trio.peter_user)
    services.reopen_partnership(trio.partnership, by=trio.facilitator)
    current = {place.name for place in trio.partnership.partners.current()}
    assert (current, trio.partnership.is_current, trio.partnership.ending) == (
        {"Amina Yusuf", "Peter Hall"},
        True,
        "",
    )
    trio.amina.refresh_from_db()
    assert (trio.amina.kind_words, trio.amina.leaving_reason) == ("", "")
    assert [sent_to(user, mailoutbox)[-1].subject for user in (trio.amina_user, trio.peter_user)] == [
        "Your partnership goes on"
    ] * 2


def test_what_was_reopened_can_end_again_and_everybody_hears_it_again(pair, mailoutbox):
    services.close_partnership(pair.partnership, by=pair.facilitator)
    services.reopen_partnership(pair.partnership, by=pair.facilitator)
    services.close_partnership(pair.partnership, by=pair.facilitator)
    assert Message.objects.filter(kind="partnership_ended").count() == 4


def test_nothing_is_reopened_when_somebody_has_another_partner_or_stopped(pair):
    leave(pair)
    other = make.a_partnership(
        pair.cohort, partners=[pair.peter.participant, make.a_participant(pair.cohort)]
    )
    with pytest.raises(ValidationError):
        services.reopen_partnership(pair.partnership, by=pair.facilitator)
    services.close_partnership(other, by=pair.facilitator)
    services.say_what_next(pair.amina, wish="stop", by=pair.amina_user)
    with pytest.raises(ValidationError):
        services.reopen_partnership(pair.partnership, by=pair.facilitator)
    assert Partnership.objects.current().filter(pk=pair.partnership.pk).count() == 0


def test_nobody_reopens_their_own_or_without_the_role(pair, client):
    leave(pair)
    make.a_facilitator(pair.cohort, pair.peter_user)
    for nobody in (pair.peter_user, pair.amina_user, make.a_matcher(pair.cohort)):
        with pytest.raises(PermissionDenied):
            services.reopen_partnership(pair.partnership, by=nobody)
    assert get(client, pair.peter_user, "partnership_reopen", pair.partnership.pk).status_code == 403


@pytest.mark.parametrize("name", ["partnership_going_on", "partnership_extend", "partnership_leave"])
def test_the_pages_of_endings_are_cheap(pair, client, django_assert_max_num_queries, name):
    url = reverse(name, args=[pair.partnership.pk])
    assert queries(client, pair.amina_user, url, django_assert_max_num_queries) <= 8


def test_the_teams_page_of_an_ending_is_cheap(pair, client, django_assert_max_num_queries):
    leave(pair)
    url = reverse("partnership_ending", args=[pair.partnership.pk])
    assert queries(client, pair.facilitator, url, django_assert_max_num_queries) <= 8
