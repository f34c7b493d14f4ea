"""The rehearsal of a release: every message as it will be, what each partner will see, what stands in the way."""

from django.core.paginator import Paginator
from django.utils import timezone

from matching.arriving import links_of
from matching.exclusions import Exclusion, Weight
from matching.mails import words_for
from matching.models import Match
from matching.services import trio_unasked, what_stands_against
from notifications.delivery import compose
from notifications.models import Message
from participants.models import MatchingProfile, Pause
from partnerships.wording import names_in_words

A_PAGE = 10


def rehearsal_of(round, number=1):
    """For the template: the pairs of one page with their letters, and of all pairs what stands in the way.

    What people wrote is read for that one page only.
    """
    matches, drafts = _standing(round)
    groups = {match.pk: match.people for match in matches}
    waiting = [match for match in matches if match.state == Match.State.PROPOSED]
    away = _away([person for group in groups.values() for person in group])
    page = Paginator(matches, A_PAGE).get_page(number)
    _read_profiles([person for match in page for person in groups[match.pk]])
    pairs = [_pair(round, groups[match.pk], away) for match in page]
    return {
        "page": page,
        "pairs": pairs,
        "broken": sum(
            bool(link.wrong) for pair in pairs for letter in pair["letters"] for link in letter["links"]
        ),
        "drafts": [draft.names for draft in drafts],
        "partnerships": len(matches),
        "messages_to_send": sum(len(group) for group in groups.values()),
        "waiting": waiting,
        "in_the_way": list(_in_the_way(round, matches)),
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


def withdrawal_of(match):
    """For the template: what each partner would read if their partnership were taken back, or why it cannot be.

    match: one of `as_partnerships`, with its people.
    """
    programme = match.round.cohort.programme
    why_not = ""
    if match.partnership.ended_on:
        why_not = f"This partnership has ended on {match.partnership.ended_on:%-d %B %Y}."
    elif match.has_met:
        why_not = "They have logged a meeting, so this is theirs by now. It can be ended on the page of partnerships."
    letters = [
        (
            person,
            compose(Message(kind="partnership_withdrawn", to=person.addressee), {"programme": programme}),
        )
        for person in match.people
    ]
    return {"names": match.names, "why_not": why_not, "letters": letters, "round": match.round}


def _standing(round):
    """What the release waits for or makes partners of, and the drafts it leaves out, each by name."""
    matches = Match.objects.standing().filter(round=round).with_facts()
    matches = sorted(matches, key=lambda match: match.names.casefold())
    drafts = [match for match in matches if match.state == Match.State.DRAFT]
    return [match for match in matches if match.state != Match.State.DRAFT], drafts


def _read_profiles(people):
    """Give these people what they wrote."""
    profiles = MatchingProfile.objects.filter(participant__in=people).in_bulk(field_name="participant_id")
    for person in people:
        person.profile = profiles[person.pk]


def _in_the_way(round, matches):
    """(match, what stands against it) of all that keeps the round from being released."""
    unasked = trio_unasked([match for match in matches if len(match.seats.all()) == 3])
    found = zip(matches, what_stands_against(round.cohort, [match.people for match in matches]), strict=True)
    for match, against in found:
        yield from ((match, reason) for reason in against if not reason.is_caution)
        for words in unasked.get(match.pk, []):
            yield match, Exclusion(Weight.TO_SETTLE, "trio", words)


def _pair(round, group, away):
    programme = round.cohort.programme
    addresses = {programme.contact_email: "the programme"}
    addresses |= {person.addressee.email: str(person) for person in group}
    letters = []
    for person in group:
        email = letter_to(person, group, programme)
        letters.append(
            {
                "person": person,
                "email": email,
                "links": links_of(email, person.user, addresses),
                "away_until": away.get(person.pk),
                "sees": [other for other in group if other != person],
            }
        )
    return {"names": names_in_words(map(str, group)), "letters": letters}


def _away(people):
    pauses = Pause.objects.on(timezone.localdate()).filter(participant__in=people).order_by("until")
    return dict(pauses.values_list("participant", "until"))
