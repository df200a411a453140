"""The tasks of free recall."""

import re

import pytest

from engine.course.loading import concepts
from engine.course.memory.free_recall import lessons_to_go_back_to, recall_tasks
from engine.course.symbols import SYMBOLS, letters_in

every_task = pytest.mark.parametrize("task", recall_tasks().values(), ids=lambda task: task.id)


def test_the_three_tasks_of_the_teaching_notes_are_there():
    assert {"step-by-step", "several-heads", "output"} <= set(recall_tasks())


@every_task
def test_every_point_has_a_concept_and_is_short(task):
    assert 5 <= len(task.point) <= 8
    for point in task.point:
        assert point.concept in concepts()
        assert 5 <= len(point.text.split()) <= 18
        assert set(letters_in(point.text)) <= set(SYMBOLS)
    assert len({point.text for point in task.point}) == len(task.point)


@every_task
def test_the_prompt_and_the_example_are_easy_to_read(task):
    assert 10 <= len(task.prompt.split()) <= 40
    assert 50 <= len(task.example.split()) <= 110
    for sentence in re.split(r"[.;:?](?:\s|$)", f"{task.prompt} {task.example}"):
        assert len(sentence.split()) <= 25, sentence


def test_lessons_come_once_each_in_the_courses_order():
    assert lessons_to_go_back_to([]) == ()
    assert lessons_to_go_back_to(["softmax", "purpose", "average"]) == ("why-attend", "softmax")
