"""The section "What comes next" on a made-up model, by AppTest: tests/browser/apps/generation.py."""

import base64
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine.errors import InputError
from pages.parts.sentence import next_tokens
from pages.parts.sentence.continuation import CHOICES
from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[2]
TEXT = "the wolf ran over a hill and"
GIVEN = 7
END = "<|end|>"


def run(**query):
    app = AppTest.from_file(str(ROOT / "tests/browser/apps/generation.py"), default_timeout=PATIENCE_S)
    for name, value in query.items():
        app.query_params[name] = str(value)
    return checked(app.run())


def checked(app):
    assert not app.exception
    return app


def press(app, label):
    return checked(next(button for button in app.button if button.label == label).click().run())


def words(app):
    return "\n".join(element.value for kind in (app.text, app.caption, app.warning) for element in kind)


def titles(app):
    return [warning.proto.title for warning in app.warning]


def written(app):
    return app.code[0].value.strip("\n") if app.code else None


def link(app):
    """What the address says of the continuation and the query."""
    return {name: app.query_params[name] for name in (*CHOICES, "query") if name in app.query_params}


def bars(app):
    """The probabilities and the labels of the section's figure."""
    figure = json.loads(app.get("plotly_chart")[-1].proto.spec)
    (trace,) = figure["data"]
    axis = figure["layout"]["yaxis"]
    x = trace["x"]
    if isinstance(x, dict):
        x = np.frombuffer(base64.b64decode(x["bdata"]), dtype=x["dtype"])
    return list(x), [axis["labelalias"][name] for name in axis["categoryarray"]], trace["text"]


def foretold(last, count=10, vocabulary=14):
    """What the made-up model says after a word, worked out here once more: places in its vocabulary, probabilities."""
    logits = np.random.default_rng(last).normal(scale=2.0, size=vocabulary)
    logits[last] = -5.0
    chances = np.exp(logits) / np.exp(logits).sum()
    order = np.argsort(-chances)[:count]
    return order, chances[order]


WOLF, RAN, AND = 1, 2, 6
"""Places of words in the made-up vocabulary."""


def test_without_a_query_it_foretells_what_comes_after_the_last_token():
    app = run()
    order, chances = foretold(AND)
    drawn, labels, _ = bars(app)
    np.testing.assert_allclose(drawn, chances, rtol=1e-12)
    assert order[0] == WOLF
    assert labels[0] == "␣wolf"
    assert f"After “and” the model would write “␣wolf”, with a probability of {chances[0]:.0%}." in words(app)
    assert f"These 10 tokens have {chances.sum():.1%} of the probability" in words(app)


def test_with_a_query_it_foretells_what_comes_after_it_and_says_what_really_came():
    app = run(query=1)
    drawn, _, texts = bars(app)
    order, chances = foretold(WOLF)
    np.testing.assert_allclose(drawn, chances, rtol=1e-12)
    assert order[6] == RAN
    assert "After “wolf” the model would write" in words(app)
    assert f"The text goes on with the 7th likeliest, “␣ran” ({chances[6]:.1%})." in words(app)
    assert [("◄" in text) for text in texts] == [place == 6 for place in range(10)]
    assert "◄ follows in the text." in words(app)


def test_a_token_that_was_not_foretold_is_said_to_be_none_of_the_likeliest():
    app = run(query=2)
    assert "over" not in "".join(bars(app)[1])
    assert "The text goes on with a token that is not among the 10 likeliest." in words(app)
    assert "◄" not in words(app)


def test_a_model_that_fails_to_foretell_is_said_to_and_the_rest_stays(monkeypatch):
    def fail(*_):
        raise InputError("made-up failed to say what comes next.")

    monkeypatch.setattr(next_tokens, "likeliest_tokens", fail)
    app = run()
    assert titles(app) == ["What comes next cannot be said"]
    assert "failed to say what comes next" in words(app).replace("\\", "")
    assert app.subheader


def test_a_model_that_foretells_nothing_has_no_such_section():
    app = run(encoder=1)
    assert not app.subheader
    assert not app.number_input
    assert not app.button


def test_continuing_writes_the_choice_to_the_link_and_the_link_gives_the_same_text():
    app = run()
    assert written(app) is None
    app.number_input(key="generation to write").set_value(9)
    app = press(app, "Continue the text")
    assert link(app) == {"more": "9", "query": str(GIVEN)}
    text = written(app)
    assert text.split()[0] == "wolf"
    assert "The model wrote 9 tokens, as many as were asked for:" in words(app)
    assert "marks the tokens that the model wrote" in words(app)
    again = run(**link(app))
    assert written(again) == text
    assert again.number_input(key="generation to write").value == 9


def test_temperature_and_seed_are_asked_for_only_when_tokens_are_drawn():
    app = run()
    assert [number.label for number in app.number_input] == ["Tokens to write"]
    app.segmented_control(key="generation way").set_value("drawn").run()
    assert [number.label for number in app.number_input] == ["Tokens to write", "Temperature", "Seed"]
    assert [number.value for number in app.number_input] == [20, 1.0, 0]
    assert link(app) == {}  # settings are no choice before they are confirmed


def test_a_drawn_text_is_the_same_from_the_same_link_and_another_with_another_seed():
    app = run()
    app.segmented_control(key="generation way").set_value("drawn").run()
    app.number_input(key="generation to write").set_value(12)
    app.number_input(key="generation heat").set_value(1.25)
    app.number_input(key="generation draw").set_value(3).run()
    app = press(app, "Continue the text")
    assert link(app) == {"more": "12", "temperature": "1.25", "seed": "3", "query": "7"}
    again = run(**link(app))
    assert written(again) == written(app)
    assert [number.value for number in again.number_input] == [12, 1.25, 3]
    assert again.segmented_control(key="generation way").value == "drawn"
    assert written(run(**link(app) | {"seed": "4"})) != written(app)


def test_only_my_text_takes_the_continuation_back_and_keeps_its_settings():
    app = run(more=12, temperature=0.7, seed=5, query=9)
    app = press(app, "Only my text")
    assert link(app) == {}
    assert written(app) is None
    assert [number.value for number in app.number_input] == [12, 0.7, 5]
    assert "Only my text" not in [button.label for button in app.button]
    app = press(app, "Continue the text")
    assert link(app) == {"more": "12", "temperature": "0.7", "seed": "5", "query": "7"}


def test_a_query_of_ones_own_text_stays_when_the_continuation_is_taken_back():
    assert link(press(run(more=5, query=3), "Only my text")) == {"query": "3"}


def test_generated_tokens_are_stepped_through_one_by_one():
    app = run(more=3)
    assert "Step through them one by one." in words(app)
    seen = []
    for query in (7, 8, 9):
        app = press(app, "Next token")
        assert app.query_params["query"] == str(query)
        seen.append(next(text.value for text in app.text if text.value.startswith("Token ")))
    assert seen[0] == "Token 1 of 3: “wolf”"
    assert seen[2].startswith("Token 3 of 3")
    assert disabled(app) == {"Previous token": False, "Next token": True}
    app = press(press(app, "Previous token"), "Previous token")
    assert app.query_params["query"] == "7"
    assert disabled(app) == {"Previous token": True, "Next token": False}


def disabled(app):
    return {button.label: button.disabled for button in app.button if button.label.endswith("token")}


def test_the_row_that_chose_a_token_is_the_one_before_it():
    app = run(more=3, query=8)
    assert "Token 2 of 3" in words(app)
    app.radio(key="generation row").set_value("before").run()
    assert link(app) == {"more": "3", "row": "before", "query": "7"}
    assert "Token 2 of 3" in words(app)
    app = press(app, "Previous token")
    assert link(app)["query"] == "6"  # the last token of the text, from which the model wrote the first of its own
    assert "Token 1 of 3: “wolf”" in words(app)
    assert "After “and” the model would write “␣wolf”" in words(app)
    assert disabled(app) == {"Previous token": True, "Next token": False}
    again = run(**link(app))
    assert again.radio(key="generation row").value == "before"
    again.radio(key="generation row").set_value("own").run()
    assert link(again) == {"more": "3", "query": "7"}
    assert "Token 1 of 3: “wolf”" in words(again)


def test_a_query_of_ones_own_text_is_no_step():
    app = run(more=3, query=2)
    assert "Step through them one by one." in words(app)
    assert link(press(app, "Next token"))["query"] == "7"


def test_a_text_that_the_model_ended_by_itself_says_so():
    seeds = (run(more=40, temperature=2, seed=seed) for seed in range(20))
    app = next(app for app in seeds if "and ended the text by itself" in words(app))
    count = int(words(app).split("The model wrote ")[1].split()[0])
    assert count < 40
    assert END not in written(app)
    assert f"After “{END}” the model would write" in words(app)
    assert "But here it ended the text." in words(app)
    last = run(**link(app), query=GIVEN + count - 1)
    assert f"Token {count} of {count}: “{END}”" in words(last)


WRONG = [
    {"more": "0"},
    {"more": "501"},
    {"more": "-3"},
    {"more": "2.5"},
    {"more": "many"},
    {"more": "**b**"},
    {"more": "5", "temperature": "5.01"},
    {"more": "5", "temperature": "-1"},
    {"more": "5", "temperature": "nan"},
    {"more": "5", "temperature": "inf"},
    {"more": "5", "temperature": "1e0"},
    {"more": "5", "temperature": "0.001"},
    {"more": "5", "seed": "2147483648"},
    {"more": "5", "seed": "-1"},
    {"more": "5", "seed": "١"},
    {"more": "9" * 5000},
]


@pytest.mark.parametrize("query", WRONG, ids=lambda query: str(query)[:60])
def test_a_link_to_a_continuation_that_cannot_be_says_so_and_shows_the_text_alone(query):
    app = run(**query)
    assert titles(app) == ["The text is not continued"]
    name = list(query)[-1]
    said = words(app).replace("\\", "")
    assert {"more": "number of tokens", "temperature": "temperature", "seed": "seed"}[name] in said
    assert query[name][:29] in said
    assert written(app) is None
    assert not titles(press(app, "Continue the text"))


def test_texts_of_the_model_are_never_markup():
    app = run(hostile=1, more=30, temperature=3, seed=0, query=9)
    assert any(hostile in written(app) for hostile in ("**bold**", "<img", "[link]"))
    assert "\u202e" not in written(app)
    assert "\u202e" not in words(app)
    for place in ("**bold**", "<img", "[link]", "</s>"):
        for element in (*app.caption, *app.markdown, *app.subheader, *app.button):
            assert place not in str(getattr(element, "value", "") or element.label)


def test_the_section_does_not_wait_for_torch():
    code = "import sys, pages.parts.sentence.generation; sys.exit(bool({'torch', 'transformers'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
