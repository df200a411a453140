"""What went wrong in a page, and what it asked of the world."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Request, Route

OWN_HOSTS = {"127.0.0.1"}
LOCAL_SCHEMES = {"data", "blob", "about"}


class PageLog:
    """Collects from every page of a context; requests to other hosts are refused.

    problems: errors on the console, uncaught exceptions, requests that failed or came back with 400 or more.
    foreign: the addresses on other hosts that were asked for.
    allow: pieces of text; a problem that holds one of them is expected.
    """

    def __init__(self, context: BrowserContext, allow: tuple[str, ...] = ()) -> None:
        self.problems: list[str] = []
        self.foreign: list[str] = []
        self._allow = allow
        context.on("console", lambda message: message.type == "error" and self._note(f"console: {message.text}"))
        context.on("weberror", lambda error: self._note(f"exception: {error.error}"))
        context.on("requestfailed", self._request_failed)
        context.on("response", lambda reply: reply.status >= 400 and self._note(f"{reply.status}: {reply.url}"))
        context.route(lambda url: not is_own(url), self._refuse)
        context.on("page", lambda page: page.on("websocket", lambda socket: self._check_socket(socket.url)))

    def _note(self, problem: str) -> None:
        if not any(piece in problem for piece in self._allow):
            self.problems.append(problem)

    def _request_failed(self, request: Request) -> None:
        # A page that moves on aborts its own requests, which is no fault; a refused one is in `foreign` already.
        if request.failure != "net::ERR_ABORTED" and is_own(request.url):
            self._note(f"{request.failure}: {request.url}")

    def _refuse(self, route: Route) -> None:
        self.foreign.append(route.request.url)
        route.abort()

    def _check_socket(self, url: str) -> None:
        if not is_own(url):
            self.foreign.append(url)


def is_own(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in LOCAL_SCHEMES or parts.hostname in OWN_HOSTS
