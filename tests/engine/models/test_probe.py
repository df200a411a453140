"""Models of unusual kinds: shown where every layer is right, or refused with the true reason."""

import pytest
from transformers import (
    BartConfig,
    BartForCausalLM,
    DiffLlamaConfig,
    DiffLlamaForCausalLM,
    FNetConfig,
    FNetModel,
    MambaConfig,
    MambaForCausalLM,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    RwkvConfig,
    RwkvForCausalLM,
)

from engine.models.loading import load_model
from tests.engine.folders import byte_level, refused

TOKENS = {"vocab_size": 340, "pad_token_id": 0, "bos_token_id": 0, "eos_token_id": 1}
SMALL = TOKENS | {"hidden_size": 32, "num_hidden_layers": 2}
BERT_LIKE = SMALL | {"num_attention_heads": 4, "intermediate_size": 64}


def saved(model: PreTrainedModel, folder) -> str:
    model.save_pretrained(folder)
    PreTrainedTokenizerFast(tokenizer_object=byte_level()).save_pretrained(folder)
    return str(folder)


@pytest.mark.parametrize(
    ("make", "instead"),
    [
        (lambda: MambaForCausalLM(MambaConfig(**SMALL, state_size=4)), "state spaces"),
        (lambda: RwkvForCausalLM(RwkvConfig(**SMALL, attention_hidden_size=32, context_length=64)), "a recurrence"),
        (lambda: FNetModel(FNetConfig(**BERT_LIKE)), "Fourier transforms"),
    ],
)
def test_a_model_without_attention_is_said_to_have_none(tmp_path, make, instead):
    saved(make(), tmp_path)
    refused(tmp_path, f"has no attention: it mixes its tokens by {instead}")


def test_two_attentions_in_a_layer_are_said_to_be_two(tmp_path):
    saved(DiffLlamaForCausalLM(DiffLlamaConfig(**BERT_LIKE, num_key_value_heads=4)), tmp_path)
    refused(tmp_path, "computes more than one attention in a layer: 4 were recorded in 2 layers")


def test_a_decoder_saved_by_itself_has_its_own_number_of_layers(tmp_path):
    sides = {f"{side}_{what}": 4 for side in ("encoder", "decoder") for what in ("attention_heads", "ffn_dim")}
    config = BartConfig(**TOKENS, **sides, d_model=32, encoder_layers=2, decoder_layers=3, is_encoder_decoder=False)
    card = load_model(saved(BartForCausalLM(config), tmp_path)).card
    assert (card.layers, card.heads, card.decoder_layers) == (3, 4, 0)
