"""Recusal: whose confidential words a team member does not read (access rule 9).

`line_of` is pure: who stands above or below whom, from pairs of addresses. `recused_from` reads a cohort.
"""

from allauth.account.models import EmailAddress
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q

from participants.models import Participant
from partnerships.models import LearningPartner


def line_of(own, managed):
    """The addresses above and below somebody, without their own.

    own: their addresses. managed: pairs (addresses of a person, the address of that person's manager). Upward
    that is the manager, the manager's manager and so on; downward all whose way up leads to them. Colleagues
    with the same manager are not in it. Rings, and capitals, do no harm.
    """
    above, below = {}, {}
    for addresses, manager in managed:
        people = {address.lower() for address in addresses}
        for person in people:
            above.setdefault(person, set()).add(manager.lower())
        below.setdefault(manager.lower(), set()).update(people)
    own = {address.lower() for address in own}
    return (_reached(own, above) | _reached(own, below)) - own


def _reached(start, leads_to):
    found, ahead = set(), set(start)
    while ahead:
        ahead = {there for here in ahead for there in leads_to.get(here, ())} - found
        found |= ahead
    return found


def recused_from(user, cohort):
    """The keys of the cohort's participants of whom `user` reads nothing confidential.

    Themselves, everybody in their line of management, and whoever is or was a partner of one of these: what
    a partner writes is about both. For any user, so that it holds for a cover as well. Three queries at most.
    """
    people = list(_people(Q(cohort=cohort) | Q(user_id=user.pk)))
    own = _addresses_of(user)
    managed = [
        (own if owner == user.pk else addresses, manager)
        for _, at, owner, addresses, manager in people
        if manager
    ]
    line = line_of(own, managed)
    close = {
        key
        for key, at, owner, addresses, _ in people
        if at == cohort.pk
        and (owner == user.pk or not line.isdisjoint(address.lower() for address in addresses))
    }
    return close | _partners_of(close)


def is_recused(user, participant):
    """Whether `user` reads nothing confidential about this participant."""
    return participant.pk in recused_from(user, participant.cohort)


def _partners_of(close):
    if not close:
        return set()
    shared = LearningPartner.objects.filter(partnership__partners__participant__in=close)
    return set(shared.values_list("participant", flat=True))


def _people(which):
    """(key, cohort's key, user's key, their addresses, their manager's address) of these participants."""
    proved = EmailAddress.objects.filter(user=OuterRef("user"), verified=True).values("email")
    rows = Participant.objects.filter(which).annotate(proved=ArraySubquery(proved))
    for key, at, owner, address, more, manager in rows.values_list(
        "pk", "cohort", "user", "user__email", "proved", "line_manager_email"
    ):
        yield key, at, owner, {address, *more}, manager


def _addresses_of(user):
    proved = EmailAddress.objects.filter(user_id=user.pk, verified=True)
    return {user.email, *proved.values_list("email", flat=True)}
