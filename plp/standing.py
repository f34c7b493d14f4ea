"""What somebody is in the programme at this moment, read together with the person: one query for a request."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef
from django.db.models.functions import JSONObject

from accounts.services import second_factors
from participants.models import Delegation, Participant, TeamRole, held_from


@dataclass(frozen=True)
class Standing:
    """roles: each role held now (a set). The rest: whether they take part, have or had a partner, and so on."""

    roles: frozenset
    takes_part: bool
    has_or_had_a_partner: bool
    arranges: bool
    has_second_factor: bool


def load_person(pk):
    """The person behind a session, with their `standing` and `roles_now`; None when there is none."""
    mine = {"user": OuterRef("pk")}
    held = TeamRole.objects.current().filter(**mine).order_by()
    people = get_user_model().objects.annotate(
        _held=ArraySubquery(held.values(one=JSONObject(role="role", programme="programme", cohort="cohort"))),
        _takes_part=Exists(Participant.objects.filter(**mine)),
        _partner=Exists(Participant.objects.filter(**mine, places__isnull=False)),
        _arranges=Exists(Delegation.objects.current().filter(delegate=OuterRef("pk"))),
        _second_factor=Exists(second_factors().filter(**mine)),
    )
    user = people.filter(pk=pk).first()
    if user is None:
        return None
    user.roles_now = held_from(user._held)
    user.standing = Standing(
        roles=frozenset(held.role for held in user.roles_now),
        takes_part=user._takes_part,
        has_or_had_a_partner=user._partner,
        arranges=user._arranges,
        has_second_factor=user._second_factor,
    )
    return user


def standing_of(user):
    """The `Standing` read at the start of the request; of anybody else, as it is at this moment."""
    return getattr(user, "standing", None) or load_person(user.pk).standing
