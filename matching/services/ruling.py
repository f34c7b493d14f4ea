"""What matters when a programme pairs people: its rules and its topics, changed by facilitators, kept in history."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from audit.services import record
from matching.models import MatchingRound, MatchingRules, Topic
from matching.services.rounds import facilitates_matching
from matching.vocabulary import TOPICS
from participants.models import Programme


def may_save_rules(cohort, user):
    """Whether somebody may change how this cohort's programme matches: a facilitator who does not take part."""
    return facilitates_matching(cohort, user)


def require_may_save(cohort, user):
    if not may_save_rules(cohort, user):
        raise PermissionDenied("A facilitator who does not take part changes how people are paired.")


def rules_of(programme):
    """The programme's rules; unsaved ones with the defaults while nobody has changed any."""
    return MatchingRules.objects.filter(programme=programme).first() or MatchingRules(programme=programme)


@transaction.atomic
def save_rules(rules, *, cohort, by):
    """Keep these rules for the programme of the cohort. Every open board of it is ordered anew."""
    programme = _hold_programme(cohort, by)
    kept = MatchingRules.objects.filter(programme=programme).first()
    rules.pk, rules.programme = kept.pk if kept else rules.pk, programme
    rules._state.adding = kept is None
    rules.full_clean()
    rules.save()
    _turn_boards(programme)
    record(by=by, verb="changed the matching rules", thing=rules, cohort=cohort)


@transaction.atomic
def save_topic(topic, *, cohort, by):
    """Add a topic to the vocabulary of the cohort's programme, or keep a changed one."""
    topic.programme = _hold_programme(cohort, by)
    verb = "added a topic" if topic._state.adding else "changed a topic"
    topic.full_clean()
    topic.save()
    _turn_boards(topic.programme)
    record(by=by, verb=verb, thing=topic, cohort=cohort)


@transaction.atomic
def remove_topic(topic, *, cohort, by):
    """Take a topic out of the vocabulary; its words count as single words again."""
    programme = _hold_programme(cohort, by)
    record(by=by, verb="removed a topic", thing=topic, cohort=cohort)
    topic.delete()
    _turn_boards(programme)


@transaction.atomic
def begin_topics(cohort, *, by):
    """Copy the topics that come with the software into a programme that has none. Returns how many it got."""
    programme = _hold_programme(cohort, by)
    if Topic.objects.filter(programme=programme).exists():
        return 0
    topics = Topic.objects.bulk_create(
        Topic(programme=programme, name=name, synonyms="\n".join(words)) for name, words in TOPICS
    )
    record(by=by, verb="began the topics", thing=programme, cohort=cohort)
    return len(topics)


def _hold_programme(cohort, by):
    require_may_save(cohort, by)
    return Programme.objects.select_for_update(no_key=True, of=["self"]).get(pk=cohort.programme_id)


def _turn_boards(programme):
    rounds = MatchingRound.objects.unreleased().filter(cohort__programme=programme).order_by("pk")
    rounds.update(changes=F("changes") + 1)
