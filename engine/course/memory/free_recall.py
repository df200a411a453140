"""Free recall: a task to write about from memory, and the checklist to tick off afterwards (content/recall.toml)."""

from collections.abc import Collection
from functools import cache

from pydantic import Field

from engine.course.loading import FOLDER, concepts, read_toml
from engine.course.schema import Content


class RecallPoint(Content):
    """Something that belongs in the answer. concept: what to go back to if it was missing."""

    text: str
    concept: str


class RecallTask(Content):
    """What to write about. example: an answer that has every point."""

    id: str
    title: str
    prompt: str
    example: str
    point: tuple[RecallPoint, ...] = Field(min_length=3)


class RecallFile(Content):
    task: tuple[RecallTask, ...]


@cache
def recall_tasks() -> dict[str, RecallTask]:
    """Every task by its id, in the order of the file."""
    return {task.id: task for task in read_toml(FOLDER / "recall.toml", RecallFile).task}


def lessons_to_go_back_to(found: Collection[str]) -> tuple[str, ...]:
    """The ids of the lessons for these concepts: the first one of each, each lesson once, in the concepts' order."""
    first = [one.lessons[0] for name, one in concepts().items() if name in found]
    return tuple(dict.fromkeys(first))
