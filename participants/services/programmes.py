"""Programmes and cohorts: made by those who look after the installation, kept by their administrators."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from audit.services import record
from participants.models import Cohort, Programme, Role, TeamRole


@transaction.atomic
def create_programme(*, by, **fields):
    """A new programme with the defaults of the model; only for who looks after the installation."""
    if not by.is_superuser:
        raise PermissionDenied
    programme = Programme(**fields)
    programme.full_clean()
    programme.save()
    record(by=by, verb="made", thing=programme)
    return programme


@transaction.atomic
def edit_programme(programme, *, by, **fields):
    """Change a programme's words, calendar or contacts. `ValidationError` when the rules say no."""
    _require_administrator(programme, by)
    _change(programme, fields)
    record(by=by, verb="edited", thing=programme)
    return programme


@transaction.atomic
def create_cohort(programme, *, by, **fields):
    """A new cohort of a programme. Nobody can join before `open_cohort`."""
    _require_administrator(programme, by)
    cohort = Cohort(programme=programme, **fields)
    cohort.full_clean()
    cohort.save()
    record(by=by, verb="made", thing=cohort, cohort=cohort)
    return cohort


@transaction.atomic
def edit_cohort(cohort, *, by, **fields):
    """Change a cohort's name, dates or number of places."""
    _require_administrator(cohort.programme, by)
    _change(cohort, fields)
    record(by=by, verb="edited", thing=cohort, cohort=cohort)
    return cohort


@transaction.atomic
def set_cover(cohort, user, *, by):
    """Name who is told when no facilitator has opened a call for help within a working day.

    The cover is somebody of the cohort's team, and never its only facilitator, who would be covering
    for themselves (access rule 9). `ValidationError` says so.
    """
    _require_administrator_or_facilitator(cohort, by)
    if not cohort.has_on_team(user, Role.FACILITATOR, Role.MATCHER, Role.EVALUATOR):
        raise ValidationError("The cover has to be somebody of this cohort's team.")
    _require_another_facilitator(cohort, user)
    cohort.cover = user
    cohort.save(update_fields=["cover"])
    record(by=by, verb="named cover", thing=cohort, cohort=cohort)
    return cohort


@transaction.atomic
def open_cohort(cohort, *, by):
    """Let people join, from the cohort's first day of recruiting on. Opening twice changes nothing.

    `ValidationError` without a confirmed facilitator, or without named cover beside the only one.
    """
    _require_administrator_or_facilitator(cohort, by)
    cohort = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    if cohort.opened_at:
        return cohort
    missing = what_opening_needs(cohort)
    if missing:
        raise ValidationError(missing)
    cohort.opened_at = timezone.now()
    cohort.save(update_fields=["opened_at"])
    record(by=by, verb="opened", thing=cohort, cohort=cohort)
    return cohort


def what_opening_needs(cohort):
    """What still stands between a cohort and its opening, each in a sentence; empty when nothing does."""
    facilitators = _facilitators(cohort)
    missing = []
    if not facilitators:
        missing.append(
            "Before this cohort can open, it needs a facilitator whom a second person has confirmed."
        )
    if cohort.cover_id is None:
        missing.append("Before this cohort can open, name who covers when no facilitator is there.")
    elif not cohort.has_on_team(cohort.cover, Role.FACILITATOR, Role.MATCHER, Role.EVALUATOR):
        missing.append("The named cover is no longer on the team: name somebody else.")
    elif facilitators == {cohort.cover_id}:
        missing.append("The only facilitator cannot be their own cover: name somebody else of the team.")
    return missing


def _facilitators(cohort):
    current = TeamRole.objects.current().filter(cohort=cohort, role=Role.FACILITATOR)
    return set(current.values_list("user_id", flat=True))


def _require_another_facilitator(cohort, user):
    if _facilitators(cohort) == {user.pk}:
        raise ValidationError("The only facilitator cannot be their own cover.")


def _require_administrator(programme, by):
    if not programme.is_administered_by(by):
        raise PermissionDenied


def _require_administrator_or_facilitator(cohort, by):
    if not (cohort.is_facilitated_by(by) or cohort.is_administered_by(by)):
        raise PermissionDenied


def _change(thing, fields):
    for name, value in fields.items():
        setattr(thing, name, value)
    thing.full_clean()
    thing.save()
