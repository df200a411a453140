"""Waiting for Streamlit."""

from playwright.sync_api import Page

from tests.patience import PATIENCE_MS

QUIET_MS = 200
"""How long the app must have been idle: a click takes a moment to reach the server and start the script."""

IS_QUIET = """(quiet) => {
    const app = document.querySelector('[data-testid=stApp]');
    const idle = app?.dataset.testScriptState === 'notRunning' && app.dataset.testConnectionState === 'CONNECTED'
        && !app.querySelector('[data-stale=true], [data-testid=stSkeleton]');
    if (!idle) { window.idleSince = undefined; return false; }
    window.idleSince ??= performance.now();
    return performance.now() - window.idleSince >= quiet;
}"""


def wait_idle(page: Page) -> None:
    """Wait until the script has run and its elements are drawn.

    After a click, wait for what the click brings where there is such a thing: a server under load may take longer
    than QUIET_MS to start the script.
    """
    page.evaluate("window.idleSince = undefined")
    page.wait_for_function(IS_QUIET, arg=QUIET_MS, timeout=PATIENCE_MS)
