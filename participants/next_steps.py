"""What is next about joining, places, pauses and roles."""

from collections import Counter
from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from kit.steps import Step
from participants import door
from participants.models import (
    Cohort,
    NotToBePaired,
    Participant,
    Pause,
    Programme,
    Role,
    TeamRole,
    cohorts_where,
    roles_held,
)
from participants.services.answering import KEPT_SIDE, TOOK_PLACE, TOOK_SIDE, TURNED_DOWN

State = Participant.State
A_WEEK = timedelta(days=7)
ANSWERS_IN_WORDS = {
    TOOK_PLACE: ("place taken", "places taken"),
    TURNED_DOWN: ("not this time", "not this time"),
    TOOK_SIDE: ("on the other side now", "on the other side now"),
    KEPT_SIDE: ("stays on their side", "stay on their side"),
}


def next_steps(user, now):
    """One step for each cohort somebody takes part in, while there is something to say or do."""
    today = timezone.localdate(now)
    people = (
        Participant.objects.visible_to(user)
        .filter(user_id=user.pk)
        .select_related("cohort__programme")
        .prefetch_related(Prefetch("pauses", Pause.objects.on(today), to_attr="running"))
        .annotate(placed=Count("places"))
    )
    steps = [_step_of(person, today) for person in people]
    return [step for step in steps if step]


def team_steps(user, cohorts, now):
    """What needs a facilitator: people to check, to decide on, places unanswered, names to settle, a cohort to open.

    Of an administrator only the last is asked: a cohort to open, a cover to name.
    """
    mine = cohorts_where(user, cohorts, Role.FACILITATOR)
    administered = {held.programme for held in roles_held(user) if held.role == Role.ADMINISTRATOR}
    kept = [
        cohort
        for cohort in cohorts
        if cohort not in mine and (user.is_superuser or cohort.programme_id in administered)
    ]
    unsettled = NotToBePaired.objects.to_settle_by(user).filter(participant__cohort=OuterRef("cohort"))
    counts = {
        row["cohort"]: row
        for row in Participant.objects.visible_to(user)
        .filter(cohort__in=mine)
        .exclude(user_id=user.pk)
        .values("cohort")
        .annotate(
            check=Count("pk", filter=Q(state__in=[State.SENT, State.WAITING], checked_at__isnull=True)),
            decide=Count("pk", filter=Q(state=State.SENT, checked_at__isnull=False)),
            overdue=Count("pk", filter=Q(state=State.OFFERED, answer_by__lt=timezone.localdate(now))),
            settle=Exists(unsettled),
        )
        .order_by()
    }
    covered = set(
        TeamRole.objects.current()
        .filter(cohort__in=mine + kept, user=F("cohort__cover"))
        .values_list("cohort", flat=True)
    )
    steps = []
    for cohort in mine + kept:
        row = counts.get(cohort.pk, {"check": 0, "decide": 0, "overdue": 0, "settle": False})
        steps += _cohort_steps(cohort, row, has_cover=cohort.pk in covered)
    return steps + _answers_of_the_week(user, mine, now)


def _answers_of_the_week(user, cohorts, now):
    """What people answered to offers and questions about the side: one line a cohort, no mail for each."""
    lately = AuditEvent.objects.in_cohorts([cohort.pk for cohort in cohorts]).filter(
        verb__in=ANSWERS_IN_WORDS, at__gt=now - A_WEEK
    )
    counts = Counter(lately.exclude(actor_id=user.pk).values_list("cohort_id", "verb"))
    steps = []
    for cohort in cohorts:
        found = [(counts[cohort.pk, verb], words) for verb, words in ANSWERS_IN_WORDS.items()]
        parts = [f"{number} {one if number == 1 else several}" for number, (one, several) in found if number]
        if parts:
            url = reverse("participant_list", args=[cohort.pk])
            steps.append(Step(f"Answers this week: {', '.join(parts)}", url, note=cohort.name, rank=45))
    return steps


def _step_of(person, today):
    url = reverse("profile_task_list", args=[person.pk])
    cohort = person.cohort.name
    if person.running:
        back = person.running[0].until
        return Step(f"You are paused until {back:%A} {back.day} {back:%B}", url, rank=30)
    if person.is_unfinished and not _is_still_asked_for(person, today):
        return None
    if person.state == State.OFFERED:
        return _offer_step(person, today)
    if person.asked_side and not person.is_out:
        url = reverse("side_answer", args=[person.pk])
        title = f"Would you take a place as {person.asked_side_name}?"
        return Step(title, url, note="Until you say yes nothing changes.", action="Answer", rank=8)
    if person.state == State.STARTED and person.typed_by_id:
        return Step(
            "Read the profile we typed for you, and send it", url, action="Read what we typed", rank=10
        )
    if person.state == State.STARTED:
        return Step(
            "Finish your matching profile",
            url,
            note=f"For {cohort}. Everything so far is kept.",
            action="Go on with my profile",
            rank=10,
        )
    if person.state == State.SENT:
        return Step(
            "Your profile is with the facilitators", url, note="You can still read and change it.", rank=60
        )
    if person.state == State.WAITING:
        return Step(f"You are on the waiting list of {cohort}", url, rank=60)
    if person.state == State.ACCEPTED and not person.placed:
        return Step(
            f"You have a place in {cohort}",
            url,
            note="You will hear from us when you have a partner.",
            rank=60,
        )
    return None


def _is_still_asked_for(person, today):
    """Profiles begun before the start are left in peace from then on; later ones wait for a place."""
    begun_late = timezone.localdate(person.started_at) >= person.cohort.starts_on
    return today <= door.last_day(person.cohort) if begun_late else today < person.cohort.starts_on


def _offer_step(person, today):
    url = reverse("place_answer", args=[person.pk])
    note = ""
    if person.answer_by and person.answer_by >= today:
        note = f"Please answer by {person.answer_by:%A} {person.answer_by.day} {person.answer_by:%B}."
    title = f"There is a place for you in {person.cohort.name}"
    return Step(title, url, note=note, action="Say whether you take it", rank=5)


def confirmations(user):
    """Roles that wait for this person as the second one, in whatever cohort or programme."""
    if not (user.is_superuser or roles_held(user)):
        return []
    waiting = (
        TeamRole.objects.awaiting_confirmation()
        .filter(
            Q(programme__in=Programme.objects.administered_by(user))
            | Q(cohort__in=Cohort.objects.facilitated_by(user))
        )
        .exclude(Q(given_by_id=user.pk) | Q(user_id=user.pk))
        .select_related("user", "cohort", "programme")
    )
    return [
        Step(
            f"Confirm a role: {role.name}, {role.get_role_display()}",
            reverse("cohort_team", args=[role.cohort_id])
            if role.cohort_id
            else reverse("programme_detail", args=[role.programme_id]),
            note=str(role.cohort or role.programme),
            action="Look at it",
            rank=12,
        )
        for role in waiting
    ]


def _cohort_steps(cohort, row, *, has_cover):
    people = reverse("participant_list", args=[cohort.pk])
    steps = []
    if cohort.opened_at is None:
        url = reverse("cohort_team", args=[cohort.pk])
        steps.append(Step("Open the cohort", url, note=cohort.name, action="See what it needs", rank=15))
    elif not has_cover:
        url = reverse("cohort_team", args=[cohort.pk])
        steps.append(
            Step("Name who covers", url, note=f"{cohort.name} has nobody.", action="Name the cover", rank=15)
        )
    if row["check"]:
        title = f"{_people(row['check'])} to check: is it them?"
        steps.append(Step(title, f"{people}?state=check", note=cohort.name, action="Check", rank=20))
    if row["decide"]:
        title = f"{_people(row['decide'])} waiting for a decision"
        steps.append(Step(title, f"{people}?state=sent", note=cohort.name, action="Decide", rank=22))
    if row["overdue"]:
        title = f"{row['overdue']} {'place' if row['overdue'] == 1 else 'places'} unanswered"
        note = f"{cohort.name}. Nothing happens by itself: you may ring them."
        steps.append(Step(title, f"{people}?state=overdue", note=note, action="Look at it", rank=23))
    if row["settle"]:
        steps.append(
            Step(
                "Somebody is not to be paired with a name: say who that is",
                f"{people}?state=settle",
                note=cohort.name,
                action="Settle it",
                rank=24,
            )
        )
    return steps


def _people(number):
    return f"{number} {'person' if number == 1 else 'people'}"
