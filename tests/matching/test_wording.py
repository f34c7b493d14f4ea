"""From texts to concepts, and what somebody hopes for told apart from what they offer."""

from time import perf_counter

from hypothesis import given
from hypothesis import strategies as st

from matching import wording
from matching.wording import HOPE, OFFER, Topics, found_in, hopes_and_offers, parts_of, read

NO_TOPICS = Topics()
TOPICS = Topics(
    [
        ("progression", ["promotion", "next band", "moving up"]),
        ("boards", ["board", "committee"]),
        ("equality and diversity", ["EDI"]),
    ]
)


def test_words_count_by_their_stem():
    assert read("The board decides. Two boards decided.", NO_TOPICS) == {"board": 2, "decid": 2}


def test_grammar_and_the_words_every_answer_has_say_nothing():
    assert read("I would like to understand it, and I can share what I've learnt.", NO_TOPICS) == {}


def test_numbers_signs_and_single_letters_are_no_words():
    assert read("7 – x £30 … 24/7!", NO_TOPICS) == {}


def test_a_topic_is_one_concept_in_whichever_words():
    assert read("promotion, the next band, Moving up, progression", TOPICS) == {"#progression": 4}


def test_a_phrase_is_found_whatever_the_ending_of_its_words():
    assert found_in(["my", "Next", "Bands"], TOPICS) == [("#progression", "Next Bands")]


def test_a_phrase_must_stand_together():
    assert read("the next person in my band", TOPICS) == {"band": 1}


def test_the_words_of_a_phrase_do_not_count_again_by_themselves():
    assert read("the next band", TOPICS) == {"#progression": 1}


def test_the_longest_phrase_wins():
    topics = Topics([("care", ["care"]), ("care at home", ["home care"]), ("homes", ["home"])])
    assert read("home care", topics) == {"#care at home": 1}


def test_a_word_of_two_topics_counts_for_both():
    topics = Topics([("money", ["budget"]), ("planning", ["budget"])])
    assert read("budgets", topics) == {"#money": 1, "#planning": 1}


def test_a_phrase_with_a_joining_word_is_not_cut_in_two():
    assert read("I want to learn about equality and diversity", TOPICS) == {"#equality and diversity": 1}


def test_a_topic_never_meets_a_word_of_the_same_letters():
    assert read("board", TOPICS).keys() & read("board", NO_TOPICS).keys() == set()


def test_a_topic_without_a_single_word_is_left_out():
    assert read("anything 24/7", Topics([("24/7", ["7", ""])])) == {}


def test_each_concept_is_found_with_the_word_that_was_written():
    assert found_in(["Nights", "on", "NHS", "wards", "change", "one's", "patience"], NO_TOPICS) == [
        ("night", "nights"),
        ("nhs", "NHS"),
        ("ward", "wards"),
        ("chang", "change"),
        ("patienc", "patience"),
    ]


def test_curly_and_straight_apostrophes_are_the_same():
    assert read("the board’s agenda, don’t", NO_TOPICS) == read("the board's agenda, don't", NO_TOPICS)


def told_apart(text):
    hopes, offers = hopes_and_offers(text)
    return sorted(read(hopes, NO_TOPICS)), sorted(read(offers, NO_TOPICS))


def test_hopes_and_offers_are_told_apart_by_sentence():
    text = "I want to understand budgets. I can share what nights are like."
    assert told_apart(text) == (["budget"], ["night"])


def test_hopes_and_offers_are_told_apart_within_a_sentence():
    assert told_apart("I want to understand budgets, and I can openly share nights") == (
        ["budget"],
        ["night"],
    )
    assert told_apart("One thing I want to learn is budgets and one thing I'd offer is nights") == (
        ["budget"],
        ["night"],
    )


def test_wanting_to_share_is_an_offer():
    assert told_apart("I hope for budgets. I want to share my nights.") == (["budget"], ["night"])


def test_learning_from_somebodys_experience_is_a_hope():
    assert told_apart("I want to learn from your experience of budgets. I offer nights.") == (
        ["budget"],
        ["night"],
    )


def test_what_somebody_has_done_is_an_offer():
    assert told_apart("I have led wards. I am curious about budgets.") == (["budget"], ["ward"])
    assert told_apart("Ten years of nights. I wish for budgets.") == (["budget"], ["night"])


def test_how_somebody_likes_to_talk_is_neither():
    text = (
        "I like to talk outside. I need time. I would rather hear it early. Tell me when I explain too much."
    )
    assert [kind for kind, _ in parts_of(text)] == [None, None, None, None]


def test_a_part_with_neither_sign_counts_as_both():
    assert told_apart("Budgets. I want patience. I offer nights.") == (
        ["budget", "patienc"],
        ["budget", "night"],
    )


def test_without_any_hope_or_any_offer_everything_counts_as_it():
    assert told_apart("I can share nights.") == (["night"], ["night"])
    assert told_apart("I want to understand budgets.") == (["budget"], ["budget"])


def test_nothing_written_is_nothing_said():
    assert hopes_and_offers("") == ("", "")
    assert parts_of(" \n ") == []
    assert read("", TOPICS) == {}


def test_parts_say_their_kind():
    assert parts_of("I want tea, and I can share cake. Rain.") == [
        (HOPE, ["I", "want", "tea"]),
        (OFFER, ["I", "can", "share", "cake"]),
        (None, ["Rain"]),
    ]


@given(st.text())
def test_any_text_can_be_read(text):
    hopes, offers = hopes_and_offers(text)
    everything = read(text, TOPICS)
    assert read(hopes, TOPICS).keys() | read(offers, TOPICS).keys() == everything.keys()


@given(
    st.lists(st.sampled_from(["next", "band", "Promotion", "boards", "night", "moving", "up", "the", "of"]))
)
def test_every_word_is_found_where_it_stands(words):
    text = " ".join(words)
    assert [shown for _, shown in found_in(words, TOPICS) if shown.casefold() not in text.casefold()] == []


SIGN_WORDS = (
    "I have had led wards want wish to share understand better at years of would like love my experience give"
)


@given(st.lists(st.sampled_from(SIGN_WORDS.split(" ")), max_size=8).map(" ".join))
def test_the_words_looked_for_first_are_in_every_sign(text):
    assert not wording._SIGNS.search(text) or not wording._NEEDED.isdisjoint(text.casefold().split())


def test_thousands_of_blanks_take_no_time():
    began = perf_counter()
    assert parts_of(f"boards{' ' * 50_000}decide") == [(None, ["boards", "decide"])]
    assert parts_of(f"I want{' ' * 50_000}and I share")[0][0] == HOPE
    assert perf_counter() - began < 2  # it took minutes
