"""Who may load torch: nothing that is on the way to the first picture, and nothing that only shows text."""

from pathlib import Path

import pytest

from tests.architecture.sources import APP, files_of, folders_of, imports_of, loaded_by, module_of, modules_of

FIRST_PICTURE = [
    "reading.reading", "reading.examples", "measures.rows", "measures.random_rows", "measures.labels", "measures.heads",
    "text.tokens",
]  # fmt: skip
"""What of the engine a ready-made example is drawn with, while torch is still being imported in the background."""

HEAVY = {"torch", "transformers", "numpy", "pandas", "plotly", "streamlit", "pydantic", "tokenizers"}

COUNTED_BY_PYTORCH = ("heads", "soft_hard")
"""The lessons whose numbers are PyTorch's own: parameters that it counts, gradients that it finds."""

COURSE_WITH_TORCH = {
    "engine.course.lessons.kept.make_seen",
    *(f"engine.course.lessons.{name}.{part}" for name in COUNTED_BY_PYTORCH for part in ("numbers", "figures")),
}

MODELS = {"torch", "transformers"}


def test_the_first_picture_does_not_wait_for_torch() -> None:
    loaded = loaded_by([*(f"engine.{name}" for name in FIRST_PICTURE), *modules_of("viz")])
    assert {"engine", "viz", "plotly"} <= loaded
    assert loaded & MODELS == set()


def test_the_engine_loads_torch_where_attention_is_computed() -> None:
    """So that the other tests are seen to find what they look for."""
    assert "torch" in loaded_by(["engine.attention.capture"])


def test_a_package_by_itself_loads_nothing_heavy() -> None:
    """Every __init__ says what lives in its folder, and imports none of it: `import engine` takes no time."""
    packages = [module_of(folder / "__init__.py") for package in APP for folder in folders_of(package)]
    packages = [name for name in packages if name != "pages"]
    assert loaded_by(packages) & HEAVY == set()


def test_the_measures_are_numpy_only() -> None:
    """What computes them from queries and keys, with torch, is in engine/measures/computing."""
    files = [file for file in files_of("engine/measures") if "computing" not in file.parts]
    assert len(files) > 5
    for file in files:
        for name in imports_of(file):
            assert name.partition(".")[0] not in MODELS, file
            assert not name.startswith("engine.measures.computing"), file
    assert loaded_by([module_of(file) for file in files]) & MODELS == set()


def test_the_course_loads_no_torch_but_where_pytorch_itself_is_the_lesson() -> None:
    course = [name for name in modules_of("engine/course") if name not in COURSE_WITH_TORCH]
    loaded = loaded_by(course)
    assert {"numpy", "pydantic"} <= loaded
    assert loaded & MODELS == set()


@pytest.mark.parametrize("module", sorted(COURSE_WITH_TORCH))
def test_a_lesson_of_the_course_that_is_said_to_load_torch_does(module: str) -> None:
    assert "torch" in loaded_by([module])


def test_entering_matrices_and_reading_a_command_load_no_torch() -> None:
    entering = [name for name in modules_of("engine/matrices") if name != "engine.matrices.steps"]
    assert loaded_by([*entering, *modules_of("engine/command_line"), "engine.__main__"]) & MODELS == set()


def test_the_course_can_be_checked_and_printed_without_the_app() -> None:
    assert loaded_by(modules_of("engine/course")) & {"streamlit", "plotly"} == set()


def test_no_heavy_import_stands_in_an_init() -> None:
    for package in (*APP, "benchmarks"):
        for file in files_of(package):
            if file.name == "__init__.py":
                assert _packages(file) <= {"importlib", "typing"}, file


def _packages(file: Path) -> set[str]:
    return {name.partition(".")[0] for name in imports_of(file)}
