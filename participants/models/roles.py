import uuid
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class Role(models.TextChoices):
    """What somebody does in a team. Taking part as a learning partner is not a role but a `Participant`."""

    ADMINISTRATOR = "administrator", "programme administrator"
    FACILITATOR = "facilitator", "facilitator"
    MATCHER = "matcher", "matcher"
    EVALUATOR = "evaluator", "evaluator"


class Held(NamedTuple):
    """A role somebody holds now. programme, cohort: their keys; an administrator's has no cohort."""

    role: str
    programme: uuid.UUID
    cohort: uuid.UUID | None


def held_from(rows):
    """The set of `Held` in rows of {"role", "programme", "cohort"}, whose keys may be text."""
    return {
        Held(row["role"], uuid.UUID(str(row["programme"])), row["cohort"] and uuid.UUID(str(row["cohort"])))
        for row in rows
    }


def roles_held(user):
    """The set of `Held` of what somebody holds now.

    For who sent this request it was read with the person, so a role taken away is gone at the next request.
    """
    if hasattr(user, "roles_now"):
        return user.roles_now
    return held_from(TeamRole.objects.held_by(user).values("role", "programme", "cohort"))


def cohorts_where(user, cohorts, *roles):
    """Those of these cohorts in which somebody holds one of the roles now: one question for all of them."""
    held = {one.cohort for one in roles_held(user) if one.role in roles}
    return [cohort for cohort in cohorts if cohort.pk in held]


class TeamRoleQuerySet(models.QuerySet):
    def current(self):
        """Confirmed by a second person, and not taken away."""
        return self.filter(confirmed_at__isnull=False, ended_at__isnull=True)

    def awaiting_confirmation(self):
        return self.filter(confirmed_at__isnull=True, ended_at__isnull=True)

    def held_by(self, user):
        return self.current().filter(user_id=user.pk)

    def visible_to(self, user):
        """One's own, the whole list for those who give roles, and a cohort's for its facilitators."""
        from participants.models.programmes import Cohort, Programme

        return self.filter(
            Q(user_id=user.pk)
            | Q(programme__in=Programme.objects.administered_by(user))
            | Q(cohort__in=Cohort.objects.facilitated_by(user))
        )


class TeamRole(models.Model):
    """A role given by one person, confirmed by another, held by a third (or waiting to be)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey("participants.Programme", on_delete=models.PROTECT, related_name="team")
    cohort = models.ForeignKey(
        "participants.Cohort", null=True, blank=True, on_delete=models.PROTECT, related_name="team"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="team_roles", verbose_name="person"
    )
    role = models.CharField(max_length=15, choices=Role.choices)
    typed_name = models.CharField(max_length=150, blank=True, editable=False)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    confirmed_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = TeamRoleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "cohort", "user", "role"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="role_held_once",
                violation_error_message="This person already holds that role, or is about to.",
            ),
            models.CheckConstraint(
                condition=~Q(given_by=F("user")),
                name="nobody_gives_themselves_a_role",
                violation_error_message="Nobody can give themselves a role.",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True)
                | (~Q(confirmed_by=F("user")) & ~Q(confirmed_by=F("given_by"))),
                name="role_confirmed_by_a_second_person",
                violation_error_message="A second person has to confirm a role, and not for themselves.",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="role_confirmation_has_person_and_time",
            ),
            models.CheckConstraint(
                condition=Q(role="administrator", cohort__isnull=True)
                | (~Q(role="administrator") & Q(cohort__isnull=False)),
                name="only_administrators_have_no_cohort",
                violation_error_message="Administrators belong to a programme, all other roles to a cohort.",
            ),
        ]

    def __str__(self):
        return self.get_role_display()

    @property
    def name(self):
        """Who holds it; while it waits, only what the giver typed: whose address it is stays unsaid."""
        return str(self.user) if self.confirmed_at else self.typed_name or self.user.email

    def waits_for(self, user):
        """Whether this role is still to be confirmed, and `user` neither gave it nor gets it."""
        settled = self.confirmed_at or self.ended_at
        return not settled and user.pk not in (self.user_id, self.given_by_id)

    def may_be_confirmed_by(self, user):
        """A second person, who administers the programme or facilitates the cohort."""
        if not self.waits_for(user):
            return False
        in_cohort = self.cohort_id and self.cohort.is_facilitated_by(user)
        return bool(in_cohort) or self.programme.is_administered_by(user)

    def may_be_ended_by(self, user):
        """Who holds it gives it back; who administers the programme takes it away."""
        return self.user_id == user.pk or self.programme.is_administered_by(user)

    def is_the_last(self):
        """Whether nobody else holds this role here, so that its work is left to nobody."""
        others = TeamRole.objects.current().filter(
            programme=self.programme_id, cohort=self.cohort_id, role=self.role
        )
        return self.confirmed_at is not None and not others.exclude(user=self.user_id).exists()
