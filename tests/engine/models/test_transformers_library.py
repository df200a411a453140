"""What Transformers says is kept quiet."""

from transformers.utils import logging

from engine.models.transformers_library import quiet_transformers


def test_transformers_prints_errors_only_while_it_is_kept_quiet():
    before = logging.get_verbosity()
    with quiet_transformers():
        assert logging.get_verbosity() == logging.ERROR
    assert logging.get_verbosity() == before
