"""What a component is registered with is read from the files of its folder."""

import pytest

from viz.components.files import FOLDER, component_files, theme_colours
from viz.theme import DARK, LIGHT

NAMES = sorted(folder.name for folder in FOLDER.iterdir() if (folder / f"{folder.name}.js").is_file())


@pytest.mark.parametrize("name", NAMES)
def test_what_components_share_comes_before_their_own(name):
    found = component_files(name)
    own = {ending: (FOLDER / name / f"{name}.{ending}").read_text(encoding="utf-8") for ending in ("html", "css", "js")}
    assert found["html"] == own["html"]
    for ending in ("css", "js"):
        shared = (FOLDER / f"shared.{ending}").read_text(encoding="utf-8")
        assert found[ending].startswith(shared)
        assert own[ending] in found[ending][len(shared) :]


def test_all_scripts_of_a_component_are_one_module():
    scripts = sorted((FOLDER / "overview").glob("*.js"))
    assert len(scripts) > 1
    js = component_files("overview")["js"]
    assert all(script.read_text(encoding="utf-8") in js for script in scripts)


def test_a_component_that_does_not_exist_is_missed():
    with pytest.raises(FileNotFoundError):
        component_files("no_such_component")


def test_the_colours_that_are_no_data_are_those_of_the_theme():
    for theme in (LIGHT, DARK):
        colours = theme_colours(theme)
        assert colours["name"] == theme.name
        assert {colours["text"], colours["page"], colours["accent"]} <= set(vars(theme).values())
