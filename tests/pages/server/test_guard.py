"""Who is answered, and what every answer says."""

import asyncio

import pytest

from pages.server.guard import Guard, Safe

OURS = ("localhost", "127.0.0.1", "::1", "*.school.org")


async def _app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"the page"})


def ask(app, *, path="/sentence", kind="http", **headers):
    """The status and the headers of the answer."""
    sent = []

    async def send(message):
        sent.append(message)

    pairs = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    asyncio.run(app({"type": kind, "path": path, "headers": pairs}, None, send))
    start = sent[0]
    return start["status"], {name.decode(): value.decode() for name, value in start["headers"]}


def status(hosts=OURS, origins=(), **asked):
    return ask(Guard(_app, hosts, origins), **asked)[0]


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:8501", "LOCALHOST:8501", "localhost.", "127.0.0.1:8501", "[::1]:8501", "a.school.org:80"],
)
def test_a_name_of_the_server_is_answered_whatever_the_port(host):
    assert status(host=host) == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:8501",
        "localhost.evil.example",
        "evilschool.org",
        "school.org",
        "user@localhost",
        "localhost/x",
        "localhost:port",
        "[::1",
        "",
        "évil",
    ],
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_another_name_is_refused(host, kind):
    assert status(host=host, kind=kind) == 400


def test_a_request_without_a_host_is_refused():
    assert status() == 400


@pytest.mark.parametrize("hosts", [(), ("*",)])
def test_where_no_names_are_set_any_is_answered(hosts):
    assert status(hosts, host="any.example") == 200


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("http://localhost:8501", 200),
        ("https://localhost:8501", 200),  # a proxy speaks TLS with the browser
        ("http://localhost:9999", 403),
        ("https://evil.example", 403),
        ("null", 403),
        ("https://portal.example", 200),
    ],
)
def test_a_line_is_opened_for_pages_of_this_server_and_for_those_that_are_named(origin, expected):
    asked = {"host": "localhost:8501", "origin": origin}
    assert status(origins=["https://portal.example"], kind="websocket", **asked) == expected


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/metrics/", "/base/_stcore/metrics"])
def test_nobody_is_told_the_servers_metrics(path):
    assert status(host="localhost", path=path) == 404
    assert status(host="localhost", path="/_stcore/health") == 200


def test_a_full_server_says_so_to_who_comes_and_serves_who_is_there(monkeypatch):
    monkeypatch.setattr("pages.server.guard.is_full", lambda: True)
    assert status(host="localhost", accept="text/html,*/*") == 503
    assert status(host="localhost", kind="websocket") == 503
    assert status(host="localhost", accept="*/*", path="/static/js/index.js") == 200


def test_every_answer_says_what_a_browser_may_do_with_it():
    code, headers = ask(Safe(_app, "default-src 'self'; frame-ancestors 'none'"))
    assert code == 200
    assert headers["content-security-policy"] == "default-src 'self'; frame-ancestors 'none'"
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-type"] == "text/plain"


def test_where_framing_was_asked_for_the_old_header_does_not_forbid_it():
    assert "x-frame-options" not in ask(Safe(_app, "frame-ancestors https://moodle.example"))[1]
