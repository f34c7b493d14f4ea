"""What partnerships offer to the home page: meet, log, and for facilitators who has fallen silent."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from kit.steps import Step
from participants.models import Role, cohorts_where
from partnerships.care_steps import care_steps, care_team_steps, cared_for_beside, steps_between_partners
from partnerships.models import LearningPartner, Partnership
from partnerships.plan_steps import planned_beside, planned_steps
from partnerships.wording import names_in_words

FIRST_MEETING_WITHIN = timedelta(weeks=3)


def next_steps(user, now):
    """One line for each partnership of today, for whoever waits for a new one, and for an assistant.

    A paused pair is left in peace.
    """
    today = timezone.localdate(now)
    partnerships = Partnership.objects.visible_to(user).of(user).current()
    partnerships = partnerships.with_last_met().with_current_partners(today).annotate(**planned_beside(now))
    partnerships = partnerships.annotate(**cared_for_beside(user, today)).with_breaks()
    partnerships = partnerships.select_related("cohort__programme")
    steps = [step for partnership in partnerships for step in _step(partnership, user, now)]
    steps += steps_between_partners(user, today)
    if LearningPartner.objects.arranged_by(user).exists():
        steps.append(Step("The meetings you arrange", reverse("arranging"), rank=30))
    return steps


def _step(partnership, user, now):
    today = timezone.localdate(now)
    others = [place for place in partnership.partners_now if place.participant.user_id != user.pk]
    if any(place.paused_until for place in partnership.partners_now) or not others:
        return
    names = names_in_words(sorted(other.first_name for other in others))
    page = reverse("partnership_detail", args=[partnership.pk])
    plans = planned_steps(partnership, names, now)
    yield from plans
    yield from care_steps(partnership, today)
    if partnership.last_met_on is None and not plans:
        note = "Plan your first meeting within three weeks: an hour is plenty."
        if today - partnership.started_on > FIRST_MEETING_WITHIN:
            note = "Plan your first meeting, or log it if you have met."
        yield Step(f"Say hello to {names}", page, note=note, action=f"You and {names}", rank=15)
    if partnership.last_met_on is None:
        return
    yield Step(
        f"You and {names}",
        reverse("meeting_log", args=[partnership.pk]),
        note=f"You last met on {date_format(partnership.last_met_on, 'l j F')}.",
        action="Log a meeting",
        rank=40,
        also=() if plans else (("Plan a meeting", reverse("meeting_plan", args=[partnership.pk])),),
    )


def team_steps(user, cohorts, now):
    """For a facilitator: who asks to be contacted, and how many partnerships of each cohort have gone quiet."""
    return [*care_team_steps(user, cohorts, now), *_quiet_steps(user, cohorts, now)]


def _quiet_steps(user, cohorts, now):
    today = timezone.localdate(now)
    cohorts = cohorts_where(user, cohorts, Role.FACILITATOR)
    if not cohorts:
        return
    quiet = Partnership.objects.visible_to(user).facilitated_by(user).gone_quiet(today)
    counts = {}
    for cohort in quiet.filter(cohort__in=cohorts).values_list("cohort", flat=True):
        counts[cohort] = counts.get(cohort, 0) + 1
    for cohort in cohorts:
        if counts.get(cohort.pk):
            number = counts[cohort.pk]
            yield Step(
                f"{number} {'partnership has' if number == 1 else 'partnerships have'} gone quiet",
                reverse("partnership_list", args=[cohort.pk]) + "?show=quiet",
                note=f"{cohort}: nothing logged for {cohort.programme.quiet_weeks} weeks or more.",
                rank=35,
            )
