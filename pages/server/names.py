"""The names that this machine goes by, found without asking another one."""

import socket

LOCAL = ("localhost", "127.0.0.1", "::1")
"""What a machine calls itself."""

_NOWHERE = ("192.0.2.1", 9)
"""An address that is kept for documentation (RFC 5737): no machine has it."""


def names_on_the_network() -> list[str]:
    """The addresses and the names of this machine that others may reach it by, the likeliest first."""
    name = socket.gethostname()
    found = [_address_towards_others(), *_addresses_of(name), name.lower(), socket.getfqdn(name).lower()]
    return [each for each in dict.fromkeys(found) if each and each not in LOCAL and not each.startswith("127.")]


def _address_towards_others() -> str | None:
    """The address that packets to another network would leave from. Connecting a UDP socket sends none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_NOWHERE)
        except OSError:  # no network
            return None
        address: str = probe.getsockname()[0]
    return address


def _addresses_of(name: str) -> list[str]:
    try:
        found = socket.getaddrinfo(name, None, family=socket.AF_INET)
    except OSError:  # a name that the machine itself does not know
        return []
    return [str(address[0]) for *_, address in found]
