"""One thread, and nothing of what Transformers says of models that are made to be odd."""

import logging
import warnings

import torch
import transformers


def be_quiet() -> None:
    """For the whole process of a benchmark."""
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
