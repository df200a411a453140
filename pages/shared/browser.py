"""What the browser keeps for another session: a component on every page that shows nothing."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from pages.shared.choices import widget_value
from viz.components.files import component_files

_source = component_files("drafts")
_draw = st.components.v2.component("drafts", html=_source["html"], css=_source["css"], js=_source["js"])


_KEY = "drafts"


def exchange_drafts(
    data: Mapping[str, Any], on_brought: Callable[[object], None], on_problem: Callable[[object], None]
) -> object:
    """Hands the browser what it is to keep. on_brought is called before the run with what it has kept, unchecked.

    In the first run of a session, before which nothing can be called, that is returned; None in all others.
    on_problem is called with what keeps the browser from keeping anything.
    """
    is_first = widget_value(_KEY) is None

    def call(take: Callable[[object], None], name: str) -> Callable[[], None]:
        return lambda: take((widget_value(_KEY) or {}).get(name))

    result = _draw(
        data=dict(data),
        key=_KEY,
        on_brought_change=call(on_brought, "brought"),
        on_problem_change=call(on_problem, "problem"),
        width="content",
    )
    return result.get("brought") if is_first else None
