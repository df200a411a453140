"""What Transformers says is kept quiet, and what it raises is said in one line."""

from transformers.utils import logging

from engine.models.transformers_library import first_line, quiet_transformers


def test_transformers_prints_errors_only_while_it_is_kept_quiet():
    before = logging.get_verbosity()
    with quiet_transformers():
        assert logging.get_verbosity() == logging.ERROR
    assert logging.get_verbosity() == before


def test_an_error_is_its_kind_and_its_first_line():
    assert first_line(ValueError("wrong size\nand much more")) == "ValueError: wrong size"
    assert first_line(KeyError()) == "KeyError"
    assert first_line(OSError("x" * 1_000)) == f"OSError: {'x' * 300}"
