"""Models of unusual kinds: shown where every layer is right, or refused with the true reason."""

import pytest
import torch
from transformers import (
    BartConfig,
    BartForCausalLM,
    DiffLlamaConfig,
    DiffLlamaForCausalLM,
    FNetConfig,
    FNetModel,
    MambaConfig,
    MambaForCausalLM,
    NllbMoeConfig,
    NllbMoeForConditionalGeneration,
    RwkvConfig,
    RwkvForCausalLM,
)

from engine.models.loading import load_model
from engine.reading.readers import read_text
from tests.engine.folders import refused, saved

TOKENS = {"vocab_size": 340, "pad_token_id": 0, "bos_token_id": 0, "eos_token_id": 1}
SMALL = TOKENS | {"hidden_size": 32, "num_hidden_layers": 2}
BERT_LIKE = SMALL | {"num_attention_heads": 4, "intermediate_size": 64}


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


def test_a_decoder_whose_mask_is_left_to_the_attention_function_is_causal_as_its_eager_attention_is(tmp_path):
    sides = {f"{side}_{what}": 4 for side in ("encoder", "decoder") for what in ("attention_heads", "ffn_dim")}
    config = NllbMoeConfig(
        **TOKENS, **sides, d_model=32, encoder_layers=2, decoder_layers=2, num_experts=2, decoder_start_token_id=1
    )
    torch.manual_seed(0)
    model = NllbMoeForConditionalGeneration(config).eval()
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "attn" in name or "attention" in name:
                parameter.normal_(0, 0.5)
    folder = saved(model, tmp_path)
    reading = read_text("the cats sat", folder).reading("decoder")
    loaded = load_model(folder)
    source = torch.tensor([loaded.tokenize("the cats sat")[0]])
    written = loaded.model.generate(source, do_sample=False, num_beams=1, max_length=256)[:, :-1]
    model.set_attn_implementation("eager")
    with torch.inference_mode():
        theirs = model(input_ids=source, decoder_input_ids=written, output_attentions=True).decoder_attentions
    assert len(theirs) == 2
    for number, weights in enumerate(theirs):
        ours = torch.from_numpy(reading.layer_weights(number)).nan_to_num(0.0)
        # Two kernels in float32, on up to 255 tokens.
        torch.testing.assert_close(ours, weights[0], rtol=0, atol=1e-5)
