"""A first look at a stranger's tokenizer, in a process of its own: a tokenizer can end the process that reads it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from engine.errors import InputError
from engine.models.tokenizer import SCRIPTS

_SCRIPT = Path(__file__).with_name("splitting_process.py")
_LONGEST_S = 30
_MOST_BYTES = 1_500_000_000
_ADVICE = "Copy or download it again, or choose another model."


def check_splitting(file: Path, name: str) -> None:
    """InputError unless this tokenizer.json can be read, and splits a text, within bounds of time and memory."""
    if not sys.executable or not file.exists():
        return
    # -P: what lies beside the script is no library.
    command = [sys.executable, "-P", "-X", "utf8", str(_SCRIPT), str(file), str(_MOST_BYTES)]
    try:
        done = subprocess.run(
            command,
            input=SCRIPTS.encode(),
            capture_output=True,
            timeout=_LONGEST_S,
            check=False,
            env=os.environ | {"RAYON_NUM_THREADS": "1"},
        )
    except subprocess.TimeoutExpired:
        raise InputError(
            f"{file.name} of {name} takes more than {_LONGEST_S} seconds to split a line of text. {_ADVICE}"
        ) from None
    except OSError:
        return  # No process can be had now. What happens to this one then is no worse than without a first look.
    if done.returncode == 0:
        return
    said = done.stderr.decode(errors="replace").strip().splitlines()
    reason = said[-1][:300] if said else "no reason is given"
    if done.returncode < 0:
        ended = signal.Signals(-done.returncode).name
        raise InputError(f"{file.name} of {name} ends the program that reads it ({ended}: {reason}). {_ADVICE}")
    raise InputError(f"{file.name} of {name} cannot be read ({reason}). {_ADVICE}")
