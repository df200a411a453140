"""A link to a model that is none of the catalogue's."""

from playwright.sync_api import Page

from tests.browser.harness.idle import wait_idle


def agree_to_model(page: Page) -> Page:
    """Loads the model that a link asks for, unless somebody has on this server; the page itself, once it is idle."""
    button = page.get_by_role("button", name="Load it", exact=True)
    if button.count():
        button.click()
        button.wait_for(state="detached")
        wait_idle(page)
    return page
