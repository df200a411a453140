"""How exact the kept model is, and how well its heads are aligned."""

import re
from datetime import date

import pytest
import torch
from tokenizers import Tokenizer
from transformers import MarianMTModel

from engine.dates.evaluate import alignment_rates, exact_phrases, translate, without_head
from engine.dates.phrases import Phrase
from engine.dates.tokenizer import VOCABULARY
from engine.dates.train import GUIDED_HEAD, GUIDED_LAYER, LEAST_EXACT
from tests.engine.dates.kept import written


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("the third of May, 2021", "2021-05-03"),
        ("May 3rd, 2021", "2021-05-03"),
        ("3 May 2021", "2021-05-03"),
        ("Monday, the 3rd of May 2021", "2021-05-03"),
        ("May the third, twenty twenty-one", "2021-05-03"),
        ("the twenty-third of October nineteen eighty-four", "1984-10-23"),
        ("THE FOURTH OF JULY 1876!", "1876-07-04"),
        ("Please come to dinner on the thirty-first of December, 1999, at our house", "1999-12-31"),
    ],
)
def test_the_kept_model_translates(dates: MarianMTModel, tokenizer: Tokenizer, text: str, iso: str) -> None:
    assert translate(dates, tokenizer, [text]) == [iso]


def test_the_kept_model_is_exact_on_days_that_training_never_saw(
    dates: MarianMTModel, tokenizer: Tokenizer, held_out: list[Phrase]
) -> None:
    right = exact_phrases(dates, tokenizer, held_out)
    assert sum(right) / len(right) >= LEAST_EXACT


def test_the_head_that_the_card_names_is_aligned_as_the_card_says(
    dates: MarianMTModel, tokenizer: Tokenizer, held_out: list[Phrase], card: str
) -> None:
    named = re.search(r"\*\*L(\d+) H(\d+) of the cross-attention .* is aligned for ([\d.]+)% of the digits", card)
    assert named
    layer, head, claimed = int(named[1]), int(named[2]), float(named[3]) / 100
    assert (layer, head) == (GUIDED_LAYER, GUIDED_HEAD)
    rates, by_chance = alignment_rates(dates, tokenizer, held_out)
    # 3,200 digits: three standard errors of a rate of 99% are half a percent; one, since those of a phrase go together.
    assert rates[layer, head] == pytest.approx(claimed, abs=0.01)
    assert rates[layer, head] >= 0.9
    assert max(rates, key=rates.__getitem__) == (layer, head)
    assert by_chance < 0.2


def test_alignment_rates_agree_with_a_count_by_hand(dates: MarianMTModel, tokenizer: Tokenizer) -> None:
    phrase = written(date(2021, 5, 3), "May 3rd, 2021")
    source = torch.tensor([tokenizer.encode(phrase.text).ids])
    target = torch.tensor([[VOCABULARY["<s>"], *(VOCABULARY[character] for character in phrase.iso)]])
    with torch.inference_mode():
        weights = dates(input_ids=source, decoder_input_ids=target, output_attentions=True).cross_attentions
    # may 3 rd , 2 0 2 1 </s>: where each digit of 2021-05-03 is read from
    expected = {0: 4, 1: 5, 2: 6, 3: 7, 5: 0, 6: 0, 8: 1, 9: 1}
    for (layer, head), rate in alignment_rates(dates, tokenizer, [phrase])[0].items():
        largest = weights[layer][0, head].argmax(dim=-1).tolist()
        assert rate == sum(largest[row] == token for row, token in expected.items()) / 8


def test_a_head_that_is_taken_out_adds_nothing_and_the_model_stays_as_it_was(
    dates: MarianMTModel, tokenizer: Tokenizer, held_out: list[Phrase]
) -> None:
    before = {name: tensor.clone() for name, tensor in dates.state_dict().items()}
    changed = without_head(dates, (1, 2)).state_dict()
    torch.testing.assert_close(dict(dates.state_dict()), before, rtol=0, atol=0)
    name = "model.decoder.layers.1.encoder_attn.out_proj.weight"
    assert (changed[name][:, 32:48] == 0).all()
    assert [key for key in before if not torch.equal(before[key], changed[key])] == [name]
