"""A link's own model: nothing of it is looked up before somebody says so."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages.parts.sentence.own_model import ONLY_CATALOGUE, agree, must_ask
from tests.patience import PATIENCE_S


@pytest.fixture(autouse=True)
def nothing_agreed():
    st.cache_resource.clear()


def run(**query):
    app = AppTest.from_file("../../../../pages/sentence.py", default_timeout=PATIENCE_S)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def test_the_models_of_the_catalogue_need_no_word():
    assert not must_ask("minilm")
    assert must_ask("./minilm")
    agree("./minilm")
    assert not must_ask("./minilm")


def test_names_that_are_agreed_to_do_not_grow_without_end():
    for number in range(1_100):
        agree(f"owner/model{number}")
    assert must_ask("owner/model99")
    assert not must_ask("owner/model100")
    assert not must_ask("owner/model1099")


def test_a_link_opens_nothing_by_itself(monkeypatch, tmp_path):
    looked = []
    monkeypatch.setattr("engine.models.catalogue._is_folder", lambda name: looked.append(name) or False)
    monkeypatch.setattr(
        "pages.shared.loading._load", lambda model, *_: looked.append(model) if model != "minilm" else 0
    )
    model = str(tmp_path / "[no](http://x.example)*model*")
    app = run(text="a text of mine", model=model)
    assert app.info[0].proto.title == "This link asks for a model of its own"
    assert "http://" not in app.info[0].value.replace("\\", "")  # cut in two, so that it is no address
    assert not app.warning
    assert looked == []
    app.button(key="sentence load own model").click().run()
    assert looked[0] == model
    assert not app.info


def test_a_name_that_no_model_has_is_refused_once_it_was_asked_for():
    app = run(text="a text of mine", model="gpt-17")
    assert not app.warning
    app.button(key="sentence load own model").click().run()
    assert "There is no model" in app.warning[0].value.replace("\\", "")


def test_the_text_is_read_with_minilm_if_that_is_wanted_instead():
    app = run(text="a text of mine", model="owner/model")
    app.button(key="sentence catalogue instead").click().run()
    assert not app.info
    assert app.query_params["text"] in ("a text of mine", ["a text of mine"])
    assert "model" not in app.query_params


def test_a_server_for_the_catalogue_only_refuses_the_model_at_once(monkeypatch):
    monkeypatch.setenv(ONLY_CATALOGUE, "1")
    app = run(text="a text of mine", model="/etc")
    assert not app.info
    assert app.warning
    assert Path("/etc").is_dir()
