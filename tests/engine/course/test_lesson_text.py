"""A lesson's words, read from Markdown."""

import pytest

from engine.course.lesson_text import read_lesson_text

TEXT = """# A title
One sentence
on two lines.

## one: First screen
Text with **marks**.

### Predict
What happens?

- It falls.
- It rises. :: As it would
  without the mask.

### Explain
Because.

## two: Second screen
More.

### Predict
And now?

- Yes.

### Explain
So.
"""


@pytest.fixture
def file(tmp_path):
    return tmp_path / "lesson.md"


def test_title_summary_and_screens_are_read_in_their_order(file):
    file.write_text(TEXT)
    title, summary, screens = read_lesson_text(file)
    assert (title, summary) == ("A title", "One sentence on two lines.")
    assert [(screen.id, screen.title) for screen in screens] == [("one", "First screen"), ("two", "Second screen")]
    first = screens[0]
    assert (first.text, first.question, first.explanation) == ("Text with **marks**.", "What happens?", "Because.")
    assert [(guess.text, guess.reason) for guess in first.guesses] == [
        ("It falls.", ""),
        ("It rises.", "As it would without the mask."),
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("# A title", "A title", "begins with '# Title' and a sentence"),
        ("One sentence\non two lines.", "", "begins with '# Title' and a sentence"),
        ("## one: First screen", "## First screen", "a screen begins with '## its-id: Its title'"),
        ("### Explain\nBecause.", "Because.", "screen one needs '### Predict' and then '### Explain'"),
    ],
)
def test_what_is_missing_is_said_with_the_file(file, old, new, said):
    file.write_text(TEXT.replace(old, new, 1))
    with pytest.raises(ValueError, match=said) as refused:
        read_lesson_text(file)
    assert str(refused.value).startswith(f"{file.parent.name}/lesson.md: ")
