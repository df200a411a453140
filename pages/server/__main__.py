"""Headlight for a class: `python -m pages.server`, which `make serve` calls.

Unlike `streamlit run streamlit_app.py`, which answers to its own machine alone, it answers to the network, under the
names that this machine goes by there; visitors get the models of the catalogue only.
"""

import argparse
import os
import sys
from pathlib import Path

import segno

from pages.parts.sentence.own_model import ONLY_CATALOGUE
from pages.server.names import LOCAL, names_on_the_network
from pages.server.settings import check_settings

_APP = Path(__file__).parents[2] / "streamlit_app.py"


def main() -> None:
    """Prints the address and starts the server in the place of this process."""
    wanted = _arguments().parse_args()
    check_settings()
    names = [*wanted.name, *([wanted.address] if wanted.address not in ("0.0.0.0", "::") else names_on_the_network())]
    os.environ.setdefault(ONLY_CATALOGUE, "1")
    print(announcement(names, wanted.port), flush=True)
    os.execv(sys.executable, [sys.executable, *command(wanted.address, wanted.port, names)])


def command(address: str, port: int, names: list[str]) -> list[str]:
    """What Python is called with to serve on an address, under these names and those of the machine for itself."""
    options = {"server.address": address, "server.port": port, "server.headless": "true"}
    options |= {"logger.hideWelcomeMessage": "true", "browser.serverAddress": (names or LOCAL)[0]}
    arguments = ["-m", "streamlit", "run", str(_APP)]
    for option, value in options.items():
        arguments += [f"--{option}", str(value)]
    for name in dict.fromkeys((*names, *LOCAL)):
        arguments += ["--server.allowedHosts", name]
    return arguments


def announcement(names: list[str], port: int) -> str:
    """The address for the class, large enough to be photographed, and what holds here."""
    if not names:
        return "This machine has no address on a network: Headlight can be opened on it alone.\n"
    addresses = [f"http://{f'[{name}]' if ':' in name else name}:{port}" for name in names]
    lines = [f"Headlight for a class: {addresses[0]}", ""]
    picture = qr_code(addresses[0])
    lines += [picture] if _can_print(picture) else ["(This terminal cannot show a QR code.)", ""]
    if others := addresses[1:]:
        lines.append(f"Also: {', '.join(others)}")
    if os.environ.get(ONLY_CATALOGUE, "1").strip() not in ("", "0"):
        lines.append(
            "Visitors choose among the models of the catalogue; no folder of this machine, nothing of the hub."
        )
    else:
        lines.append(f"{ONLY_CATALOGUE}=0: every visitor can name any folder of this machine, and models of the hub.")
    lines.append("Ctrl+C ends it.")
    return "\n".join(lines)


def qr_code(address: str) -> str:
    """The address as a QR code of half blocks, light on dark, with the quiet zone that readers need."""
    rows = [list(row) for row in segno.make(address, error="m", micro=False).matrix_iter(border=4)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    blocks = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}
    return "\n".join(
        "".join(blocks[int(top), int(bottom)] for top, bottom in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    )


def _can_print(picture: str) -> bool:
    try:
        picture.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m pages.server", description="Serve Headlight to a class.")
    parser.add_argument("--address", default="0.0.0.0", help="the address to listen at; default: all of this machine")
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument(
        "--name",
        action="append",
        default=[],
        help="another name that browsers reach it by, of a proxy for example; the first one is shown; can be repeated",
    )
    return parser


if __name__ == "__main__":
    main()
