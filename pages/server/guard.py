"""Middleware: which hosts and origins are answered, and what every answer tells a browser."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.server.open_files import is_full

_CLOSED = ("/_stcore/metrics",)
"""What the server tells of itself to nobody: visitors, memory, cached files."""


class Guard:
    """Answers only to the server's own names, and opens no line for another site's page.

    A page anywhere on the web can point a name of its own at 127.0.0.1 and then read what is served there (DNS
    rebinding): the Host that a browser sends gives it away. A page of another site can open a WebSocket to any address:
    its Origin gives it away.

    hosts: names without ports, "*" for any, "*.school.org" for all below; none stands for any, as Streamlit has it.
    origins: other addresses ("https://school.org") whose pages may open a line.
    """

    def __init__(self, app: ASGIApp, hosts: Sequence[str], origins: Sequence[str]) -> None:
        self._app = app
        self._hosts = [host.strip().strip("[]").lower().rstrip(".") for host in hosts] or ["*"]
        self._origins = {origin.strip().lower() for origin in origins}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if refused := self._refused(scope, headers):
            await refused(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _refused(self, scope: Scope, headers: Headers) -> PlainTextResponse | None:
        host, origin, accept = headers.get("host", ""), headers.get("origin"), headers.get("accept", "")
        if not self._is_ours(_name_of(f"//{host}")):
            return _no(
                400, "This server does not answer to the name in the address. Whoever runs it can allow the name."
            )
        if scope["type"] == "websocket" and origin is not None:
            same = urlsplit(origin).netloc.lower() == host.lower()
            if not same and origin.lower() not in self._origins:
                return _no(403, "Pages of another site may not open a line to this server.")
        if scope["path"].rstrip("/").endswith(_CLOSED):
            return _no(404, "Not found")
        if _begins_a_visit(scope, accept) and is_full():
            return _no(503, "All places of this server are taken. Try again in a minute.")
        return None

    def _is_ours(self, name: str | None) -> bool:
        if name is None:
            return False
        return any(
            host in ("*", name) or (host.startswith("*.") and name.endswith(host.removeprefix("*")))
            for host in self._hosts
        )


class Safe:
    """Sends with every answer what a browser may do with it."""

    def __init__(self, app: ASGIApp, policy: str) -> None:
        self._app = app
        self._headers = {
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            # A link holds the visitor's text: no other site learns from where a visitor came.
            "Referrer-Policy": "no-referrer",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        }
        if "frame-ancestors 'none'" in policy:
            self._headers["X-Frame-Options"] = "DENY"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def _begins_a_visit(scope: Scope, accept: str) -> bool:
    """Whether a browser asks for a page, or opens the line of one."""
    return bool(scope["type"] == "websocket") or accept.startswith("text/html")


def _name_of(address: str) -> str | None:
    """The host of an address, without its port; None where it is none."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    if parts.username is not None or parts.path or parts.query or parts.fragment or not parts.hostname:
        return None
    return parts.hostname.rstrip(".")


def _no(status: int, why: str) -> PlainTextResponse:
    return PlainTextResponse(f"{why}\n", status_code=status)
