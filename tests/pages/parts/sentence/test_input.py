"""The Sentence page with models of one's own: what heads a refusal, what is offered, and what is said of one."""

import shutil

import pytest
from streamlit.testing.v1 import AppTest
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2Model

from pages.parts.sentence.own_model import agree
from pages.shared.loading import load_again, model_loading, start_loading
from tests.engine.folders import save_model, word_pieces
from tests.patience import PATIENCE_S

PAGE = "../../../../pages/sentence.py"
TEXT = "the cat sat on a mat"


def page_of(model) -> AppTest:
    """The page with this model, once it is loaded or refused."""
    agree(str(model))
    start_loading(str(model))
    assert model_loading(str(model)).ready.wait(60)
    app = AppTest.from_file(PAGE, default_timeout=PATIENCE_S)
    app.query_params["text"], app.query_params["model"] = TEXT, str(model)
    app.run()
    assert not app.exception
    assert chosen(app, "text") == TEXT
    return app


def chosen(app: AppTest, name: str) -> str:
    value = app.query_params[name]
    return value if isinstance(value, str) else value[0]


def words(app: AppTest) -> str:
    return "\n".join(one.value for kind in (app.warning, app.caption) for one in kind).replace("\\", "")


@pytest.mark.parametrize(
    ("model", "title"),
    [
        ("minillm", "There is no such model"),
        ("y" * 5_000, "There is no such model"),
        ("/no/such/Folder", "There is no such model"),
        ("./" + "y" * 5_000, "There is no such model"),
        ("a\0b", "There is no such model"),
        ("own", "This model cannot be used"),
    ],
)
def test_a_model_that_is_not_there_is_headed_as_such_and_named_as_typed(tmp_path, model, title):
    if model == "own":
        model = f"{tmp_path}/"
    app = page_of(model)
    (warning,) = app.warning
    assert warning.proto.title == title
    if len(model) < 100 and "\0" not in model:
        assert model in warning.value.replace("\\", "")


def test_the_folder_inside_is_offered_and_taken_by_a_click(tmp_path):
    save_model("bert", tmp_path / "checkpoint-500", word_pieces())
    app = page_of(tmp_path)
    assert app.warning[0].proto.title == "The model is in a folder inside this one"
    inside = f"{tmp_path}/checkpoint-500"
    start_loading(inside)
    assert model_loading(inside).ready.wait(60)
    next(button for button in app.button if button.label.startswith("Use ")).click().run()
    assert (chosen(app, "model"), chosen(app, "text")) == (inside, TEXT)
    assert not app.warning
    assert not app.exception
    shutil.rmtree(inside)
    load_again(inside)


def test_what_is_to_be_known_of_a_model_stands_under_its_card(tmp_path):
    sizes = {"hidden_size": 24, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 3}
    Qwen2Model(Qwen2Config(vocab_size=60, num_key_value_heads=3, **sizes)).save_pretrained(tmp_path)
    PreTrainedTokenizerFast(tokenizer_object=word_pieces()).save_pretrained(tmp_path)
    assert "Its tokens are those of its own tokenizer.json" in words(page_of(tmp_path))
