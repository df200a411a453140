"""Sets of questions for a class."""

from urllib.parse import parse_qs, urlsplit

import pytest

from engine.course.sets.handouts import HANDOUTS, Wish, link_of, make_worksheet, read_wish
from engine.errors import InputError


@pytest.mark.parametrize("name", HANDOUTS)
def test_the_same_seed_gives_the_same_sheet_and_another_seed_another(name):
    def prompts(seed):
        return [(item.prompt, item.options) for item in make_worksheet(name, Wish(seed)).items]

    assert prompts(7) == prompts(7) != prompts(8)


def test_the_tests_have_their_own_number_of_questions():
    assert len(make_worksheet("strength", Wish(7, count=3)).items) == 10
    assert len(make_worksheet("challenge", Wish(7, count=3)).items) == 5
    assert len(make_worksheet("practice", Wish(7, count=3)).items) == 3
    assert len(make_worksheet("cards", Wish(7, count=3)).items) == 3


@pytest.mark.parametrize("name", ["practice", "cards"])
def test_level_and_subject_are_kept_to(name):
    items = make_worksheet(name, Wish(7, 5, "easy", "softmax")).items
    assert items
    assert {(item.level, item.concept) for item in items} == {("easy", "softmax")}


def test_the_link_holds_what_was_chosen():
    assert link_of("practice", Wish(7, 12, "hard", "masks")) == "practice?seed=7&level=hard&concept=masks"
    assert link_of("challenge", Wish(7, 12, "hard", "masks")) == "challenge?seed=7"
    assert link_of("cards", Wish(7, kind="output")) == "cards?seed=7"
    wish = Wish(3, 10, "easy", "heads", "output")
    read = {name: value for name, (value,) in parse_qs(urlsplit(link_of("practice", wish)).query).items()}
    assert read_wish(read) == wish
    sheet = make_worksheet("practice", Wish(7, 2), "http://127.0.0.1:8501/")
    assert sheet.link == "http://127.0.0.1:8501/practice?seed=7"


def test_nothing_chosen_is_a_set_of_ten():
    assert read_wish({}) == Wish(1, 10)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"seed": "seven"}, "whole number from 0 to 999,999; got “seven”"),
        ({"seed": "-1"}, "got “-1”"),
        ({"seed": "1000000"}, "got “1000000”"),
        ({"seed": "٧"}, "whole number"),
        ({"seed": "9" * 5000}, "whole number"),
        ({"n": "0"}, "from 1 to 40"),
        ({"n": "1.5"}, "the number of questions"),
        ({"level": "expert"}, "there is no level “expert”; there are easy, medium, hard"),
        ({"kind": "essay"}, "there is no kind “essay”"),
        ({"concept": "<b>"}, "there is no subject “<b>”"),
    ],
)
def test_what_cannot_be_used_gets_its_message(typed, words):
    with pytest.raises(InputError) as raised:
        read_wish(typed)
    assert words in str(raised.value)
    assert len(str(raised.value)) < 500
