"""docs/course.md maps the checklist to its places: every place exists, and nothing of the course is without a row."""

import re
from collections import Counter
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

from engine.course.lab.exercises import exercises
from engine.course.loading import concepts, lessons, misconceptions
from engine.course.memory.cards import cards
from engine.course.memory.free_recall import recall_tasks
from engine.course.questions.bank import bank
from engine.course.schema import LEVELS
from engine.course.sets.challenge import PROBLEMS, TRIES
from engine.course.sets.strength import strength_questions

ROOT = Path(__file__).parents[2]
PLACE = re.compile(r"`([a-z]+):([^`]+)`")

ROWS = {
    "Concepts": 15,
    "Task kinds": 10,
    "Misconceptions": 25,
    "Errors of the usual material, taught instead of copied": 9,
    "Ideas that no known tool has": 4,
    "What research says works": 4,
    "Worked numbers": 4,
}
"""How many rows each table has at least, so that none is lost without notice."""


@cache
def tables() -> dict[str, list[list[str]]]:
    """The cells of the rows of each table of the checklist, by its heading."""
    text = (ROOT / "docs/course.md").read_text(encoding="utf-8").partition("\n## The checklist\n")[2]
    found = {}
    for part in text.split("\n### ")[1:]:
        heading, _, body = part.partition("\n")
        rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in body.split("\n") if line[:1] == "|"]
        found[heading] = rows[2:]
    return found


def places(rows: list[list[str]]) -> list[tuple[str, str]]:
    return list(chain.from_iterable(PLACE.findall(cell) for row in rows for cell in row))


ALL = sorted({place for rows in tables().values() for place in places(rows)})


def options_of(question: str) -> set[str]:
    """The mistakes that the wrong options of a question stand for, over a few seeds."""
    source = bank()[question]
    return {option.mistake for seed in range(1, 4) for option in source.question(seed).options} - {""}


def mistakes_of(exercise: str) -> set[str]:
    """The mistakes behind an exercise's pieces and forecasts."""
    one = exercises()[exercise]
    pieces = [piece.mistake for place in one.place for piece in place.piece]
    return {*pieces, *(forecast.mistake for forecast in one.forecast)} - {""}


@pytest.mark.parametrize(("kind", "name"), ALL, ids=[f"{kind}:{name}" for kind, name in ALL])
def test_every_place_exists(kind, name):
    lesson, _, screen = name.partition("/")
    exists = {
        "lesson": lambda: lesson in lessons() and screen in {"", *(one.id for one in lessons()[lesson].screens)},
        "card": lambda: name in cards(),
        "cards": lambda: name in concepts(),
        "question": lambda: name in bank(),
        "questions": lambda: name in concepts(),
        "lab": lambda: name in exercises(),
        "recall": lambda: name in recall_tasks(),
        "page": lambda: (ROOT / f"pages/{name}.py").is_file(),
        "mistake": lambda: name in misconceptions(),
        "file": lambda: (ROOT / name).is_file(),
    }[kind]()
    assert exists


@pytest.mark.parametrize("heading", ROWS)
def test_every_row_of_a_table_has_its_place(heading):
    rows = tables()[heading]
    assert len(rows) >= ROWS[heading]
    for row in rows:
        assert PLACE.findall(row[-1]), row[0]


def test_every_concept_is_taught_recalled_and_asked():
    rows = tables()["Concepts"]
    assert [row[1].strip("`") for row in rows] == list(concepts())
    for _, subject, taught, asked, done in rows:
        concept = subject.strip("`")
        taught_in = {name.partition("/")[0] for _, name in PLACE.findall(taught)}
        assert any(concept in lessons()[name].concepts for name in taught_in), concept
        assert taught_in <= set(concepts()[concept].lessons), concept
        assert PLACE.findall(asked) == [("cards", concept), ("questions", concept)]
        assert Counter(card.level for card in cards().values() if card.concept == concept).keys() == set(LEVELS)
        assert sum(source.concept == concept for source in bank().values()) >= 3
        for kind, name in PLACE.findall(done):
            if kind == "question":
                assert bank()[name].concept == concept
            if kind == "lab":
                assert exercises()[name].concept == concept


def test_every_misconception_is_a_wrong_option_with_its_reason_or_a_lab():
    rows = tables()["Misconceptions"]
    named = [name for kind, name in places(rows) if kind == "mistake"]
    assert sorted(named) == sorted(set(misconceptions()) - {"other"})
    for row in rows:
        ((_, mistake),) = PLACE.findall(row[1])
        for kind, name in PLACE.findall(row[2]):
            found = options_of(name) if kind == "question" else mistakes_of(name)
            assert mistake in found, f"{kind}:{name} has no option for {mistake!r}, only {sorted(found)}"


def test_every_lesson_exercise_and_recall_task_stands_in_a_row():
    named = {(kind, name.partition("/")[0]) for kind, name in ALL}
    assert {name for kind, name in named if kind == "lesson"} == set(lessons())
    assert {name for kind, name in named if kind == "lab"} == set(exercises())
    assert {name for kind, name in named if kind == "recall"} == set(recall_tasks())


def test_the_table_of_task_kinds_says_what_is_so():
    assert [problem.seconds for problem in PROBLEMS] == [120, 90, 120, 90, 150]
    assert TRIES == 2
    assert len(strength_questions(7)) == 10
    assert {question.level for question in strength_questions(7)} == set(LEVELS)
    by_task = {row[0]: PLACE.findall(row[1]) for row in tables()["Task kinds"]}
    kinds = {"Fill the blanks of a snippet by pieces": "fill", "Find and mend the error": "repair"}
    for task, kind in {**kinds, "Predict the output": "predict"}.items():
        assert {exercises()[name].kind for what, name in by_task[task] if what == "lab"} == {kind}
    asked = [bank()[name].kind for _, name in by_task["Concept, head count, reading a metric"]]
    assert asked == ["concept", "heads", "entropy"]
    classified = [bank()[name].kind for _, name in by_task["Classify a head from a real recording"]]
    assert set(classified) == {"classify"}


def test_the_two_pages_of_a_lesson_in_the_guide_have_the_form_that_is_read(tmp_path):
    """The example of docs/course.md is a lesson that the loader takes."""
    from engine.course.loading import read_lesson

    text = (ROOT / "docs/course.md").read_text(encoding="utf-8")
    for language, ending in (("markdown", "md"), ("toml", "toml")):
        example = re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)[1]
        (tmp_path / "my_lesson").mkdir(exist_ok=True)
        (tmp_path / "my_lesson" / f"lesson.{ending}").write_text(example, encoding="utf-8")
    lesson = read_lesson(tmp_path / "my_lesson")
    assert lesson.id == "my-lesson"
    assert [guess.text for guess in lesson.screens[0].words.guesses] == ["It falls.", "It rises."]
