"""Every reminder, one function each, in one list.

Each function takes `now` (an aware datetime) and yields `notifications.models.Message` rows that are due.
Due is a window ("from, and not yet queued"), never "today is the day": the unique key of a row is what
keeps it from being queued twice. So beat may tick twice, or not for a day: what is due is what is true now.
"""

import logging
from datetime import timedelta

from django.utils import timezone

from checkins.models import Attendance
from checkins.services import invitations_due
from notifications.models import Message
from notifications.services import queue_messages
from participants.models import Participant
from partnerships.models import LearningPartner
from partnerships.services.asking import endings_due, fit_checks_due
from partnerships.services.contacting import calls_due
from surveys.models import SurveyInvitation

log = logging.getLogger(__name__)
NUDGES_APART = timedelta(days=28)
NUDGES_AT_MOST = 2
FIRST_REMINDER = timedelta(days=7)  # after the survey opened
LAST_REMINDER = timedelta(days=3)  # before it closes
AFTER_THE_LAST_MAIL = timedelta(days=2)


def session_invitations(now):
    """Launch sessions as soon as they are published; each check-in four weeks before it."""
    yield from invitations_due(now)


def checkin_tomorrow(now):
    """The day before a session, to those who said they are coming. A moved session has another key."""
    for attendance in Attendance.objects.to_remind(now):
        session = attendance.session
        yield Message(
            key=f"checkin_tomorrow:{session.pk}:{attendance.participant_id}:{session.version}",
            kind="checkin_tomorrow",
            to=attendance.participant.user,
            about_id=session.pk,
            cohort_id=session.cohort_id,
            next_attempt_at=now,
            expires_at=session.starts_at,
        )


def unfinished_profiles(now):
    """Who started a profile and has not sent it, after 3 days and after 10; then they are left in peace."""
    for participant in Participant.objects.left_unfinished(now).select_related("user"):
        version = 10 if now - participant.started_at >= timedelta(days=10) else 3
        yield Message(
            key=f"profile_unfinished:{participant.pk}:{participant.user_id}:{version}",
            kind="profile_unfinished",
            to=participant.user,
            about_id=participant.pk,
            cohort_id=participant.cohort_id,
            next_attempt_at=now,
        )


def offered_places(now):
    """Two days before the day to answer by, once: a place still waits. Never within a day of the offer."""
    for participant in Participant.objects.to_remind_of_offer(now).select_related("user"):
        yield Message(
            key=f"place_reminder:{participant.pk}:{participant.user_id}:{participant.answer_by}",
            kind="place_reminder",
            to=participant.user,
            about_id=participant.pk,
            cohort_id=participant.cohort_id,
            next_attempt_at=now,
            expires_at=now + timedelta(days=2),
        )


def nothing_logged(now):
    """After the programme's quiet weeks without a logged meeting, and once more four weeks later: a gentle nudge.

    Never two within 28 days, two at most until they meet again, none while anybody pauses or to who said
    "we do meet". A meeting, and a silence that is over, start the count anew.
    """
    today = timezone.localdate(now)
    places = LearningPartner.objects.to_nudge(today).with_quiet_from()
    places = list(places.select_related("participant__user", "partnership"))
    before = {place.pk: [] for place in places}
    sent = Message.objects.filter(kind="nothing_logged", about_id__in=before)
    for place, at in sent.values_list("about_id", "created_at"):
        before[place].append(timezone.localdate(at))
    for place in places:
        number = 1 + sum(day >= place.quiet_from for day in before[place.pk])
        lately = any(today - day < NUDGES_APART for day in before[place.pk])
        if lately or number > NUDGES_AT_MOST:
            continue
        user = place.participant.user
        yield Message(
            key=f"nothing_logged:{place.pk}:{user.pk}:{place.quiet_from}-{number}",
            kind="nothing_logged",
            to=user,
            about_id=place.pk,
            cohort_id=place.partnership.cohort_id,
            next_attempt_at=now,
            expires_at=now + timedelta(days=7),
        )


def fit_checks(now):
    """On day 30 and each quarter, to every partner alike, whoever has answered what."""
    yield from fit_checks_due(now)


def calls(now):
    """A call for contact that waits: its facilitators at once, the cover after one unopened working day."""
    yield from calls_due(now)


def endings(now):
    """At the end the partners planned, and at the longest time a partnership lasts: how would you like to go on?"""
    yield from endings_due(now)


def survey_open(now):
    """From the moment a survey opens: everyone invited who has not answered (they may have been told late)."""
    for invitation in _unanswered(now):
        yield _about_survey("survey_open", invitation, "open", now)


def survey_reminder(now):
    """To who has not answered: a week after the opening, and three days before the close, wherever that is now.

    The last one's key carries the closing day, so an extension plans it anew; it keeps two days' distance to
    the mail that told of the survey or of its extension.
    """
    for invitation in _unanswered(now).to_remind():
        survey = invitation.survey
        told = max(survey.opens_at, survey.extended_at or survey.opens_at)
        if now >= survey.closes_at - LAST_REMINDER:
            if now >= told + AFTER_THE_LAST_MAIL:
                version = f"last-{timezone.localdate(survey.closes_at)}"
                yield _about_survey("survey_reminder", invitation, version, now)
        elif now >= survey.opens_at + FIRST_REMINDER:
            yield _about_survey("survey_reminder", invitation, "week", now)


def survey_extended(now):
    """From the moment a survey is extended: everyone who has not answered is told the new last day."""
    for invitation in _unanswered(now).to_remind():
        survey = invitation.survey
        if survey.extended_at and survey.opens_at <= survey.extended_at <= now:
            version = f"until-{timezone.localdate(survey.closes_at)}"
            yield _about_survey("survey_extended", invitation, version, now)


def _unanswered(now):
    return SurveyInvitation.objects.waiting(now).select_related("survey", "participant__user")


def _about_survey(kind, invitation, version, now):
    user = invitation.participant.user
    return Message(
        key=f"{kind}:{invitation.pk}:{user.pk}:{version}",
        kind=kind,
        to=user,
        about_id=invitation.pk,
        cohort_id=invitation.survey.cohort_id,
        next_attempt_at=now,
    )


REMINDERS = [
    calls,
    unfinished_profiles,
    offered_places,
    session_invitations,
    checkin_tomorrow,
    nothing_logged,
    fit_checks,
    endings,
    survey_open,
    survey_extended,
    survey_reminder,
]


def queue_due(now):
    """Queue everything that is due; returns how many messages were new.

    One reminder that fails does not keep the others waiting; its error is raised when all had their turn.
    """
    queued, problem = 0, None
    for reminder in REMINDERS:
        try:
            queued += queue_messages(reminder(now))
        except Exception as error:
            log.error(
                "reminder failed", extra={"reminder": reminder.__name__, "problem": type(error).__name__}
            )
            problem = error
    if problem is not None:
        raise problem
    return queued
