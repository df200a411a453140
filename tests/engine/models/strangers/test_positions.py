"""How many tokens a model reads at most, wherever its settings say so."""

import pytest
import torch
from transformers import (
    BertConfig,
    EncoderDecoderConfig,
    EncoderDecoderModel,
    LEDConfig,
    LEDForConditionalGeneration,
    RobertaConfig,
)

from engine.models.strangers.positions import most_positions
from engine.reading.readers import read_text
from tests.engine.folders import saved

BERT = {
    "vocab_size": 340,
    "hidden_size": 24,
    "intermediate_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 3,
    "pad_token_id": 0,
}


def put_together(encoder, decoder):
    config = EncoderDecoderConfig.from_encoder_decoder_configs(encoder, decoder)
    config.decoder_start_token_id, config.pad_token_id = 2, 0
    torch.manual_seed(0)
    return EncoderDecoderModel(config)


def test_a_model_put_together_from_two_writes_no_further_than_its_positions(tmp_path):
    model = put_together(BertConfig(**BERT, max_position_embeddings=48), BertConfig(**BERT, max_position_embeddings=32))
    assert most_positions(model) == 32
    reading = read_text("the cats sat", saved(model, tmp_path))
    assert len(reading.reading("decoder").query_tokens) == 31


@pytest.mark.parametrize("side", [0, 1])
def test_each_side_loses_the_positions_before_its_first(side):
    sides = [BertConfig(**BERT, max_position_embeddings=48), BertConfig(**BERT, max_position_embeddings=48)]
    sides[side] = RobertaConfig(**BERT | {"pad_token_id": 1}, max_position_embeddings=40)
    assert most_positions(put_together(*sides)) == 38


def test_two_sides_with_settings_of_their_own_give_the_smaller():
    sides = {
        f"{side}_{what}": 2 for side in ("encoder", "decoder") for what in ("attention_heads", "ffn_dim", "layers")
    }
    config = LEDConfig(
        **sides, vocab_size=60, d_model=8, max_encoder_position_embeddings=64, max_decoder_position_embeddings=32
    )
    assert most_positions(LEDForConditionalGeneration(config)) == 32
