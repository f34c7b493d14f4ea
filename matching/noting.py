"""What colleagues know of people: who may read which notes, and of whom one may write any."""

from uuid import UUID

from django.db.models import Count, Q

from matching.models import Flag, MatcherNote, MatchingRules, Tag, cohorts_matched_by
from participants.models import Cohort, Participant, Role


def cohorts_noted_by(user):
    """The cohorts of whose people somebody may write notes: they are on the matching team, taking part or not."""
    return Cohort.objects.with_role(user, Role.FACILITATOR, Role.MATCHER)


def others_of(user):
    """The people of these cohorts, the reader left out: nobody writes notes on themselves."""
    people = Participant.objects.visible_to(user).filter(cohort__in=cohorts_noted_by(user)).sent()
    return people.exclude(user_id=user.pk).select_related("user", "cohort__programme")


def pairs_here(user, cohort):
    """Whether somebody pairs people in this cohort; who takes part in it only writes notes."""
    return cohorts_matched_by(user).filter(pk=cohort.pk).exists()


def notes_between(user, people):
    """The notes somebody may read about these people: of each alone, and of the two together."""
    alone = Q(about__in=people, other=None)
    together = Q(about__in=people, other__in=people)
    if len(people) == 1:
        together = Q(about__in=people, other__isnull=False) | Q(other__in=people)
    return (
        MatcherNote.objects.visible_to(user)
        .filter(alone | together)
        .select_related("written_by", "about__user", "other__user")
        .order_by("-written_at")
    )


def in_words(note):
    """A note ready to be shown: its tags and flags as people read them, whom it is about."""
    tags, flags = dict(Tag.choices), dict(Flag.choices)
    note.tag_words = [tags[tag] for tag in note.tags if tag in tags]
    note.flag_words = [flags[flag] for flag in note.flags if flag in flags]
    note.about_whom = " and ".join(sorted(str(person) for person in (note.about, note.other) if person))
    return note


def with_numbers(user, people):
    """[(person, how many notes the reader may see of them)]."""
    numbers = {person.pk: 0 for person in people}
    notes = MatcherNote.objects.visible_to(user).filter(Q(about__in=numbers) | Q(other__in=numbers))
    for about, other, number in notes.values_list("about", "other").annotate(Count("pk")).order_by():
        for key in (about, other):
            if key in numbers:
                numbers[key] += number
    return [(person, numbers[person.pk]) for person in people]


def days_notes_are_kept(cohort):
    rules = MatchingRules.objects.filter(programme=cohort.programme_id).first()
    return (rules or MatchingRules()).notes_kept_days


def key_of(text):
    """The key a parameter of an address means; None when it means none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
