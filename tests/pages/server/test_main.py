"""What a class is told, and what the server is started with."""

from itertools import pairwise

import pytest
import segno

from pages.parts.sentence.own_model import ONLY_CATALOGUE
from pages.server.__main__ import announcement, command, qr_code
from pages.server.names import LOCAL, names_on_the_network


def test_the_server_answers_to_its_names_on_the_network_and_to_its_own():
    called = command("0.0.0.0", 8600, ["10.0.0.7", "lab"])
    hosts = [after for before, after in pairwise(called) if before == "--server.allowedHosts"]
    assert hosts == ["10.0.0.7", "lab", *LOCAL]
    assert called[called.index("--server.address") + 1] == "0.0.0.0"
    assert called[called.index("--server.port") + 1] == "8600"
    # Named, so that Streamlit asks no other machine for this one's address.
    assert called[called.index("--browser.serverAddress") + 1] == "10.0.0.7"


def test_names_on_the_network_are_not_those_of_the_machine_for_itself():
    found = names_on_the_network()
    assert len(found) == len(set(found))
    assert not set(found) & set(LOCAL)


def test_without_a_network_the_class_is_told_so(monkeypatch):
    monkeypatch.setattr("socket.socket.connect", lambda *_: (_ for _ in ()).throw(OSError))
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: (_ for _ in ()).throw(OSError))
    monkeypatch.setattr("socket.gethostname", lambda: "localhost")
    monkeypatch.setattr("socket.getfqdn", lambda _: "localhost")
    assert names_on_the_network() == []
    assert "no address on a network" in announcement([], 8501)
    assert command("0.0.0.0", 8501, [])[-2:] == ["--server.allowedHosts", "::1"]


@pytest.mark.parametrize(("value", "said"), [("1", "catalogue; no folder"), ("0", "every visitor can name any folder")])
def test_the_class_is_told_which_models_it_may_choose(monkeypatch, value, said):
    monkeypatch.setenv(ONLY_CATALOGUE, value)
    text = announcement(["10.0.0.7", "lab"], 8501)
    assert text.startswith("Headlight for a class: http://10.0.0.7:8501\n")
    assert "Also: http://lab:8501" in text
    assert said in text


def test_the_qr_code_is_the_address_with_a_quiet_zone_of_four():
    """Segno is tested against readers of QR codes; each character here is two of its modules, light on dark."""
    address = "http://10.0.0.7:8501"
    rows = qr_code(address).splitlines()
    drawn = [
        [light for character in row for light in (character in halves,)] for row in rows for halves in ("█▀", "█▄")
    ]
    dark = [[not light for light in row] for row in drawn]
    modules = [[bool(module) for module in row] for row in segno.make(address, error="m", micro=False).matrix]
    side = len(modules)
    assert [row[4 : 4 + side] for row in dark[4 : 4 + side]] == modules
    assert not any(any(row) for row in dark[:4])
    assert all(not any(row[:4]) and not any(row[-4:]) for row in dark[: side + 8])
