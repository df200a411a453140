"""Reading the content's files: what is wrong with one is said with its name and the place in it."""

import pytest

from engine.course.loading import misconceptions, read_lesson

WORDS = """# A title
One sentence.

## one: First screen
Text.

### Predict
What happens?

- It falls.
- It rises. :: As it would
  without the mask.

### Explain
Because.
"""
NUMBERS = """concepts = ["softmax"]
[[screen]]
id = "one"
figure = "uniform"
settings = {width = 2, scaled = "yes"}
[[screen.control]]
name = "width"
label = "Width"
low = 1
high = 9
step = 1
[screen.prediction]
after = {width = 4}
right = ["after.entropy < 1", "after.entropy >= 1"]
"""


@pytest.fixture
def write(tmp_path):
    def write_lesson(words=WORDS, numbers=NUMBERS):
        folder = tmp_path / "the_name"
        folder.mkdir()
        (folder / "lesson.md").write_text(words, encoding="utf-8")
        (folder / "lesson.toml").write_text(numbers, encoding="utf-8")
        return folder

    return write_lesson


def test_a_lesson_is_joined_from_its_words_and_its_numbers(write):
    lesson = read_lesson(write())
    assert (lesson.id, lesson.title, lesson.summary) == ("the-name", "A title", "One sentence.")
    (screen,) = lesson.screens
    assert screen.words.guesses[1].reason == "As it would without the mask."
    assert (screen.before["width"], screen.after) == (2, {"width": 4, "scaled": "yes"})
    assert screen.words.explanation == "Because."


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("id = ", "idd = "), "the_name/lesson.toml: screen.0.id: Field required"),
        (('"one"\n', '"two"\n'), "has the screens"),
        (("low = 1\n", ""), "needs either options or low, high and step"),
        ((', "after.entropy >= 1"', ', "1 > 2", "2 > 3"'), "has 2 options, lesson.toml has conditions for 3"),
        (("[screen.prediction]", "[screen.prediction"), "the_name/lesson.toml is no TOML"),
    ],
)
def test_numbers_that_do_not_fit_are_refused(write, change, words):
    with pytest.raises(ValueError, match=words):
        read_lesson(write(numbers=NUMBERS.replace(*change)))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("# A title\nOne sentence.\n", "A title\n"), "begins with '# Title'"),
        (("## one: First", "## First"), "a screen begins with"),
        (("### Explain", "### Explanation"), "needs '### Predict' and then '### Explain'"),
    ],
)
def test_words_that_cannot_be_read_are_refused(write, change, words):
    with pytest.raises(ValueError, match=words):
        read_lesson(write(words=WORDS.replace(*change)))


def test_every_misconception_says_what_is_wrong_with_it():
    assert all(len(one.wrong.split()) >= 5 or one.id == "other" for one in misconceptions().values())
