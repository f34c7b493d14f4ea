"""Team roles: given by one person, confirmed by another, ended by either or by who holds it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.services import add_person
from audit.services import record
from notifications.services import notify
from participants.models import Role, TeamRole


@transaction.atomic
def give_role(role, *, by, programme=None, cohort=None, user=None, email="", name=""):
    """Give somebody a role, which counts once a second person has confirmed it.

    `cohort` for facilitators, matchers and evaluators, `programme` for administrators. Somebody without
    an account is added by `email` and `name`. PermissionDenied unless `by` administers the programme;
    `ValidationError` for giving it to oneself or for a role already held or waiting.
    """
    programme = cohort.programme if cohort is not None else programme
    if not programme.is_administered_by(by):
        raise PermissionDenied
    if user is None:
        user = add_person(email, name=name, by=by)
    else:
        name = name or str(user)
    if user.pk == by.pk:
        raise ValidationError("Nobody can give themselves a role: ask a colleague to do it.")
    team_role = TeamRole(
        programme=programme,
        cohort=None if role == Role.ADMINISTRATOR else cohort,
        user=user,
        typed_name=name.strip(),
        role=role,
        given_by=by,
    )
    team_role.full_clean()
    team_role.save()
    record(by=by, verb="gave role", thing=team_role, cohort=cohort)
    return team_role


@transaction.atomic
def confirm_role(team_role, *, by):
    """The second person's yes: from now on the role counts, and the team is told.

    PermissionDenied for who gave it, who gets it, and whoever neither administers the programme nor
    facilitates the cohort. Confirming twice changes nothing.
    """
    team_role = TeamRole.objects.select_for_update(of=["self"]).get(pk=team_role.pk)
    if team_role.confirmed_at and not team_role.ended_at:
        return team_role
    if not team_role.may_be_confirmed_by(by):
        raise PermissionDenied
    team_role.confirmed_by = by
    team_role.confirmed_at = timezone.now()
    team_role.save(update_fields=["confirmed_by", "confirmed_at"])
    record(by=by, verb="confirmed role", thing=team_role, cohort=team_role.cohort)
    for member in _team_beside(team_role):
        notify(
            member,
            "role_confirmed",
            key=f"role_confirmed:{team_role.pk}:{member.pk}:1",
            about=team_role,
            cohort=team_role.cohort,
        )
    return team_role


@transaction.atomic
def end_role(team_role, *, by):
    """Take a role away, or give one's own back. It is gone at the holder's next request."""
    if not team_role.may_be_ended_by(by):
        raise PermissionDenied
    team_role = TeamRole.objects.select_for_update(of=["self"]).get(pk=team_role.pk)
    if team_role.ended_at:
        return team_role
    team_role.ended_by = by
    team_role.ended_at = timezone.now()
    team_role.save(update_fields=["ended_by", "ended_at"])
    record(by=by, verb="ended role", thing=team_role, cohort=team_role.cohort)
    return team_role


def _team_beside(team_role):
    """Everybody of the same team, the new member included, each once."""
    roles = TeamRole.objects.current().filter(programme=team_role.programme)
    if team_role.cohort_id:
        roles = roles.filter(cohort=team_role.cohort)
    else:
        roles = roles.filter(role=Role.ADMINISTRATOR)
    return {role.user_id: role.user for role in roles.select_related("user")}.values()
