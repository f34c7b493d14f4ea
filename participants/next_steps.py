"""What is next about joining, places, pauses and roles."""

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from kit.steps import Step
from participants.models import Cohort, NotToBePaired, Participant, Pause, Programme, TeamRole

State = Participant.State


def next_steps(user, now):
    """One step for each cohort somebody takes part in, while there is something to say or do."""
    today = timezone.localdate(now)
    people = (
        Participant.objects.visible_to(user)
        .filter(user_id=user.pk)
        .select_related("cohort")
        .prefetch_related(Prefetch("pauses", Pause.objects.on(today), to_attr="running"))
        .annotate(placed=Count("places"))
    )
    steps = [_step_of(person, today) for person in people]
    return [step for step in steps if step]


def team_steps(user, cohorts, now):
    """What needs a facilitator: people to check, to decide on, names to settle, a cohort to open.

    Of an administrator only the last is asked: a cohort to open, a cover to name.
    """
    keys = [cohort.pk for cohort in cohorts]
    mine = list(Cohort.objects.facilitated_by(user).filter(pk__in=keys))
    kept = Cohort.objects.administered_by(user).filter(pk__in=keys).exclude(pk__in=[one.pk for one in mine])
    kept = list(kept)
    unsettled = NotToBePaired.objects.to_settle_by(user).filter(participant__cohort=OuterRef("cohort"))
    counts = {
        row["cohort"]: row
        for row in Participant.objects.visible_to(user)
        .filter(cohort__in=mine)
        .exclude(user_id=user.pk)
        .values("cohort")
        .annotate(
            check=Count("pk", filter=Q(state=State.SENT, checked_at__isnull=True)),
            decide=Count("pk", filter=Q(state=State.SENT, checked_at__isnull=False)),
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
        row = counts.get(cohort.pk, {"check": 0, "decide": 0, "settle": False})
        steps += _cohort_steps(cohort, row, has_cover=cohort.pk in covered)
    return steps


def _step_of(person, today):
    url = reverse("profile_task_list", args=[person.pk])
    cohort = person.cohort.name
    if person.running:
        back = person.running[0].until
        return Step(f"You are paused until {back:%A} {back.day} {back:%B}", url, rank=30)
    if person.is_unfinished and person.cohort.starts_on <= today:
        return None
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
    if person.state in (State.WAITING, State.OFFERED):
        return Step(f"You are on the waiting list of {cohort}", url, rank=60)
    if person.state == State.ACCEPTED and not person.placed:
        return Step(
            f"You have a place in {cohort}",
            url,
            note="You will hear from us when you have a partner.",
            rank=60,
        )
    return None


def confirmations(user):
    """Roles that wait for this person as the second one, in whatever cohort or programme."""
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
