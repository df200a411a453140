"""Every page by AppTest, alone and through the entrypoint."""

import base64
import json
import time
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine.matrices.links import matrices_from_link, matrices_to_link
from engine.matrices.presets import PRESETS
from engine.matrices.steps import capture_matrices
from engine.reading.captures import read_capture
from engine.reading.examples import EXAMPLES
from engine.reading.readers import read
from pages.parts.sentence.input import ONE_LINE
from pages.shared.loading import model_loading, start_loading
from tests.patience import PATIENCE_S

PAGES = {"alone": "pages/sentence.py", "through the entrypoint": "streamlit_app.py"}
TEXT = "A text that no example has."


@pytest.fixture(scope="module")
def loaded():
    """The model loaded as the app does it, so that a text of one's own is read at once."""
    start_loading("minilm")
    assert model_loading("minilm").ready.wait(60)
    assert not model_loading("minilm").error


def run(script="pages/sentence.py", **query):
    app = AppTest.from_file(f"../../{script}", default_timeout=PATIENCE_S)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def shown(app):
    """All the words on the screen."""
    kinds = (app.markdown, app.text, app.caption, app.warning, app.subheader, app.metric, app.button)
    return "\n".join(
        f"{getattr(element, 'label', '')} {getattr(element, 'value', '')}" for kind in kinds for element in kind
    ).replace("\\", "")


def heatmap(app):
    """The weights and the title of the heatmap on the screen."""
    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    cells = next(trace for trace in figure["data"] if trace["type"] == "heatmap" and trace.get("zmax") == 1)
    z = cells["z"]
    if isinstance(z, dict):
        shape = tuple(int(side) for side in z["shape"].split(","))
        z = np.frombuffer(base64.b64decode(z["bdata"]), dtype=z["dtype"]).reshape(shape)
    title = next(text.value for text in app.markdown if text.value.startswith("**L"))
    return np.array(z, dtype=float), title.strip("*")


@pytest.mark.parametrize("script", PAGES.values(), ids=PAGES.keys())
def test_the_start_page_shows_an_example_without_the_model(script):
    app = run(script)
    assert not app.exception
    assert app.text_input[0].value == EXAMPLES[0].text
    assert "Of 72 heads on this input" in shown(app)


@pytest.mark.parametrize("script", PAGES.values(), ids=PAGES.keys())
def test_a_link_opens_its_text_head_and_query(script, loaded):
    app = run(script, text=TEXT, model="minilm", layer="1", head="8", query="3")
    assert not app.exception
    assert app.text_input[0].value == TEXT
    weights, title = heatmap(app)
    np.testing.assert_array_equal(weights, read(TEXT).weights(1, 8))
    assert title.startswith("L1 H8")
    assert app.selectbox(key="sentence query").value == 3


def test_the_url_says_what_is_shown(loaded):
    app = run(text=TEXT, layer="2", head="5")
    app.text_input[0].set_value("Another text of my own.").run()
    assert app.query_params["text"] == "Another text of my own."
    assert (app.query_params["layer"], app.query_params["head"]) == ("2", "5")


def test_an_example_replaces_the_text_and_a_head_link_chooses_a_head():
    app = run()
    app.selectbox(key="sentence example picked").select(EXAMPLES[1].text).run()
    assert app.text_input[0].value == EXAMPLES[1].text
    for words in ("Most even", "Largest weight between two words"):
        link = next(button for button in app.button if button.label.startswith(words))
        link.click().run()
        assert heatmap(app)[1].startswith(link.label.split(": ")[1])
    assert app.query_params["query"] == "6"  # “was”, which looks at “because”.


def test_a_querys_flag_says_on_hover_what_chance_gives():
    app = run(query="4")
    (flag,) = (metric for metric in app.metric if metric.label == "Flag")
    assert "of 100 random rows" in flag.help
    assert "Of 15 keys" in flag.help


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (" ", "only spaces"),
        ("word " * 600, "602 tokens"),
        ("x" * 1_000_000, "1,000,000 characters (1.0 MB)"),
        ("\u200b", "no word"),
    ],
    ids=["spaces", "too many tokens", "a megabyte", "nothing visible"],
)
def test_a_text_that_cannot_be_read_gets_its_message_and_stays(text, words, loaded):
    app = run()
    app.text_input[0].set_value(text).run()
    assert not app.exception
    assert words in shown(app)
    # A long text is shown in a box of several lines.
    box = app.text_area(key="sentence text area") if len(text) > ONE_LINE else app.text_input(key="sentence text box")
    assert box.value == text
    assert not app.get("plotly_chart")


def test_a_special_token_that_is_typed_although_it_is_added_is_named(loaded):
    app = run(text="[CLS] the cat sat", model="minilm")
    assert not app.exception
    assert "[CLS] stands twice at the beginning: token 0 is the model's own, token 1 is yours" in shown(app)


def test_tokens_that_the_model_does_not_know_are_marked_and_counted(loaded):
    app = run(text="I <b>😀</b> *😡*", model="minilm", layer="0", head="0", query="5")
    assert not app.exception
    said = "2 of 12 tokens of the text are unknown to this model and marked [UNK]: it cannot tell them from others."
    assert said in shown(app)
    assert "6: 😀 [UNK]" in app.selectbox(key="sentence query").options
    for chart, axis in zip(app.get("plotly_chart"), ("yaxis", "xaxis"), strict=True):
        labels = json.loads(chart.proto.spec)["layout"][axis]["labelalias"].values()
        assert "😡 [UNK]" in labels
        assert any("😀 [UNK]" in label for label in labels)


def test_an_empty_text_gets_its_message():
    app = run()
    app.text_input[0].set_value("").run()
    assert "Type a sentence" in shown(app)


def test_the_part_that_fits_is_offered_and_then_read(loaded):
    app = run()
    app.text_input[0].set_value("word " * 600).run()
    next(button for button in app.button if "characters only" in button.label).click().run()
    for _ in range(300):  # What a browser does every half second while the text is read.
        if "Of 72 heads on this input" in shown(app):
            break
        time.sleep(0.1)
        app.run()
    assert not app.exception
    assert "Of 72 heads on this input" in shown(app)


def test_what_was_typed_last_counts_for_the_button_that_is_clicked_right_after(loaded):
    """A click that leaves a text box sends the text and the click together."""
    app = run()
    app.text_input[0].set_value("word " * 600).run()
    cut = next(button for button in app.button if "characters only" in button.label)
    app.text_area(key="sentence text area").set_value("A text typed since.")
    cut.click().run()
    assert app.query_params["text"] == "A text typed since."
    app.text_input[0].set_value("the third of May, 2021")
    app.selectbox(key="sentence model picked").select("dates").run()
    assert (app.query_params["text"], app.query_params["model"]) == ("the third of May, 2021", "dates")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"layer": "0", "head": "99"}, "layer 0, head 99"),
        ({"layer": "<b>", "head": "1"}, "layer <b>, head 1"),
        ({"query": "-1"}, "query -1"),
        ({"query": "999"}, "query 999"),
    ],
)
def test_a_link_to_what_does_not_exist_says_so(query, words):
    app = run(**query)
    assert not app.exception
    assert words.lower() in shown(app).lower()


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_every_preset_is_shown_with_its_own_weights(preset):
    app = run("pages/matrices.py")
    app.selectbox(key="matrices preset picked").select(preset.name).run()
    assert not app.exception
    weights, title = heatmap(app)
    layer, head = (int(part[1:]) for part in title.split(":")[0].split())
    wanted = read_capture(capture_matrices(preset.matrices)).weights(layer, head)
    np.testing.assert_allclose(weights, wanted, rtol=0, atol=0)
    assert preset.sentence in "\n".join(caption.value for caption in app.caption)


def test_a_preset_changed_by_hand_lives_in_the_link():
    def values(app):
        return next(box for box in app.text_area if box.label == "V: values")

    app = run("pages/matrices.py")
    app.selectbox(key="matrices preset picked").select("example-a").run()
    values(app).set_value("[[10, 20], [30, 41.5]]").run()
    link = app.query_params["m"]
    assert matrices_from_link(link).values[1, 1] == 41.5
    opened = run("pages/matrices.py", m=link)
    assert values(opened).value == "[[10, 20],\n [30, 41.5]]"
    assert opened.selectbox(key="matrices preset picked").value is None


def test_what_cannot_be_read_gets_its_message_beside_it_and_stays():
    app = run("pages/matrices.py")
    for typed, words in (
        ("[[1, 2], [3]]", "Row 2 has 1 number, row 1 has 2"),
        ("[[1, a]]", "a"),
        ("[[1, NaN]]", "NaN"),
        ("[[1, Infinity]]", "Infinity"),
        ("[[1e300]]", "1e300"),
        ("", "Q"),
    ):
        app.text_area(key="matrices queries").set_value(typed).run()
        assert not app.exception
        assert words in shown(app)
        assert app.text_area(key="matrices queries").value == typed
        assert not app.get("plotly_chart")


def test_heads_that_do_not_divide_are_refused_in_words():
    app = run("pages/matrices.py")
    app.text_input(key="matrices heads").set_value("4").run()
    assert not app.exception
    assert "4 heads" in shown(app)


def test_a_broken_link_of_matrices_is_said():
    app = run("pages/matrices.py", m="1broken")
    assert not app.exception
    assert "broken" in shown(app)


def test_a_query_that_sees_nothing_is_said_and_drawn_as_masked():
    matrices = next(one for one in PRESETS if one.name == "identity").matrices
    cells = np.ones((matrices.n_queries, matrices.n_keys), dtype=bool)
    cells[1] = False
    app = run("pages/matrices.py", m=matrices_to_link(replace(matrices, mask=cells)))
    assert not app.exception
    assert "A query sees no key" in "\n".join(w.proto.title if hasattr(w, "proto") else "" for w in app.warning)
    assert np.isnan(heatmap(app)[0][1]).all()


def test_the_matrices_page_runs_through_the_entrypoint():
    app = run("streamlit_app.py").switch_page("pages/matrices.py").run()
    assert not app.exception
    assert app.selectbox(key="matrices preset picked").value == "one-match"
    assert heatmap(app)[0].shape == (5, 5)


def test_an_action_wins_over_an_address_that_is_behind():
    app = run(layer="1", head="8")
    app.query_params["head"] = "2"  # As a browser sends it that has not heard of the last run yet.
    app.selectbox(key="sentence query").select(4).run()
    assert heatmap(app)[1].startswith("L1 H8")
    assert app.query_params["query"] == "4"
    app.query_params["head"] = "2"  # Without an action it is a link that was followed, or Back.
    app.run()
    assert heatmap(app)[1].startswith("L1 H2")
