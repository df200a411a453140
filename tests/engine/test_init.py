"""The engine's face: every name that it offers is there, and the docs name no other."""

import re
from pathlib import Path

import pytest

import engine
from engine.reading import readers

ROOT = Path(__file__).parents[2]
DOCS = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")))


@pytest.mark.parametrize("name", engine.__all__)
def test_every_name_of_the_face_is_where_it_says(name):
    assert getattr(engine, name).__name__ == name
    assert getattr(engine, name).__module__ == engine._HOMES[name]


def test_pictures_are_read_through_the_face_as_texts_and_matrices_are():
    assert {"read", "read_text", "read_matrices", "read_picture"} <= set(engine.__all__)
    assert engine.read_picture is readers.read_picture


def test_a_name_that_there_is_not_is_said():
    with pytest.raises(AttributeError, match="module 'engine' has no attribute 'read_sound'"):
        _ = engine.read_sound


def test_the_code_in_the_docs_takes_names_of_the_face():
    code = "".join(re.findall(r"```python\n(.*?)```", DOCS, re.DOTALL))
    named = set(re.findall(r"\bengine\.(\w+)\(", code))
    assert {"read", "read_picture", "load_model"} <= named <= set(engine.__all__)
