"""From a text or a picture to everything that can be said of how a model reads it."""

from dataclasses import replace

from jaxtyping import Float
from torch import Tensor

from engine.failures import READ_ADVICE, failures_told
from engine.models.loaded import LoadedModel
from engine.models.loading import load_model
from engine.progress import Progress, scaled
from engine.reading.captures import read_capture
from engine.reading.reading import Reading
from engine.reading.text_reading import TextReading
from engine.running.continuation import Continuation
from engine.running.picture import capture_picture
from engine.running.run import run_text

_RUN_SHARE = 0.65
"""Of the time that a long text takes, the part that running the model takes."""


def read(text: str, model: str = "minilm", kind: str | None = None) -> Reading:
    """Every head of the model on this text. InputError for a text that cannot be read or an unknown model.

    kind: for an encoder-decoder, which attention: cross (unless given), encoder or decoder.
    """
    return read_text(text, model).reading(kind)


def read_text(
    text: str, model: str = "minilm", *, continuation: Continuation | None = None, progress: Progress | None = None
) -> TextReading:
    """Every head of every kind of attention that the model has, on this text and what it wrote itself.

    continuation: how a model that continues texts should; an encoder-decoder always writes its translation. InputError
    for a text or a continuation that does not fit, for an unknown model, and for one that fails on this text.
    """
    loaded = load_model(model)
    with failures_told(model, "read this text", READ_ADVICE, progress) as told:
        return _read_text(loaded, text, continuation, told)


def _read_text(
    loaded: LoadedModel, text: str, continuation: Continuation | None, progress: Progress | None
) -> TextReading:
    run = run_text(loaded, text, continuation, scaled(progress, 0.0, _RUN_SHARE))
    readings: dict[str, Reading] = {}
    start, share = _RUN_SHARE, (1 - _RUN_SHARE) / len(run.captures)
    for kind, capture in run.captures.items():
        readings[kind] = replace(
            read_capture(capture, scaled(progress, start, start + share)), generated_from=run.generated_from
        )
        start += share
    if progress is not None:
        progress(1.0, "Measured every head")
    foretells = run.hidden is not None
    return TextReading(
        readings, run.written, run.ended, run.likeliest if foretells else None, tuple(run.ids) if foretells else ()
    )


def read_picture(
    loaded: LoadedModel, pixel_values: Float[Tensor, "*shape"], progress: Progress | None = None
) -> Reading:
    """Every head of a vision model on this picture. InputError as for capture_picture."""
    advice = "Choose another picture or another model."
    with failures_told(loaded.card.name, "read this picture", advice, progress) as told:
        capture = capture_picture(loaded, pixel_values, scaled(told, 0.0, _RUN_SHARE))
        reading = read_capture(capture, scaled(told, _RUN_SHARE, 1.0))
    if progress is not None:
        progress(1.0, "Measured every head")
    return reading
