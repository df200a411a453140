"""A component in which a visitor picks: what is chosen elsewhere is imposed under a new number, a pick is not."""

import pytest

from pages.shared.elements import picked as module
from pages.shared.elements.picked import Picker

KEY, DATA = "a page strip", {"tokens": 5}


class Browser:
    """Stands in for the component: keeps what it was sent, and reports what is picked in it."""

    def __init__(self, session):
        self.session = session
        self.sent = []

    def __call__(self, data, key, on_picked_change, on_theme_change):
        assert (key, on_theme_change()) == (KEY, None)
        self.sent.append(data)
        self.report = on_picked_change

    def pick(self, token):
        self.session[KEY] = {"picked": token}
        self.report()


@pytest.fixture
def session(monkeypatch):
    """What the session keeps, in place of Streamlit's."""
    kept: dict[str, object] = {}
    for name in ("kept", "widget_value"):
        monkeypatch.setattr(module, name, kept.get)
    monkeypatch.setattr(module, "keep", kept.__setitem__)

    def count_up(name):
        kept[name] = kept.get(name, 0) + 1
        return kept[name]

    monkeypatch.setattr(module, "count_up", count_up)
    return kept


@pytest.fixture
def shown(session):
    """shown(token) draws the component in another run of the page; the browser and what was picked come back."""
    browser, picks = Browser(session), []

    def read(token, data):
        return token if token in range(data["tokens"]) else None

    picker = Picker(browser, read, lambda token, number: {"token": token, "number": number})

    def show(token, theme="light"):
        picker.show(DATA, token, KEY, picks.append, theme)
        return browser, picks

    return show


def test_what_is_chosen_is_imposed_in_the_first_run_and_then_left_alone(shown):
    for token in (3, 3, 3):
        browser, _ = shown(token)
    assert browser.sent == [{"tokens": 5, "name": KEY, "imposed": {"token": 3, "number": 1}, "theme": "light"}] * 3


def test_nothing_chosen_is_imposed_too(shown):
    browser, _ = shown(None)
    assert browser.sent[0]["imposed"] == {"token": None, "number": 1}


def test_what_is_chosen_elsewhere_is_imposed_under_a_new_number(shown):
    for token in (3, 4, 3):
        browser, _ = shown(token)
    assert [data["imposed"]["number"] for data in browser.sent] == [1, 2, 3]
    assert [data["imposed"]["token"] for data in browser.sent] == [3, 4, 3]


def test_a_pick_is_reported_and_changes_nothing_of_what_is_sent(shown):
    browser, picks = shown(3)
    browser.pick(4)
    assert picks == [4]
    shown(4)  # The page has chosen it.
    assert browser.sent[1] == browser.sent[0]


def test_a_pick_that_the_page_does_not_follow_is_taken_back(shown):
    browser, _ = shown(3)
    browser.pick(4)
    shown(3)
    assert browser.sent[1]["imposed"] == {"token": 3, "number": 2}


@pytest.mark.parametrize("reported", [5, -1, "<b>", None])
def test_what_can_be_no_pick_is_left(shown, reported):
    browser, picks = shown(3)
    browser.pick(reported)
    shown(3)
    assert picks == []
    assert browser.sent[1] == browser.sent[0]


def test_a_report_without_a_pick_is_left(shown, session):
    browser, picks = shown(3)
    session[KEY] = None
    browser.report()
    assert picks == []


def test_the_theme_goes_with_the_data(shown):
    shown(3)
    browser, _ = shown(3, "dark")
    assert browser.sent[1] == browser.sent[0] | {"theme": "dark"}
