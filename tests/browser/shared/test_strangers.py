"""What a running server tells strangers: by its own lines, as they would ask."""

import urllib.error
import urllib.request

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.browser.harness.apart import run_apart
from tests.patience import PATIENCE_S


def get(address, **headers):
    """The status and the headers of an answer."""
    asked = urllib.request.Request(address, headers={name.capitalize(): value for name, value in headers.items()})
    try:
        with urllib.request.urlopen(asked, timeout=PATIENCE_S) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.headers


async def open_line(address, origin):
    async with connect(address.replace("http://", "ws://") + "/_stcore/stream", origin=origin):
        pass


def test_a_page_comes_with_its_policy_and_in_no_frame(serve):
    status, headers = get(f"{serve()}/sentence", accept="text/html")
    assert status == 200
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-eval" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"


def test_a_foreign_name_and_a_foreign_page_are_refused(serve):
    address = serve()
    assert get(address, host="rebound.example")[0] == 400
    assert get(f"{address}/_stcore/metrics")[0] == 404
    run_apart(open_line(address, address))
    with pytest.raises(InvalidStatus, match="403"):
        run_apart(open_line(address, "https://elsewhere.example"))
