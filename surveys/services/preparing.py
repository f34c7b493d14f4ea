from datetime import datetime, time

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from audit.services import record
from kit.calendars import at_local
from kit.vault import new_box_keys
from participants.models import Cohort, Participant, Role
from surveys.keys import new_draft_key, survey_keys
from surveys.models import Question, Survey, SurveyInvitation
from surveys.questionnaire import GROUP, PAGES, RECOMMEND, group_options

OPENS_AT = time(9, 0)
CLOSES_AT = time(17, 0)


@transaction.atomic
def prepare_survey(cohort, *, by):
    """A draft survey with the questionnaire that ships, in the window of the programme's calendar.

    by: an evaluator or facilitator of the cohort. Nobody is told anything yet. While the cohort has a survey
    that is not sealed, that one is returned: two people preparing at once prepare one.
    """
    if not cohort.has_on_team(by, Role.EVALUATOR, Role.FACILITATOR):
        raise PermissionDenied
    cohort = Cohort.objects.select_for_update(of=["self"]).select_related("programme").get(pk=cohort.pk)
    unsealed = Survey.objects.filter(cohort=cohort, sealed_at__isnull=True).first()
    if unsealed is not None:
        return unsealed
    survey = Survey.objects.create(
        cohort=cohort,
        opens_at=at_local(cohort.survey_opens_on, OPENS_AT),
        closes_at=at_local(cohort.survey_closes_on, CLOSES_AT),
        smallest_group=cohort.programme.smallest_group,
    )
    Question.objects.bulk_create(_default_questions(survey))
    record(by=by, verb="prepared", thing=survey, cohort=cohort)
    return survey


def _default_questions(survey):
    number = 0
    for page, (title, questions) in enumerate(PAGES, start=1):
        for asked in questions:
            number += 1
            yield Question(
                survey=survey,
                page=page,
                page_title=title,
                number=number,
                code=asked.code,
                words=asked.words,
                help_text=asked.help_text,
                kind=asked.kind,
                options=group_options(survey.cohort.programme) if asked.code == GROUP else asked.options,
                required=asked.code == GROUP,
                asked_of=asked.asked_of,
                is_group=asked.code == GROUP,
                is_headline=asked.code == RECOMMEND,
            )


@transaction.atomic
def make_ready(survey, *, by):
    """Freeze the questions, make the keys and invite everyone who has or had a partner in the cohort.

    Invitations go out by mail once the window opens (`plp.reminders`). The private keys go to files outside
    the database; should this transaction fail, a key without a survey is left behind, which opens nothing.
    Doing it twice changes nothing. Returns the survey. ValidationError when its window has passed, or when
    there is nobody to invite.
    """
    survey = Survey.objects.select_for_update().select_related("cohort").get(pk=survey.pk)
    if not survey.cohort.has_on_team(by, Role.EVALUATOR, Role.FACILITATOR):
        raise PermissionDenied
    if survey.is_ready:
        return survey
    if survey.closes_at <= timezone.now():
        raise ValidationError("Choose a later closing date first: this one has passed.")
    invited = list(invited_to(survey.cohort))
    if not invited:
        raise ValidationError("Nobody in this cohort has or had a partner yet, so there is nobody to ask.")
    SurveyInvitation.objects.bulk_create(
        SurveyInvitation(survey=survey, participant=participant, side=participant.side)
        for participant in invited
    )
    keys = new_box_keys()
    store = survey_keys()
    store.destroy(survey.pk)
    store.put(survey.pk, keys.private)
    new_draft_key(survey)
    survey.public_key = keys.public
    survey.smallest_group = survey.cohort.programme.smallest_group
    survey.save(update_fields=["public_key", "smallest_group"])
    record(by=by, verb="made ready", thing=survey, cohort=survey.cohort)
    return survey


def invited_to(cohort):
    """Every present and past participant who was ever matched and can still be reached (the paper: 53 of 54)."""
    reachable = Participant.objects.filter(cohort=cohort, user__is_active=True)
    return reachable.filter(places__isnull=False).exclude(side="").distinct()


@transaction.atomic
def set_window(survey, *, opens_on, closes_on, by):
    """Choose the days of the survey while nobody has been invited. Dates are local, 9:00 to 17:00."""
    survey = Survey.objects.select_for_update().select_related("cohort").get(pk=survey.pk)
    if not survey.cohort.has_on_team(by, Role.EVALUATOR, Role.FACILITATOR):
        raise PermissionDenied
    if survey.is_ready:
        raise ValidationError("People have been invited for these dates. You can extend the survey instead.")
    if closes_on <= opens_on:
        raise ValidationError({"closes_on": "The survey must close after it opens."})
    survey.opens_at, survey.closes_at = at_local(opens_on, OPENS_AT), at_local(closes_on, CLOSES_AT)
    survey.save(update_fields=["opens_at", "closes_at"])
    record(by=by, verb="set the window", thing=survey, cohort=survey.cohort)
    return survey


@transaction.atomic
def extend_survey(survey, *, closes_on, by):
    """Keep an open survey open until 17:00 on a later day; everyone who has not answered is told.

    Never silently: pages and mails say "extended", and history knows who did it.
    """
    survey = Survey.objects.select_for_update().select_related("cohort").get(pk=survey.pk)
    if not survey.cohort.has_on_team(by, Role.EVALUATOR, Role.FACILITATOR):
        raise PermissionDenied
    closes_at: datetime = at_local(closes_on, CLOSES_AT)
    if survey.is_sealed or not survey.is_ready or survey.closes_at <= timezone.now():
        raise ValidationError("Only an open survey can be extended.")
    if closes_at <= survey.closes_at:
        raise ValidationError({"closes_on": "Choose a day after the present closing date."})
    survey.first_close = survey.first_close or survey.closes_at
    survey.closes_at, survey.extended_at = closes_at, timezone.now()
    survey.save(update_fields=["first_close", "closes_at", "extended_at"])
    record(by=by, verb="extended", thing=survey, cohort=survey.cohort)
    return survey
