"""What the team knows of people: notes, and reasons to set a bar aside. Forgotten some days after the release."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from audit.services import record
from matching.exclusions import SET_ASIDE
from matching.models import Flag, Match, MatcherNote, MatchingRound, MatchingRules, Override
from matching.services.proposing import known_tags
from matching.services.rounds import (
    facilitates_matching,
    may_set_aside,
    people_of,
    touch,
    what_stands_against,
)
from participants.models import Cohort, Role

WORDS_AT_MOST = 500


@transaction.atomic
def write_note(about, other=None, *, tags=(), flags=(), words="", by):
    """Note something on one person, or on two together. Returns the `MatcherNote`.

    by: a facilitator or matcher of the cohort, also one who takes part; never about oneself.
    """
    cohort, words = about.cohort, words.strip()
    if not may_write_note(cohort, by):
        raise PermissionDenied("Facilitators and matchers of this cohort write notes.")
    if by.pk in (about.user_id, other and other.user_id):
        raise PermissionDenied("Nobody writes a note about themselves.")
    if other is not None and (other.cohort_id != about.cohort_id or other.pk == about.pk):
        raise ValidationError("Choose two different people of this cohort.", code="two")
    if not set(flags) <= set(Flag.values):
        raise ValidationError("Choose from the list.", code="flags")
    if not (tags or flags or words):
        raise ValidationError("Tick something, or write a sentence.", code="empty")
    if len(words) > WORDS_AT_MOST:
        raise ValidationError(f"Keep it to {WORDS_AT_MOST} letters: a sentence is enough.", code="long")
    note = MatcherNote.objects.create(
        cohort=cohort,
        about=about,
        other=other,
        tags=known_tags(tags),
        flags=[flag for flag in Flag.values if flag in flags],
        words=words,
        written_by=by,
    )
    record(by=by, verb="noted", thing=note, cohort=cohort)
    touch(cohort)
    return note


@transaction.atomic
def delete_note(note, *, by):
    """Delete one's own note; a facilitator of the matching team deletes anybody's."""
    own = note.written_by_id == by.pk and may_write_note(note.cohort, by)
    if not own and not facilitates_matching(note.cohort, by):
        raise PermissionDenied("Whoever wrote a note, or a facilitator, deletes it.")
    record(by=by, verb="deleted", thing=note, cohort=note.cohort)
    MatcherNote.objects.filter(pk=note.pk).delete()
    touch(note.cohort)


def may_write_note(cohort, user):
    """Whether somebody may note what they know of people here, taking part themselves or not."""
    return Cohort.objects.with_role(user, Role.FACILITATOR, Role.MATCHER).filter(pk=cohort.pk).exists()


@transaction.atomic
def set_aside(one, other, code, *, reason, by):
    """Set aside one bar between two people, as a facilitator, with a written reason. Returns the `Override`."""
    cohort = one.cohort
    if not may_set_aside(cohort, by):
        raise PermissionDenied("A facilitator who does not take part sets something aside.")
    if code not in SET_ASIDE:
        raise ValidationError("This cannot be set aside by anybody.", code="never")
    if not reason.strip():
        raise ValidationError("Write why it may be set aside for these two.", code="reason")
    people = people_of(cohort, {one.pk, other.pk})
    if len(people) != 2:
        raise ValidationError("Choose two people of this cohort.", code="two")
    against = what_stands_against(cohort, [people])[0]
    if not any(exclusion.code == code and exclusion.can_be_set_aside for exclusion in against):
        raise ValidationError("Nothing of that kind stands against these two any more.", code="nothing")
    first, second = sorted([one.pk, other.pk])
    override, _ = Override.objects.get_or_create(
        one_id=first,
        other_id=second,
        code=code,
        defaults={"cohort": cohort, "reason": reason.strip(), "made_by": by},
    )
    record(by=by, verb="set_aside", thing=override, cohort=cohort)
    touch(cohort)
    return override


@transaction.atomic
def take_back_override(override, *, by):
    """Let a bar that was set aside stand again. A pair that waits or is agreed then has to be taken back."""
    if not may_set_aside(override.cohort, by):
        raise PermissionDenied("A facilitator who does not take part takes this back.")
    record(by=by, verb="took_back", thing=override, cohort=override.cohort)
    Override.objects.filter(pk=override.pk).delete()
    touch(override.cohort)


@transaction.atomic
def forget_notes(now):
    """Delete notes and overrides whose time is over. Returns how many.

    What was noted before a release goes some days after it, for those it placed. What is left of a cohort goes
    as long after its last release (nothing being open), or after its end.
    """
    noted = Cohort.objects.filter(
        Q(pk__in=MatcherNote.objects.values("cohort")) | Q(pk__in=Override.objects.values("cohort"))
    )
    rules = MatchingRules.objects.filter(programme__in=noted.values("programme"))
    days = dict(rules.values_list("programme", "notes_kept_days"))
    default = MatchingRules._meta.get_field("notes_kept_days").default
    return sum(_forget_of(cohort, now, days.get(cohort.programme_id, default)) for cohort in noted)


def _forget_of(cohort, now, days):
    long_ago = now - timedelta(days=days)
    rounds = MatchingRound.objects.filter(cohort=cohort)
    notes, overrides = MatcherNote.objects.filter(cohort=cohort), Override.objects.filter(cohort=cohort)
    ended = cohort.ends_on <= timezone.localdate(long_ago)
    released = rounds.filter(released_at__isnull=False).order_by("released_at").last()
    over = released and released.released_at <= long_ago and not rounds.unreleased().exists()
    if ended or over:
        notes, overrides = notes.filter(written_at__lte=long_ago), overrides.filter(made_at__lte=long_ago)
        return notes.delete()[0] + overrides.delete()[0]
    number = 0
    for round in rounds.filter(released_at__lte=long_ago):
        placed = Match.objects.filter(round=round, state=Match.State.RELEASED).values("seats__participant")
        about, until = Q(about__in=placed) | Q(other__in=placed), Q(written_at__lte=round.released_at)
        number += notes.filter(about & until).delete()[0]
        pair = Q(one__in=placed) | Q(other__in=placed)
        number += overrides.filter(pair & Q(made_at__lte=round.released_at)).delete()[0]
    return number
