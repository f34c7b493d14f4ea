"""The messages of matching: people hear, in the same words, that they are partners, or that this was taken back."""

from datetime import datetime, time

from django.db.models import Exists, OuterRef
from django.utils import timezone

from notifications.kinds import Kind
from notifications.models import Message
from participants.models import Pause
from partnerships.models import LearningPartner, Partnership
from partnerships.wording import names_in_words


def messages_of(partnerships, groups, now):
    """A message (not saved) to each partner. Whoever is away hears of it on the morning they are back.

    groups: for each partnership its participants, with their users.
    """
    everyone = [person for group in groups for person in group]
    away = Pause.objects.on(timezone.localdate(now)).filter(participant__in=everyone).order_by("until")
    back_on = dict(away.values_list("participant", "until"))
    return [
        Message(
            key=f"matched:{partnership.pk}:{person.user_id}:1",
            kind="matched",
            to=person.user,
            about_id=partnership.pk,
            cohort_id=partnership.cohort_id,
            next_attempt_at=_morning(back_on[person.pk]) if person.pk in back_on else now,
        )
        for partnership, group in zip(partnerships, groups, strict=True)
        for person in group
    ]


def words_for(user, people, programme):
    """What the `matched` templates speak of, for one of these people. The preview uses the same."""
    others = sorted((person.addressee for person in people if person.user_id != user.pk), key=str)
    names = list(map(str, others))
    return {
        "programme": programme,
        "partners": others,
        "names": names_in_words(names),
        "we": names_in_words(["You", *names]),
    }


def _context(message):
    partnership = Partnership.objects.select_related("cohort__programme").get(pk=message.about_id)
    places = partnership.partners.current().select_related("participant__user")
    return words_for(message.to, [place.participant for place in places], partnership.cohort.programme)


def _still_true(message):
    places = LearningPartner.objects.current().filter(partnership__ended_on__isnull=True)
    return places.filter(partnership=message.about_id, participant__user=message.to).exists()


def _withdrawn_context(message):
    partnership = Partnership.objects.select_related("cohort__programme").get(partners=message.about_id)
    return {"programme": partnership.cohort.programme}


def _still_withdrawn(message):
    """Unless they have a new partner already: then the older news would only confuse."""
    places = LearningPartner.objects.filter(pk=message.about_id, partnership__ended_on__isnull=False)
    again = LearningPartner.objects.current().filter(participant=OuterRef("participant"))
    return places.exclude(Exists(again)).exists()


def _morning(day):
    return timezone.make_aware(datetime.combine(day, time(8)))


KINDS = [
    Kind(
        "matched",
        "You have a learning partner",
        context=_context,
        still_true=_still_true,
        audience="each partner of a released round, in the same words",
        team_sees=True,
    ),
    Kind(
        "partnership_withdrawn",
        "A partnership is taken back before it began",
        context=_withdrawn_context,
        still_true=_still_withdrawn,
        audience="each partner of it, in the same words; no reason, and not who did it",
        team_sees=True,
    ),
]
