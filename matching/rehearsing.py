"""The rehearsal of a release: every message as it will be, what each partner will see, what stands in the way."""

from django.core.paginator import Paginator
from django.utils import timezone

from matching.mails import words_for
from matching.models import Match
from matching.services import what_stands_against
from notifications.delivery import compose
from notifications.models import Message
from participants.models import Pause

A_PAGE = 10


def rehearsal_of(round, number=1):
    """For the template: the pairs of one page with their letters, and of all pairs what stands in the way."""
    matches = list(_standing(round))
    groups = {match.pk: match.people for match in matches}
    waiting = [match for match in matches if match.state == Match.State.PROPOSED]
    away = _away([person for group in groups.values() for person in group])
    page = Paginator(matches, A_PAGE).get_page(number)
    return {
        "page": page,
        "pairs": [_pair(round, groups[match.pk], away) for match in page],
        "partnerships": len(matches),
        "messages_to_send": sum(len(group) for group in groups.values()),
        "waiting": waiting,
        "in_the_way": [
            (match, reason)
            for match, against in zip(
                matches, what_stands_against(round.cohort, groups.values()), strict=True
            )
            for reason in against
            if not reason.is_caution
        ],
        "away": [
            (str(person), away[person.pk])
            for group in groups.values()
            for person in group
            if person.pk in away
        ],
    }


def letter_to(person, group, programme):
    """The e-mail this person will get: the templates and the words of sending itself."""
    return compose(Message(kind="matched", to=person.addressee), words_for(person.user, group, programme))


def _standing(round):
    matches = Match.objects.to_release().filter(round=round).with_people()
    return sorted(matches, key=lambda match: match.names.casefold())


def _pair(round, group, away):
    return {
        "names": " and ".join(map(str, group)),
        "letters": [
            {
                "person": person,
                "email": letter_to(person, group, round.cohort.programme),
                "away_until": away.get(person.pk),
                "sees": [other for other in group if other != person],
            }
            for person in group
        ],
    }


def _away(people):
    pauses = Pause.objects.on(timezone.localdate()).filter(participant__in=people).order_by("until")
    return dict(pauses.values_list("participant", "until"))
