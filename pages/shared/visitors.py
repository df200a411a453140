"""Who a run of a page is for, and whether their page is still open."""

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx


def this_visitor() -> str:
    """The session that the script runs for: one tab of a browser until it is reloaded or closed."""
    context = get_script_run_ctx()
    return "" if context is None else context.session_id


def is_here(visitor: str) -> bool:
    """Whether the visitor's page has a line to the server now; True where no server runs, as in a test."""
    return not runtime.exists() or runtime.get_instance().is_active_session(visitor)
