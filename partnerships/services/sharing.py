"""Sharing one reflection: with the partner, or sent to the facilitators. An act per reflection, revocable.

The history of it is the author's alone, and a partner finds no trace of what facilitators were sent.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from audit.services import record
from notifications.services import notify
from participants.models import Role, TeamRole
from partnerships.models import LearningPartner, Reflection, ReflectionShare
from partnerships.recusal import recused_from

Audience = ReflectionShare.Audience


def audiences_of(reflection):
    """Who may be let read it: {audience: the author's place}. The partner while the partnership lasts."""
    places = LearningPartner.objects.filter(participant=reflection.author_id)
    place = places.select_related("partnership__cohort").order_by("-joined_at").first()
    if place is None:
        return {}
    open_now = place.is_current and place.partnership.is_current
    return ({Audience.PARTNER: place} if open_now else {}) | {Audience.FACILITATORS: place}


@transaction.atomic
def share_reflection(reflection, *, audience, seen, by):
    """Let these people read the reflection as it stands now, and tell them that there is something. Returns the share.

    seen: the words that the author was shown just before; ValidationError when they have changed meanwhile, or
    when that audience is not there. Shared again, the newer words take the place of the earlier. PermissionDenied
    for anybody but its author.
    """
    held = Reflection.objects.select_for_update(of=["self"]).select_related("author").get(pk=reflection.pk)
    if held.author.user_id != by.pk:
        raise PermissionDenied("A reflection is its author's alone.")
    place = audiences_of(held).get(audience)
    if place is None:
        raise ValidationError({"audience": "Choose who may read it."})
    if _lines(held.text) != _lines(seen):
        raise ValidationError("It has changed since you looked. Read it once more, then share it.")
    _revoke(held.shares.standing().filter(audience=audience))
    share = ReflectionShare.objects.create(
        reflection=held, audience=audience, partnership=place.partnership, text=held.text
    )
    record(by=by, verb="shared", thing=share, private=True)
    _tell(share, place)
    return share


@transaction.atomic
def take_back_share(share, *, by):
    """Nobody reads it from now on. What was read cannot be unread, and the page has said so."""
    if share.reflection.author.user_id != by.pk:
        raise PermissionDenied("A reflection is its author's alone.")
    if _revoke(ReflectionShare.objects.standing().filter(pk=share.pk)):
        record(by=by, verb="took back", thing=share, private=True)


def may_read_sent(user, share):
    """Whether a facilitator reads what was sent to the facilitators: of that cohort, and not recused."""
    cohort = share.partnership.cohort
    return cohort.is_facilitated_by(user) and share.reflection.author_id not in recused_from(user, cohort)


def _lines(text):
    """However a browser ends them."""
    return text.strip().splitlines()


def _revoke(shares):
    return shares.update(revoked_at=timezone.now(), text="")


def _tell(share, place):
    """Each reader hears that there is something to read: no cohort on the row, so that no team page lists it."""
    if share.audience == Audience.PARTNER:
        others = place.partnership.partners.current().exclude(pk=place.pk)
        readers, kind = (
            [other.participant.user for other in others.select_related("participant__user")],
            "shared",
        )
    else:
        roles = TeamRole.objects.current().filter(cohort=place.partnership.cohort, role=Role.FACILITATOR)
        people = {role.user_id: role.user for role in roles.select_related("user").order_by("user")}
        readers, kind = [user for user in people.values() if may_read_sent(user, share)], "sent"
    for user in readers:
        notify(user, f"reflection_{kind}", key=f"reflection_{kind}:{share.pk}:{user.pk}:1", about=share)
