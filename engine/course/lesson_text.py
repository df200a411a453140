"""The words of a lesson, read from its Markdown file.

# Title of the lesson
One sentence that says what it is about.

## screen-id: Title of the screen
A few sentences, with [[before.number:.2f]] where a number of the figure belongs.

### Predict
The question?

- An option. :: Why somebody might think so.
- Another option. :: ...

### Explain
Shown after the guess.
"""

import re
from pathlib import Path

from engine.course.schema import Guess, ScreenWords

_SCREEN = re.compile(r"^## ([a-z0-9-]+): (.+)$", re.MULTILINE)


def read_lesson_text(file: Path) -> tuple[str, str, tuple[ScreenWords, ...]]:
    """The title, the summary and the screens. Raises ValueError that names the file and what it lacks."""
    text = file.read_text(encoding="utf-8")
    head, *screens = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    where = f"{file.parent.name}/{file.name}"
    title, _, summary = head.strip().partition("\n")
    if not title.startswith("# ") or not summary.strip():
        raise ValueError(f"{where}: it begins with '# Title' and a sentence")
    return (
        title[2:].strip(),
        " ".join(summary.split()),
        tuple(_screen(part, where) for part in screens),
    )


def _screen(part: str, file: str) -> ScreenWords:
    first, _, rest = part.partition("\n")
    found = _SCREEN.match(first)
    if not found:
        raise ValueError(f"{file}: a screen begins with '## its-id: Its title', not {first!r}")
    pieces = re.split(r"^### (Predict|Explain)\s*$", rest, flags=re.MULTILINE)
    if pieces[1::2] != ["Predict", "Explain"]:
        raise ValueError(f"{file}: screen {found[1]} needs '### Predict' and then '### Explain'")
    text, predict, explanation = pieces[0], pieces[2], pieces[4]
    question, *options = re.split(r"^- ", predict, flags=re.MULTILINE)
    return ScreenWords(
        id=found[1],
        title=found[2].strip(),
        text=text.strip(),
        question=question.strip(),
        guesses=tuple(_guess(option) for option in options),
        explanation=explanation.strip(),
    )


def _guess(option: str) -> Guess:
    text, _, reason = " ".join(option.split()).partition(" :: ")
    return Guess(text=text, reason=reason)
