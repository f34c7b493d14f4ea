"""Who holds which role around somebody: the names on the page "Who can see what"."""

from participants.models import Cohort, Role, TeamRole


def teams_of(user):
    """For each cohort somebody takes part in or works for, newest first: (cohort, [(role, names)]).

    Everybody may know who can look at their things, so this shows names of team members to participants.
    """
    cohorts = Cohort.objects.filter(participants__user_id=user.pk) | Cohort.objects.of_team_member(user)
    cohorts = list(cohorts.distinct().order_by("-starts_on", "name"))
    held = list(
        TeamRole.objects.current()
        .filter(programme__in={cohort.programme_id for cohort in cohorts})
        .select_related("user")
        .order_by("user__name")
    )
    return [(cohort, [(_title(role), _names(held, cohort, role)) for role in Role]) for cohort in cohorts]


def _title(role):
    return f"{role.label.capitalize()}s"


def _names(held, cohort, role):
    return [
        str(one.user)
        for one in held
        if one.role == role and one.programme_id == cohort.programme_id and one.cohort_id in (None, cohort.pk)
    ]
