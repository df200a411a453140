"""A file is made by the run that the click starts, once for each click."""

import base64

import pytest

from pages.shared import save_button as module
from pages.shared.save_button import save_button

KEY = "a page save"


class Browser:
    """Stands in for the component: keeps what it was sent, and reports a click."""

    def __init__(self, session):
        self.session = session

    def __call__(self, data, key, on_asked_change, width):
        assert (key, width) == (KEY, "content")
        self.data, self.report = data, on_asked_change

    def click(self, number):
        self.session[KEY] = {"asked": number}
        self.report()

    def file(self):
        return self.data["file"] and (self.data["file"]["asked"], base64.b64decode(self.data["file"]["content"]))


@pytest.fixture
def browser(monkeypatch):
    session: dict[str, object] = {}
    for name in ("kept", "widget_value"):
        monkeypatch.setattr(module, name, session.get)
    monkeypatch.setattr(module, "keep", session.__setitem__)
    browser = Browser(session)
    monkeypatch.setattr(module, "_draw", browser)
    return browser


def draw(content, **options):
    save_button("Save", lambda: content, "a.txt", "text/plain", key=KEY, **options)


def test_the_file_is_of_the_run_after_the_click_and_stays_until_the_next(browser):
    draw("before")
    assert browser.file() is None
    browser.click("1")
    draw("then\u00e9")
    assert browser.file() == ("1", "then\u00e9".encode())
    draw("later")
    assert browser.file() == ("1", "then\u00e9".encode())
    browser.click("2")
    draw(b"bytes")
    assert browser.file() == ("2", b"bytes")


def test_a_button_that_is_disabled_makes_nothing(browser):
    draw("x")
    browser.click("1")
    draw("x", disabled=True)
    assert browser.file() is None
    assert browser.data["disabled"]
