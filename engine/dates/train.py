"""Trains `dates` from nothing, on data that it makes itself: `make dates`, or python -m engine.dates.train."""

import argparse
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy
from transformers import GenerationConfig, MarianConfig, MarianMTModel
from transformers.utils import logging as transformers_logging

from engine.dates.batches import DIGIT_PLACES, Batch, make_batch
from engine.dates.card import write_card
from engine.dates.evaluate import evaluate
from engine.dates.phrases import days_of, phrases_of
from engine.dates.tokenizer import END, PAD, START, VOCABULARY, make_tokenizer

FOLDER = Path(__file__).parents[1] / "data" / "dates"

WIDTH, LAYERS, HEADS, POSITIONS = 64, 2, 4, 128
STEPS, BATCH_SIZE, SEED = 5000, 64, 0
WARMUP, LEARNING_RATE = 400, 2e-3
GUIDED_LAYER, GUIDED_HEAD, GUIDANCE = 1, 0, 0.1
"""The cross-attention head that is told where to look, and the weight of that in the loss."""
LEAST_EXACT = 0.99


def make_model(seed: int = SEED) -> MarianMTModel:
    """An untrained model: a Marian translator, very small, that writes greedily from <s> to </s>."""
    torch.manual_seed(seed)
    ids: dict[str, Any] = {
        "pad_token_id": VOCABULARY[PAD],
        "bos_token_id": VOCABULARY[START],
        "eos_token_id": VOCABULARY[END],
        "decoder_start_token_id": VOCABULARY[START],
        "forced_eos_token_id": None,
    }
    config = MarianConfig(
        vocab_size=len(VOCABULARY),
        d_model=WIDTH,
        encoder_layers=LAYERS,
        decoder_layers=LAYERS,
        encoder_attention_heads=HEADS,
        decoder_attention_heads=HEADS,
        encoder_ffn_dim=4 * WIDTH,
        decoder_ffn_dim=4 * WIDTH,
        max_position_embeddings=POSITIONS,
        activation_function="relu",
        dropout=0.1,
        scale_embedding=True,
        init_std=WIDTH**-0.5,
        **ids,
    )
    model = MarianMTModel(config)
    model.set_attn_implementation("eager")  # the one that returns its weights
    model.generation_config = GenerationConfig(max_length=len("<YYYY-MM-DD>"), num_beams=1, do_sample=False, **ids)
    return model


def loss_of(model: MarianMTModel, batch: Batch) -> Tensor:
    """Cross-entropy of the next character in nats, plus GUIDANCE times that of the guided head's alignment.

    The second is -log of the weight that the head puts on the tokens a digit is read from, for the digits only
    (guided alignment: Chen et al. 2016, arXiv 1607.01628; one head of a Transformer: Garg et al. 2019,
    arXiv 1909.02074).
    """
    output = model(
        input_ids=batch.source,
        attention_mask=batch.visible,
        decoder_input_ids=batch.target[:, :-1],
        output_attentions=True,
    )
    writing = cross_entropy(output.logits.flatten(0, 1), batch.target[:, 1:].flatten())
    weights = output.cross_attentions[GUIDED_LAYER][:, GUIDED_HEAD]
    on_sources = (weights * batch.read_from).sum(dim=-1)[:, DIGIT_PLACES]
    return writing - GUIDANCE * (on_sources + 1e-9).log().mean()


def train(model: MarianMTModel, batches: Iterator[Batch], steps: int = STEPS) -> Iterator[float]:
    """Changes the model step by step with Adam; yields the loss of each step, in nats.

    The learning rate rises for WARMUP steps (a tenth of the steps, if that is fewer) and falls linearly to 0.
    """
    warmup = max(1, min(WARMUP, steps // 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warmup, (steps - step) / max(1, steps - warmup))
    )
    model.train()
    for batch in islice(batches, steps):
        optimizer.zero_grad()
        loss = loss_of(model, batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        yield loss.item()
    model.eval()


def main(typed: list[str] | None = None) -> int:
    """Trains, evaluates on the test days, and keeps the model if it is good enough; the exit status says whether."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the model is kept (default: %(default)s)")
    parser.add_argument("--steps", type=int, default=STEPS, help="training steps (default: %(default)s)")
    arguments = parser.parse_args(typed)
    # One thread: two gain nothing with tensors this small, and the sums come out the same on any number of cores.
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)

    started = time.perf_counter()
    tokenizer, model = make_tokenizer(), make_model()
    phrases = phrases_of(days_of("training"), Random(SEED))
    batches = (make_batch(list(islice(phrases, BATCH_SIZE)), tokenizer) for _ in range(arguments.steps))
    for step, loss in enumerate(train(model, batches, arguments.steps), start=1):
        if step % 200 == 0:
            print(f"step {step:,} of {arguments.steps:,}: loss {loss:.4f}", flush=True)
    minutes = (time.perf_counter() - started) / 60

    evaluation = evaluate(model, tokenizer, (GUIDED_LAYER, GUIDED_HEAD))
    print(f"trained in {minutes:.1f} minutes\n{evaluation}")
    if evaluation.exact < LEAST_EXACT:
        print(f"not kept: at least {LEAST_EXACT:.0%} of the test phrases should be exact", file=sys.stderr)
        return 1
    arguments.folder.mkdir(parents=True, exist_ok=True)
    transformers_logging.disable_progress_bar()
    model.save_pretrained(arguments.folder)
    tokenizer.save(str(arguments.folder / "tokenizer.json"))
    training = {
        "steps": arguments.steps,
        "batch_size": BATCH_SIZE,
        "seed": SEED,
        "guidance": GUIDANCE,
        "minutes": minutes,
    }
    write_card(arguments.folder, model, evaluation, training)
    print(f"kept in {arguments.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
