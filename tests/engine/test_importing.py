"""Two threads that come to PyTorch and Transformers from different sides."""

import subprocess
import sys

import pytest

CODE = """
import sys, threading, time
from engine.importing import importing
from engine.matrices.presets import PRESETS
from pages.parts.matrices.readings import matrices_reading
from pages.shared.loading import Loading, _load

loading, failed = Loading(), []

def show_matrices():
    time.sleep(float(sys.argv[1]))
    try:
        matrices_reading.__wrapped__("a link", PRESETS[0].matrices)
    except Exception as error:
        failed.append(error)

thread = threading.Thread(target=show_matrices)
thread.start()
_load("minilm", loading, 0.0)
thread.join()
print(loading.error, failed)
"""


@pytest.mark.parametrize("seconds", [0.0, 0.5, 1.5])
def test_matrices_are_read_while_the_model_is_being_loaded(seconds):
    done = subprocess.run([sys.executable, "-c", CODE, str(seconds)], capture_output=True, text=True, timeout=200)
    assert done.stdout.strip() == "[]", done.stderr[-2000:]


def test_matrices_need_no_transformers():
    code = "import sys, engine.reading.captures; print('transformers' in sys.modules, 'torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
