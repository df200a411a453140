"""What a table says of the machine it was made on."""

import os


def machine_line() -> str:
    """The number of cores and how busy they are: figures of a busy machine are not to be kept."""
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} (average of the last minute)"
