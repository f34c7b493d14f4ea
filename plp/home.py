"""Home: what is next for you, whoever you are. And for teams: the cohort's year and what it needs."""

from importlib import import_module

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from matching.models import cohorts_matched_by
from participants.models import Cohort, Participant, Programme, Role, roles_held
from participants.next_steps import confirmations
from plp import figures
from plp.access import arranges_meetings, is_demo_for
from plp.demo.people import people_to_be
from plp.standing import standing_of
from plp.timeline import year_of
from surveys.models import Survey

# The apps that know something about what is next, in the order of the year.
APPS_WITH_STEPS = ["participants", "matching", "partnerships", "checkins", "surveys"]


def programme_of_visitor(request):
    """Context for every page: the programme whose words, colour and contacts to show, and the menu."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"programme": None, "takes_part": False, "on_team": False}
    own = Participant.objects.latest_of(user) if standing_of(user).takes_part else None
    return {
        "programme": own.cohort.programme if own else Programme.objects.of_team_member(user),
        "own_participation": own,
        "takes_part": own is not None,
        "on_team": user.has_module_perms("admin"),
        "arranges": arranges_meetings(user),
    }


def demo_people_to_be(request):
    """Context for the sign-in page: in the demo, and only there, the people one can be at one click."""
    return {"demo_people": people_to_be} if is_demo_for(request) else {}


@require_safe
def home(request):
    """One screen: the one next thing, what is coming up, and where everything else is."""
    now = timezone.now()
    cohorts = list(Cohort.objects.visible_to(request.user).select_related("programme"))
    cohorts = _under_way(cohorts, timezone.localdate(now))
    own = sorted(_gather("next_steps", request.user, now), key=lambda step: (step.rank, step.when or now))
    team = _needs_of_team(request.user, cohorts, now)
    urgent = sorted((step for step in own + team if step.rank < 20), key=lambda step: step.rank)
    first = urgent[0] if urgent else None
    context = {
        "greeting": _greeting(timezone.localtime(now).hour),
        "first": first,
        "coming_up": [step for step in own if step is not first],
        "needed": [step for step in team if step is not first],
        "years": _years(cohorts, request.user, timezone.localdate(now)),
    }
    return render(request, "home.html", context)


@require_safe
def team_home(request):
    """The team's front page: each cohort with its year, not a list of tables."""
    now = timezone.now()
    cohorts = list(Cohort.objects.visible_to(request.user).select_related("programme"))
    under_way = _under_way(cohorts, timezone.localdate(now))
    context = {
        "years": _years(cohorts, request.user, timezone.localdate(now)),
        "steps": _needs_of_team(request.user, under_way, now),
        "programmes": Programme.objects.visible_to(request.user).order_by("organisation", "name"),
    }
    return render(request, "team_home.html", context)


@require_safe
def team_cohort(request, pk):
    """One cohort: where its year stands, what needs somebody, and the ways to everything."""
    cohorts = Cohort.objects.visible_to(request.user).select_related("programme", "cover")
    cohort = get_object_or_404(cohorts, pk=pk)
    now = timezone.now()
    roles = {held.role for held in roles_held(request.user) if held.cohort == cohort.pk}
    context = {
        "cohort": cohort,
        "timeline": _years([cohort], request.user, timezone.localdate(now))[0][1],
        "steps": _team_steps(request.user, _under_way([cohort], timezone.localdate(now)), now),
        "figures": figures.of_cohort(cohort, timezone.localdate(now)),
        "survey": Survey.objects.visible_to(request.user).filter(cohort=cohort).order_by("-opens_at").first(),
        "now": now,
        "recruiting": cohort.closes_on >= timezone.localdate(now),
        "may": {role: role in roles for role in Role.values},
        "may_match": cohorts_matched_by(request.user).filter(pk=pk).exists(),
        "may_keep_team": Role.FACILITATOR in roles or cohort.is_administered_by(request.user),
    }
    return render(request, "team_cohort.html", context)


def _gather(function, *arguments):
    modules = (import_module(f"{app}.next_steps") for app in APPS_WITH_STEPS)
    return [step for module in modules for step in getattr(module, function)(*arguments)]


def _needs_of_team(user, cohorts, now):
    """Everything that waits for somebody as a team member: in these cohorts, and roles to confirm anywhere."""
    return sorted(confirmations(user) + _team_steps(user, cohorts, now), key=lambda step: step.rank)


def _team_steps(user, cohorts, now):
    """What the apps need of a team member in these cohorts, the most urgent first."""
    return sorted(_gather("team_steps", user, cohorts, now), key=lambda step: step.rank) if cohorts else []


def _under_way(cohorts, today):
    """Those whose year is not over: one that is needs nobody any more."""
    return [cohort for cohort in cohorts if cohort.ends_at_latest_on >= today]


def _years(cohorts, user, today):
    """(cohort, timeline) pairs, with the sessions of all cohorts whose dates this person may know in one query."""
    planned = figures.planned_sessions(cohorts, user)
    return [(cohort, year_of(cohort, planned.get(cohort.pk, {}).items(), today)) for cohort in cohorts]


def _greeting(hour):
    return "Good morning" if hour < 12 else "Good afternoon" if hour < 18 else "Good evening"
