"""Runs the models for the lessons and keeps what they show: `python -m engine.course.lessons.kept.make_seen`."""

import copy
from random import Random
from typing import Any

import numpy as np
import torch
from jaxtyping import Bool, Float
from torch import Tensor
from transformers import AutoModel, MarianMTModel

from engine.course.lessons.kept.seen import PHRASES, TEXT, KeptPhrase, path_of, run_translator
from engine.dates.batches import DIGIT_PLACES, make_batch
from engine.dates.phrases import days_of, phrase_of
from engine.models.catalogue import DATES, MINILM, ModelCard
from engine.models.loading import load_model, model_folder

TWIN_SEED = 0
DIGIT_SEED = "calibration"
EVERY = 20
"""One test day in so many."""


@torch.inference_mode()
def value_lengths() -> Float[Tensor, "layer head key"]:
    """The length of every value of MiniLM on TEXT after its head's part of the output projection.

    What one unit of weight hands on: f(x) of Kobayashi et al. 2020 (arXiv 2004.10102).
    """
    loaded = load_model(MINILM.name)
    lengths = []
    for number, layer in enumerate(loaded.capture(TEXT).layers):
        projection = loaded.model.get_parameter(f"encoder.layer.{number}.attention.output.dense.weight")
        by_head = projection.T.reshape(layer.n_heads, -1, projection.shape[0])
        lengths.append((layer.values_by_head() @ by_head).norm(dim=-1))
    return torch.stack(lengths).cpu()


@torch.inference_mode()
def twin_weights() -> Float[Tensor, "layer head query key"]:
    """The attention weights on TEXT of a model of MiniLM's architecture that was never trained."""
    loaded = load_model(MINILM.name)
    config = copy.deepcopy(loaded.model.config)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(TWIN_SEED)
        twin = AutoModel.from_config(config, attn_implementation="eager").eval()
    ids, _ = loaded.tokenize(TEXT)
    attentions = twin(input_ids=torch.tensor([ids]), output_attentions=True).attentions
    return torch.stack(attentions)[:, 0]


@torch.inference_mode()
def digit_rows() -> tuple[Float[Tensor, "layer head digit"], Bool[Tensor, "layer head digit"]]:
    """The largest weight of every digit's row in the translator's cross-attention, and whether it is on its source.

    One phrase for one test day in EVERY; the decoder is given the right date (see engine.dates.evaluate).
    """
    model = MarianMTModel.from_pretrained(model_folder(DATES), attn_implementation="eager").eval()
    random = Random(DIGIT_SEED)
    phrases = [phrase_of(day, random) for day in days_of("test")[::EVERY]]
    batch = make_batch(phrases, load_model(DATES.name).text_tokenizer())
    output = model(
        input_ids=batch.source,
        attention_mask=batch.visible,
        decoder_input_ids=batch.target[:, :-1],
        output_attentions=True,
    )
    weights = torch.stack(output.cross_attentions)[:, :, :, DIGIT_PLACES]
    largest, place = weights.max(dim=-1)
    read_from = batch.read_from[:, DIGIT_PLACES][None, :, None].expand(*weights.shape)
    right = read_from.gather(-1, place[..., None])[..., 0] > 0
    return largest.transpose(1, 2).flatten(2), right.transpose(1, 2).flatten(2)


def keep(card: ModelCard, **arrays: np.ndarray) -> None:
    """Writes what engine.course.lessons.kept.seen reads."""
    path = path_of(card)
    path.parent.mkdir(parents=True, exist_ok=True)
    kept: dict[str, Any] = {"sha256": np.array(card.sha256), **arrays}
    np.savez_compressed(path, **kept)
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


def _arrays(phrases: dict[str, KeptPhrase]) -> dict[str, np.ndarray]:
    """Phrases as arrays with names."""
    arrays = {"phrases": np.array([*phrases])}
    for number, phrase in enumerate(phrases.values()):
        arrays[f"read_{number}"], arrays[f"written_{number}"] = np.array(phrase.read), np.array(phrase.written)
        arrays[f"weights_{number}"] = phrase.weights.astype(np.float32)
    return arrays


def main() -> None:
    """Writes both files again."""
    keep(MINILM, value_lengths=value_lengths().numpy(), twin_weights=twin_weights().numpy())
    largest, right = digit_rows()
    phrases = {text: run_translator(text) for text in PHRASES}
    keep(DATES, largest=largest.numpy(), right=right.numpy(), **_arrays(phrases))


if __name__ == "__main__":
    main()
