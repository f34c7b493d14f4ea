"""What group sessions offer to the home page."""

from django.urls import reverse
from django.utils import timezone

from checkins.models import Attendance, CheckInSession
from kit.steps import Step
from participants.models import Participant, Role, cohorts_where

COMING = Attendance.Answer.COMING


def next_steps(user, now):
    """The next session of each cohort one takes part in; when it is near, it is what is next."""
    mine = Participant.objects.taking_part(timezone.localdate(now)).filter(user_id=user.pk)
    sessions = CheckInSession.objects.published().upcoming(now).filter(cohort__in=mine.values("cohort"))
    answers = dict(
        Attendance.objects.filter(participant__in=mine, session__in=sessions).values_list("session", "answer")
    )
    steps, cohorts = [], set()
    for session in sessions:
        answer = answers.get(session.pk, "")
        if answer == Attendance.Answer.NOT_THIS_TIME or session.cohort_id in cohorts:
            continue
        cohorts.add(session.cohort_id)
        steps.append(_step(session, answer))
    return steps


def _step(session, answer):
    name = f"Group session: {session.short_name}"
    if answer == COMING and session.joining_link_now:
        note = "The joining link is ready."
        return Step(name, reverse("session_list"), session.starts_at, note, "Join the session", rank=5)
    if answer == COMING:
        return Step(name, reverse("session_list"), session.starts_at, "You said you are coming.", rank=40)
    if session.has_begun:
        return Step(name, reverse("session_list"), session.starts_at, "It has begun.", rank=45)
    url = reverse("session_answer", args=[session.pk])
    return Step(name, url, session.starts_at, "It is up to you.", "Say whether you are coming", rank=30)


def team_steps(user, cohorts, now):
    """For facilitators: a year not laid out, sessions nobody can see yet, attendance to mark."""
    facilitated = CheckInSession.objects.facilitated_by(user).filter(cohort__in=cohorts)
    laid_out, unpublished = set(), {}
    known = facilitated.standing().order_by("cohort", "pk")
    for cohort_id, published_at, starts_at in known.values_list("cohort", "published_at", "starts_at"):
        laid_out.add(cohort_id)
        if published_at is None and starts_at > now:
            unpublished[cohort_id] = unpublished.get(cohort_id, 0) + 1
    mine = {cohort.pk for cohort in cohorts_where(user, cohorts, Role.FACILITATOR)}
    steps = []
    for cohort in cohorts:
        url = reverse("session_plan", args=[cohort.pk])
        if cohort.pk not in mine or timezone.localdate(now) > cohort.ends_on:
            continue
        if cohort.pk not in laid_out:
            steps.append(Step(f"{cohort.name}: the group sessions have no dates yet", url, rank=60))
        elif count := unpublished.get(cohort.pk):
            title = f"{cohort.name}: {count} session{'' if count == 1 else 's'} nobody can see yet"
            steps.append(Step(title, url, rank=50))
    for session in facilitated.attendance_to_mark(now).select_related("cohort"):
        title = f"{session.cohort.name}: who came to {str(session).lower()}?"
        url = reverse("attendance_mark", args=[session.pk])
        steps.append(Step(title, url, session.starts_at, action="Mark who came", rank=25))
    return steps
