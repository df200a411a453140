"""What stands around Streamlit's server: what keeps strangers out, its limits, and what is said when a page breaks."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from streamlit import config

from pages.server.guard import Guard, Safe
from pages.server.open_files import raise_the_limit
from pages.server.policy import policy

_LOG = logging.getLogger(__name__)

BROKEN = (
    "**Something broke on this page that Headlight did not foresee.** What you have typed is still there: change the "
    "input or reload the page. What broke is printed on the terminal of the server."
)


def middleware() -> list[Middleware]:
    """What every request passes on its way in, and every answer on its way out."""
    guard = Middleware(
        Guard,
        hosts=config.get_option("server.allowedHosts"),
        origins=config.get_option("server.corsAllowedOrigins"),
    )
    return [guard, Middleware(Safe, policy=policy())]


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """From before the first visitor to after the last."""
    raise_the_limit()
    yield


def say_that_it_broke(error: Exception) -> bool:
    """The last resort of a page; what is foreseen has a message of its own where it happens."""
    _LOG.error("a page broke", exc_info=error)
    st.error(BROKEN, icon=":material/error:")
    return True
