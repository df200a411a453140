"""Files and pastes on the Matrices page: what is asked about, what is offered, and what stays."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from tests.patience import PATIENCE_S

PAGE = "../../../../pages/matrices.py"
THREE = {"queries": [[1, 0], [0, 1], [1, 1]], "keys": [[1, 0], [0, 1], [1, 1]], "values": [[1], [2], [3]]}


@pytest.fixture
def app():
    return checked(AppTest.from_file(PAGE, default_timeout=PATIENCE_S).run())


def checked(app):
    assert not app.exception
    return app


def upload(app, name, content):
    app.file_uploader[0].set_value((name, content, "application/octet-stream"))
    return checked(app.run())


def text(app, name):
    return next(area.value for area in app.text_area if area.label.startswith(name))


def link(app):
    return json.dumps(app.query_params["m"])


def test_what_the_ones_of_a_mask_mean_is_asked_and_read_as_answered(app):
    before = link(app)
    mask = [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
    upload(app, "m.json", json.dumps(THREE | {"mask": mask}).encode())
    assert link(app) == before
    question = next(one for one in app.get("button_group") if "zeros and ones" in one.label)
    question.set_value("visible")
    checked(app.run())
    assert text(app, "Q") == "[[1, 0],\n [0, 1],\n [1, 1]]"
    assert not app.warning
    # Causal: the first query has one visible key.
    assert any("1 visible key" in one.proto.spec for one in app.get("plotly_chart"))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("q.csv", b"a,b\n1,2\n", "is not a number"),
        ("q.csv", b"1\n" * 13, "13 rows; at most 12 fit"),
        ("q.csv", b"cafe,\xe9\n", "Latin-1"),
        ("qkv.pt", b"PK\x03\x04", "numpy"),
        ("m.json", b'{"weights": [[1]]}', "holds weights"),
    ],
)
def test_a_file_that_is_refused_leaves_everything_as_it_was(app, name, content, said):
    before = link(app), text(app, "Q")
    upload(app, name, content)
    assert any(said in warning.value.replace("\\", "").replace(":small[]", "") for warning in app.warning)
    assert (link(app), text(app, "Q")) == before


def test_the_names_before_the_rows_of_a_paste_are_offered(app):
    area = next(area for area in app.text_area if area.label.startswith("Q"))
    area.set_value("*cat*,1,0\nsat,0,1\ndown,1,1")
    next(area for area in app.text_area if area.label.startswith("K")).set_value("1 0\n0 1\n1 1")
    next(area for area in app.text_area if area.label.startswith("V")).set_value("1 0\n0 1\n1 1")
    checked(app.run())
    offer = next(button for button in app.button if button.label.startswith("Name them "))
    offer.click()
    checked(app.run())
    names = next(box for box in app.text_input if box.label == "Names of the queries")
    assert names.value == "*cat*,sat,down"
    assert not [button for button in app.button if button.label.startswith("Name them ")]


def test_a_token_with_an_end_of_line_is_shown_on_one(app):
    upload(app, "m.json", json.dumps(THREE | {"tokens": ["a\rb", "c\nd", "e"]}).encode())
    assert not app.warning
    assert next(box for box in app.text_input if box.label == "Names of the queries").value == "a b,c d,e"
