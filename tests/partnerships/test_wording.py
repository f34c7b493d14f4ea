import pytest

from partnerships.guide_content import SECTIONS
from partnerships.wording import length_in_words, names_in_words, together_in_words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "1 minute"),
        (45, "45 minutes"),
        (60, "1 hour"),
        (90, "1 hour 30 minutes"),
        (121, "2 hours 1 minute"),
    ],
)
def test_length_in_words(minutes, words):
    assert length_in_words(minutes) == words


@pytest.mark.parametrize(
    ("lengths", "words"),
    [
        ([], ""),
        ([30], "1 meeting, 30 minutes together"),
        ([30, 15], "2 meetings, 45 minutes together"),
        ([60], "1 meeting, about an hour together"),
        ([90], "1 meeting, about an hour and a half together"),
        ([60, 60], "2 meetings, about 2 hours together"),
        ([90, 60], "2 meetings, about 2½ hours together"),
        ([75] * 9, "9 meetings, about 11 hours together"),
    ],
)
def test_together_in_words(lengths, words):
    assert together_in_words(lengths) == words


def test_names_in_words():
    assert [names_in_words(names) for names in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == [
        "",
        "A",
        "A and B",
        "A, B and C",
    ]


def test_the_guide_is_fifteen_short_sections_without_words_we_never_use():
    assert len(SECTIONS) == 15
    lengths = {title: len(body.split()) for title, body in SECTIONS}
    assert {title: n for title, n in lengths.items() if not 80 <= n <= 210} == {}
    everything = " ".join(title + body for title, body in SECTIONS).lower()
    assert [word for word in ("mentor", "mentee", "couple", "entry") if word in everything] == []
