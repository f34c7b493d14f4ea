"""Many people with profiles of believable length (about 130 words an answer), the same ones every time.

Words fall as they do in real texts: few often, many seldom, and each person has some that nobody else uses.
"""

import random

from matching.scoring import DAYS, Profile
from matching.vocabulary import TOPICS

DIRECTORATES = [
    "Adult Mental Health", "Children and Young People", "Community Physical Health", "Estates and Facilities",
    "Forensic Services", "Medical Directorate", "Nursing and Quality", "Finance", "People and Culture", "Digital", "",
]  # fmt: skip
SITES = [
    "Riverside House",
    "Wathwood",
    "Highbury",
    "Lings Bar",
    "Community base north",
    "Duncan Macmillan",
    "",
]
MODES = ["online", "in_person", "either", "either", ""]

_THINGS = """gardens bicycles poems cooking choirs allotments football swimming chess quilting dancing pottery running
birds trains maps novels baking knitting drums guitars sailing cricket painting volunteering genealogy films
jazz gospel fishing walking camping cats dogs bees furniture photographs quizzes tennis climbing crosswords
astronomy theatre"""
_CONTEXTS = """handovers supervision rotas audits consultations discharges referrals theatres pharmacies kitchens
portering reception admissions therapy crisis safeguarding commissioning procurement payroll estates laboratories
ambulances wards clinics outreach contracts inspections dashboards records projects emergencies budgets
complaints visits rehearsals"""
_QUALITIES = """patience honesty humour silence candour courage kindness curiosity directness warmth punctuality respect
laughter reflection structure spontaneity preparation listening openness trust privacy time calm clarity
encouragement"""
_PEOPLE = """nurses porters consultants psychologists managers directors trainees volunteers carers domestics
secretaries pharmacists therapists analysts engineers chaplains governors students apprentices matrons neighbours
cousins"""
_PLACES = """Leicester Lagos Kingston Lahore Nottingham Mumbai Accra Derby Newark Harare Kolkata Mansfield Manila
Sheffield Nairobi Dublin Bradford Colombo Cardiff Gdansk Lisbon Worksop Birmingham Karachi Glasgow"""
LISTS = [words.split() for words in (_THINGS, _CONTEXTS, _QUALITIES, _PEOPLE, _PLACES)]
SUBJECTS = [phrase for name, phrases in TOPICS for phrase in (name.casefold(), *phrases)]

ABOUT = [
    "I grew up in {place} among {people} and {things}, and that is still how I see {context}.",
    "At home there are {things}, {things} and a table where {people} argue about {subject}.",
    "My first job was with {people} in {context}; the second, at {rare}, taught me {quality}.",
    "People who meet me at {context} seldom guess that {things} and {subject} fill my weekends.",
    "When {subject} comes up I think of {place} and of the {people} who showed {quality} there.",
    "Outside {context} I belong to {rare}, which is mostly {things} and a great deal of {quality}.",
    "My family came from {place} and {place}, so {subject} was never an abstract matter for us.",
]
LEARN = [
    "I want to understand {subject} and what {people} make of {context}.",
    "I would like to learn how {subject} works when nobody is watching, above all in {context}.",
    "One thing I hope for is to see {context} through the eyes of {people}.",
    "I am curious about {subject}, because around {context} it is seldom spoken of.",
]
SHARE = [
    "I can share what {context} taught me about {subject}.",
    "From my own experience I can offer {subject}, years of {context} and some {quality}.",
    "I would openly share how {people} get through {context}, and what {subject} costs them.",
    "I have worked with {people} on {subject} and could explain how {context} really goes.",
]
GOOD = [
    "Some {quality} helps me, and so does {quality}; I dislike hurry.",
    "Please challenge me about {subject}, with {quality}, and not in front of {people}.",
    "I talk best outdoors, near {things} or after {context}, when there is {quality}.",
    "Support for me is {quality} and a message after hard weeks of {context}.",
    "If {subject} becomes too much I go quiet; give me {quality} and ask again.",
    "A good partnership has {quality}, {things} now and then, and no {context} talk for the first ten minutes.",
]


def a_crowd(number, seed=2026):
    """(leaders, network) of so many profiles each. The first n of a larger crowd are not the crowd of n."""
    dice = random.Random(f"{seed} {number}")
    return [[_profile(f"{side}{place}", dice) for place in range(number)] for side in ("leader", "network")]


def _profile(key, dice):
    own = [_rare(dice) for _ in range(4)]
    answers = (
        _text(ABOUT, 7, own, dice),
        _text(LEARN, 4, own, dice) + " " + _text(SHARE, 4, own, dice),
        _text(GOOD, 7, own, dice),
    )
    days = frozenset(dice.sample(DAYS, dice.choice([0, 1, 2, 2, 3, 5])))
    return Profile(
        key,
        answers,
        dice.choice(DIRECTORATES),
        dice.choice(SITES),
        dice.choice(MODES),
        days,
        key.capitalize(),
    )


def _text(sentences, number, own, dice):
    chosen = [dice.choice(sentences) for _ in range(number)]
    return " ".join(_filled(sentence, own, dice) for sentence in chosen)


def _filled(sentence, own, dice):
    names = ("things", "context", "quality", "people", "place")
    while "{" in sentence:
        name = sentence[sentence.index("{") + 1 : sentence.index("}")]
        if name == "rare":
            word = dice.choice(own)
        else:
            word = _often_the_first(SUBJECTS if name == "subject" else LISTS[names.index(name)], dice)
        sentence = sentence.replace("{" + name + "}", word, 1)
    return sentence


def _often_the_first(words, dice):
    return words[
        min(int(dice.paretovariate(0.6)) - 1, len(words) - 1)
        if dice.random() < 0.5
        else dice.randrange(len(words))
    ]


def _rare(dice):
    return "".join(
        dice.choice(["ka", "lo", "ber", "win", "ford", "ash", "thor", "mun", "dale", "ix"]) for _ in range(4)
    ).capitalize()


def managers(number, side):
    """A line manager's address for each: mostly outside the cohort, now and then one of its leaders."""
    dice = random.Random(f"managers {side} {number}")
    outside = [f"manager{place}@of{number}.example" for place in range(max(number // 3, 9))]
    inside = [f"leader{place}@of{number}.example" for place in range(number)]
    chance = 0.3 if side == "network" else 0.0
    return [dice.choice(inside if dice.random() < chance else outside) for _ in range(number)]
