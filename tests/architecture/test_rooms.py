"""Inside a package, too, imports run down: each room knows those below it, and none beside or above it."""

import pytest

from tests.architecture.sources import APP, ROOT, app_imports, app_modules

PARTS = sorted(folder.name for folder in (ROOT / "pages/parts").iterdir() if (folder / "__init__.py").exists())
SHARED_PARTS = ("questions", "reading")
"""The parts that serve several pages."""

SCRIPTS = sorted(file.stem for file in (ROOT / "pages").glob("*.py"))

STEPS = {
    "engine": (
        ("errors", "importing", "progress", "plain"),
        ("failures",),
        ("text", "dates"),
        ("attention", "measures"),
        ("measures.computing", "recording", "matrices", "running.continuation"),
        ("running.writing",),
        ("models",),
        ("running",),
        ("reading",),
        ("course",),
        ("course.lessons", "course.questions", "course.lab"),
        ("course.memory", "course.symbols"),
        ("course.sets", "command_line"),
        ("__init__", "__main__"),
    ),
    "viz": (
        ("theme", "shown_text"),
        ("words", "sketch"),
        ("figures", "components", "course"),
        ("__init__",),
    ),
    "pages": (
        ("shared",),
        ("shared.elements",),
        tuple(f"parts.{name}" for name in SHARED_PARTS),
        ("parts", *(f"parts.{name}" for name in PARTS if name not in SHARED_PARTS)),
        (*SCRIPTS, "server"),
    ),
}
"""The rooms of each package from the ground up. Those of one step do not know each other."""


def room_of(module: str) -> str:
    """The room that a module belongs to: the deepest one that is named in STEPS."""
    package, _, inside = module.partition(".")
    rooms = {room for step in STEPS[package] for room in step}
    parts = inside.split(".") if inside else ["__init__"]
    for length in range(len(parts), 0, -1):
        if (room := ".".join(parts[:length])) in rooms:
            return room
    raise AssertionError(f"{module} is in no room of STEPS: say between which others its room stands")


def step_of(package: str, room: str) -> int:
    (place,) = (place for place, step in enumerate(STEPS[package]) if room in step)
    return place


@pytest.mark.parametrize("package", APP)
def test_every_room_has_its_step_and_every_step_its_rooms(package: str) -> None:
    found = {room_of(module) for module in app_modules() if module.partition(".")[0] == package}
    assert found == {room for step in STEPS[package] for room in step}


@pytest.mark.parametrize("package", APP)
def test_a_room_imports_nothing_from_beside_or_above(package: str) -> None:
    wrong = []
    for module, imported in app_imports().items():
        for other in imported:
            if module.partition(".")[0] == other.partition(".")[0] == package:
                room, its_room = room_of(module), room_of(other)
                if room != its_room and step_of(package, its_room) >= step_of(package, room):
                    wrong.append(f"{module} imports {other}")
    assert wrong == []


def test_a_page_is_made_of_its_own_parts_and_of_those_that_serve_several() -> None:
    for script in SCRIPTS:
        used = {name.split(".")[2] for name in app_imports()[f"pages.{script}"] if name.startswith("pages.parts.")}
        assert used <= {script, *SHARED_PARTS}, script


def test_the_command_line_and_the_course_do_not_know_each_other() -> None:
    for module, imported in app_imports().items():
        for one, other in (("engine.command_line", "engine.course"), ("engine.course", "engine.command_line")):
            if module.startswith(one):
                assert not [name for name in imported if name.startswith(other)], module


def test_a_lesson_knows_no_other_lesson() -> None:
    """What several lessons need stands beside their folders, or in the folder kept."""
    lessons = "engine.course.lessons."
    rooms = {file.parent.name for file in (ROOT / "engine/course/lessons").glob("*/lesson.toml")}
    for module, imported in app_imports().items():
        if module.startswith(lessons):
            own = module.removeprefix(lessons).partition(".")[0]
            others = {name.removeprefix(lessons).partition(".")[0] for name in imported if name.startswith(lessons)}
            assert others & rooms <= {own}, module


def test_readings_are_drawn_and_said_without_the_course() -> None:
    """The course's pictures are drawn in viz/sketch, its papers in viz/course."""
    for module, imported in app_imports().items():
        if module.startswith(("viz.figures", "viz.words", "viz.components")):
            assert not [name for name in imported if name.startswith("engine.course")], module
