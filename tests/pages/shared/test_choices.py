"""What a visitor has chosen: kept for the session, mirrored to the address, and handed out as text only."""

import ast
import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared.choices import LONGEST_LINK, Choices
from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[3]
OWNER = ROOT / "pages" / "shared" / "choices.py"


def a_page():
    """Two choices that stand in the link, and one, the draft, that does not."""
    import streamlit as st

    from pages.shared.choices import Choices, seed_widget, widget_value

    choices = Choices("a page", in_the_link=("text", "head"))
    choices.follow_link()

    def typed():
        choices.choose(text=widget_value("typed"))

    st.text_input("Text", key=seed_widget("typed", choices.get("text", "nothing yet")), on_change=typed)
    st.button("Head 3", on_click=choices.choose, kwargs={"head": 3})
    st.button("No head", on_click=choices.choose, kwargs={"head": None})
    st.button("Draft", on_click=choices.choose, kwargs={"draft": "a draft"})
    st.text(repr(choices.among(["text", "head", "draft"])))
    st.caption(repr(choices.write_link()))


def run(page=a_page, **link):
    app = AppTest.from_function(page, default_timeout=PATIENCE_S)
    app.query_params.update(link)
    return checked(app.run())


def checked(app):
    assert not app.exception
    return app


def press(app, label):
    return checked(next(button for button in app.button if button.label == label).click().run())


def chosen(app):
    return ast.literal_eval(app.text[0].value)


def left_out(app):
    return ast.literal_eval(app.caption[0].value)


def address(app):
    return {name: value[0] if isinstance(value, list) else value for name, value in app.query_params.items()}


# The address


def test_a_deep_link_is_read_on_the_first_visit():
    app = run(text="a cat", head="2")
    assert chosen(app) == {"text": "a cat", "head": "2"}
    assert app.text_input[0].value == "a cat"
    assert address(app) == {"text": "a cat", "head": "2"}


def test_without_a_link_nothing_is_chosen():
    app = run()
    assert chosen(app) == {}
    assert address(app) == {}


def test_a_choice_stands_in_the_address_and_one_taken_back_does_not():
    app = press(run(text="a cat"), "Head 3")
    assert chosen(app) == {"text": "a cat", "head": "3"}
    assert address(app) == {"text": "a cat", "head": "3"}
    app = press(app, "No head")
    assert chosen(app) == {"text": "a cat"}
    assert address(app) == {"text": "a cat"}


def test_only_the_choices_of_the_link_are_read_from_the_address_and_written_to_it():
    app = run(draft="from elsewhere", head="2")
    assert chosen(app) == {"head": "2"}
    app = press(app, "Draft")
    assert chosen(app) == {"head": "2", "draft": "a draft"}
    assert address(app) == {"head": "2"}


def test_a_link_that_was_opened_replaces_all_that_was_chosen():
    app = press(press(run(text="a cat"), "Head 3"), "Draft")
    app.query_params.clear()
    app.query_params["text"] = "a dog"
    checked(app.run())
    assert chosen(app) == {"text": "a dog"}


def test_back_brings_what_was_chosen_before():
    app = press(run(text="a cat"), "Head 3")
    del app.query_params["head"]  # The address before the last click.
    checked(app.run())
    assert chosen(app) == {"text": "a cat"}
    assert address(app) == {"text": "a cat"}


def test_an_address_that_is_behind_an_action_is_no_link_to_follow():
    app = run(text="a cat", head="1")
    app.query_params["head"] = "2"  # As a browser sends it that has not heard of the last run yet.
    app.text_input[0].set_value("a dog").run()
    assert chosen(app) == {"text": "a dog", "head": "1"}
    assert address(app) == {"text": "a dog", "head": "1"}
    app.query_params["head"] = "2"  # Without an action it is a link that was followed, or Back.
    checked(app.run())
    assert chosen(app) == {"text": "a dog", "head": "2"}


def test_an_empty_address_after_a_change_of_pages_keeps_what_was_chosen():
    app = press(run(text="a cat"), "Head 3")
    app.query_params.clear()
    checked(app.run())
    assert chosen(app) == {"text": "a cat", "head": "3"}
    assert address(app) == {"text": "a cat", "head": "3"}


def test_the_same_address_again_undoes_nothing():
    app = press(run(text="a cat"), "Draft")
    checked(app.run())
    assert chosen(app) == {"text": "a cat", "draft": "a draft"}


@pytest.mark.parametrize(
    ("text", "is_too_long"),
    [
        ("x" * LONGEST_LINK, False),
        ("x" * (LONGEST_LINK + 1), True),
        ("é" * (LONGEST_LINK // 6), False),  # %C3%A9: six characters of a link
        ("é" * (LONGEST_LINK // 6 + 1), True),
    ],
    ids=["just fits", "one too many", "just fits, encoded", "one too many, encoded"],
)
def test_what_is_too_long_for_a_link_is_said_and_kept_and_stays_out_of_it(text, is_too_long):
    app = run(head="2")
    app.text_input[0].set_value(text).run()
    assert left_out(app) == (["text"] if is_too_long else [])
    assert chosen(app) == {"text": text, "head": "2"}
    assert address(app) == ({"head": "2"} if is_too_long else {"text": text, "head": "2"})
    checked(app.run())  # The shortened address is its own, and takes nothing back.
    assert chosen(app) == {"text": text, "head": "2"}


def test_an_empty_text_is_a_choice_that_no_address_can_hold():
    app = run(text="a cat", head="2")
    app.text_input[0].set_value("").run()
    assert chosen(app) == {"text": "", "head": "2"}
    assert address(app) == {"head": "2"}
    assert app.text_input[0].value == ""


def test_only_some_choices_are_written_where_they_are_named():
    def page():
        from pages.shared.choices import Choices

        choices = Choices("a page", in_the_link=("seed", "run", "check"))
        choices.follow_link()
        choices.write_link("check")

    assert address(run(page, seed="7", run="x", check="y")) == {"check": "y"}


# One run of a page


def test_what_is_chosen_in_the_middle_of_a_run_is_read_by_every_handle_after_it():
    def page():
        import streamlit as st

        from pages.shared.choices import Choices

        choices, other = Choices("a page"), Choices("a page")
        seen = [choices.get("head"), "head" in other]
        choices.choose(head=3, text="a cat")
        seen += [choices.get("head"), other.get("head"), "head" in other, other.whole_number("head")]
        other.choose(head=None)
        choices.choose(text="")
        seen += ["head" in choices, choices.get("head", "none"), "text" in other, other.get("text", "none")]
        st.text(repr(seen))

    assert chosen(run(page)) == ["", False, "3", "3", True, 3, False, "none", True, ""]


def test_a_callback_of_an_earlier_run_acts_on_what_is_chosen_when_it_fires():
    def page():
        import streamlit as st

        from pages.shared.choices import Choices

        choices = Choices("a page", in_the_link=("count",))
        choices.follow_link()

        def count():
            choices.choose(count=int(choices.get("count", "0")) + 1)

        # Both fire before the next run: the second sees what the first has done.
        st.checkbox("One more", on_change=count)
        st.checkbox("And one more", on_change=count)
        st.text(repr(choices.get("count")))

    app = run(page)
    app.checkbox[0].check()
    app.checkbox[1].check()
    assert chosen(checked(app.run())) == "2"


def test_pages_know_nothing_of_one_anothers_choices():
    def page():
        import streamlit as st

        from pages.shared.choices import Choices

        one, other = Choices("one", ("head",)), Choices("other", ("head",))
        one.choose(head=3)
        other.choose(head=4)
        st.text(repr([one.get("head"), other.get("head"), one.key("head"), other.key("head")]))

    assert chosen(run(page)) == ["3", "4", "one head", "other head"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        (" 12 ", 12),
        ("999999", 999_999),
        ("1000000", None),
        ("9" * 5000, None),
        ("-1", None),
        ("1.5", None),
        ("1e3", None),
        ("٧", None),
        ("²", None),
        ("<b>", None),
        ("", None),
    ],
    ids=lambda value: str(value)[:12],
)
def test_a_whole_number_has_six_digits_at_most_and_nothing_else(text, number):
    def page():
        import streamlit as st

        from pages.shared.choices import Choices

        choices = Choices("a page", ("n",))
        choices.follow_link()
        st.text(repr(choices.whole_number("n")))

    assert chosen(run(page, n=text)) == number


def test_a_number_that_was_never_chosen_is_none():
    assert Choices("a page nobody was on").whole_number("n") is None


# Nothing hands out its inside


def test_what_comes_out_is_text_and_a_copy():
    def page():
        import streamlit as st

        from pages.shared.choices import Choices

        choices = Choices("a page")
        choices.choose(head=3, text="a cat")
        copy = choices.among(["head", "text", "window"])
        seen = dict(copy)
        copy.clear()
        copy["head"] = "5"
        st.text(repr([seen, choices.get("head"), choices.get("text")]))

    assert chosen(run(page)) == [{"head": "3", "text": "a cat"}, "3", "a cat"]


def test_a_link_that_was_followed_can_be_changed_without_changing_what_was_written():
    app = press(run(text="a cat"), "Head 3")
    del app.query_params["head"]
    checked(app.run())  # Back: the address is taken over.
    app = press(app, "Head 3")
    del app.query_params["head"]
    checked(app.run())  # And once more.
    assert chosen(app) == {"text": "a cat"}


def test_a_handle_holds_a_name_and_names_and_no_choice():
    assert [field.name for field in dataclasses.fields(Choices)] == ["page", "in_the_link", "kept", "typed"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        Choices("a page").page = "another"  # type: ignore[misc]


# Widgets and what else is kept


def test_a_widget_shows_what_is_chosen_and_gives_way_to_a_new_one_where_it_holds_something_else():
    def page():
        import streamlit as st

        from pages.shared.choices import Choices, note_place, seed_widget, widget_value

        note_place("here")
        choices = Choices("a page", ("text",))
        choices.follow_link()
        text = choices.get("text", "as chosen")
        typed = choices.key("text")
        st.text_input(
            "Text", text, key=seed_widget(typed, text), on_change=lambda: choices.choose(text=widget_value(typed))
        )
        choices.write_link()

    app = run(page, text="as linked")
    assert (app.text_input[0].value, app.text_input[0].key) == ("as linked", "a page text")
    # What the visitor types stays in its box, whose own default follows.
    app.text_input[0].set_value("typed")
    box = checked(app.run()).text_input[0]
    assert (box.value, box.key, box.proto.default) == ("typed", "a page text", "typed")
    # What comes from elsewhere is in a new box from its first message on: a lost message leaves no old text in it.
    for number, linked in enumerate(["as linked again", "and again"], start=2):
        app.query_params["text"] = linked
        box = checked(app.run()).text_input[0]
        assert (box.value, box.key, box.proto.default) == (linked, f"a page text ({number})", linked)
    app.text_input[0].set_value("typed again")
    assert checked(app.run()).text_input[0].value == "typed again"
    assert app.query_params["text"] == "typed again"


CLEARABLE = {"Examples", "Presets", "Query: the token that looks"}
"""Lists that a visitor can clear, which Streamlit offers only where none is chosen by default."""


def test_every_seeded_widget_has_what_it_shows_as_its_default_too():
    """A list for a visitor to clear is the exception."""
    without: list[str] = []
    n_seeded = 0
    for path in (ROOT / "pages").rglob("*.py"):
        for call in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)):
            given = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
            if not given.get("key", "").startswith("seed_widget("):
                continue
            n_seeded += 1
            first = 4 if ast.unparse(call.func) == "st.number_input" else 2
            if given.get("index") == "None" or not (
                len(call.args) >= first or {"value", "default", "index"} & {*given}
            ):
                without.append(ast.literal_eval(call.args[0]))
    assert n_seeded > 20
    assert set(without) == CLEARABLE


@pytest.mark.parametrize("moved", [True, False])
def test_widgets_are_all_seeded_anew_in_the_first_run_at_another_place(moved, monkeypatch):
    import streamlit as st

    from pages.shared.choices import note_place, seed_widget

    class Written(dict):
        """A session that notes what is written to it."""

        def __setitem__(self, key, value):
            written.append(key)
            super().__setitem__(key, value)

    written: list[str] = []
    monkeypatch.setattr(st, "session_state", Written())
    note_place("here")
    seed_widget("a widget", "the same")
    note_place("there" if moved else "here")
    written.clear()
    seed_widget("a widget", "the same")
    assert written == (["a widget"] if moved else [])


def test_a_counter_rises_and_what_is_kept_stays():
    def page():
        import streamlit as st

        from pages.shared.choices import asked_for, count_up, keep, kept, widget_value

        seen = [kept("a thing"), widget_value("no widget"), asked_for("view"), asked_for("nothing")]
        keep("a thing", (1, 2))
        st.text(repr([*seen, kept("a thing"), count_up("so far", 0), count_up("so far"), count_up("so far", 2)]))

    assert chosen(run(page, view="lecture")) == [None, None, "lecture", None, (1, 2), 0, 1, 3]


# The one owner


def owned(path: Path) -> Iterator[str]:
    """What a file reads or writes of the session and of the address, as it stands there."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and node.attr in ("session_state", "query_params"):
            yield f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node)}"


def test_nobody_else_touches_the_session_or_the_address():
    files = [ROOT / "streamlit_app.py", *(ROOT / "pages").rglob("*.py")]
    assert list(owned(OWNER))
    assert [place for path in files if path != OWNER for place in owned(path)] == []
