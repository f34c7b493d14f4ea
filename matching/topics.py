"""The programme's topics, and in how many profiles of a cohort each of them is found."""

from collections import Counter

from matching.models import Topic
from matching.wording import TOPIC, Topics, read
from participants.models import MatchingProfile, Participant


def topics_found(cohort):
    """([(topic, in how many profiles)] of the programme, how many profiles were read); two queries."""
    topics = list(Topic.objects.filter(programme=cohort.programme_id))
    compiled = Topics([(topic.name, topic.words) for topic in topics])
    people = Participant.objects.accepted().filter(cohort=cohort)
    profiles = MatchingProfile.objects.filter(participant__in=people)
    texts = ["\n".join(answers) for answers in profiles.values_list("answer_1", "answer_2", "answer_3")]
    found = Counter(concept for text in texts for concept in read(text, compiled)) if topics else {}
    return [(topic, found[TOPIC + topic.name.strip().casefold()]) for topic in topics], len(texts)
