"""Training: it learns, it is repeatable, and it keeps only a model that is exact enough."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random

import pytest
import torch
from tokenizers import Tokenizer
from transformers import MarianMTModel

from engine.dates import train as training_command
from engine.dates.batches import make_batch
from engine.dates.evaluate import Evaluation
from engine.dates.phrases import Split, phrases_of
from engine.dates.train import loss_of, main, make_model, train
from tests.engine.dates.kept import FILES, written


def test_the_loss_falls_in_a_few_steps_of_training(tokenizer: Tokenizer, days: dict[Split, list[date]]) -> None:
    batch = make_batch(list(islice(phrases_of(days["training"], Random(0)), 6)), tokenizer)
    model = make_model(seed=1)
    losses = list(train(model, iter([batch] * 20), steps=20))
    assert len(losses) == 20
    assert losses[-1] < 0.7 * losses[0]
    assert not model.training


def test_training_is_the_same_for_the_same_seed(tokenizer: Tokenizer, days: dict[Split, list[date]]) -> None:
    batch = make_batch(list(islice(phrases_of(days["training"], Random(0)), 6)), tokenizer)
    first, second = (list(train(make_model(seed=3), iter([batch] * 3), steps=3)) for _ in range(2))
    assert first == second


def test_the_loss_rewards_the_guided_head_for_looking_where_the_digit_is_read(
    dates: MarianMTModel, tokenizer: Tokenizer
) -> None:
    batch = make_batch([written(date(2021, 5, 3), "May 3rd, 2021")], tokenizer)
    with torch.inference_mode():
        aligned = loss_of(dates, batch)
        misled = loss_of(dates, type(batch)(batch.source, batch.target, batch.read_from.flip(-1)))
    assert aligned < misled


@pytest.fixture
def as_before() -> Iterator[None]:
    """PyTorch's settings, which belong to the whole process, as they were."""
    n_threads = torch.get_num_threads()
    yield
    torch.use_deterministic_algorithms(False)
    torch.set_num_threads(n_threads)


@pytest.mark.usefixtures("as_before")
@pytest.mark.parametrize(("exact", "status"), [(0.9899, 1), (0.99, 0)])
def test_the_command_keeps_a_model_that_is_exact_enough_and_fails_otherwise(
    exact: float, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = Evaluation(2, 4, exact, {"day: 3": exact}, (1, 0), {(1, 0): 0.9, (1, 1): 0.5}, 0.1, 0.7, 0.5, "0")
    monkeypatch.setattr(training_command, "evaluate", lambda *_: measured)
    assert main(["--steps", "1", "--folder", str(tmp_path / "kept")]) == status
    assert {file.name for file in tmp_path.glob("kept/*")} == (FILES if status == 0 else set())
