"""A tiny random model of any architecture of Transformers, made by a rule from its own settings.

Every size is set by its name to a small number that goes with the others; what an architecture needs beside is in
EXTRAS. The weights are drawn wide enough that heads attend to something.
"""

import re
from typing import Any

import torch
from torch import nn
from transformers import CONFIG_MAPPING, PreTrainedConfig, PreTrainedModel

VOCABULARY = 340
LAYERS = 2

_RULES: tuple[tuple[str, int], ...] = (
    (r"vocab_size", VOCABULARY),
    (r"max_.*positions?(_embeddings)?$|n_positions$|n_ctx$|max_seq_len$|max_sequence_length$|max_length$", 128),
    (r"(^|_)(num_)?(hidden_)?n?_?layers?$|num_.*layers$|n_layers?$|depth$|num_blocks$", LAYERS),
    (r"num_key_value_heads|num_kv_heads|n_kv_heads|multi_query_group_num", 2),
    (r"(^|_)(num_)?(attention_)?heads$|n_heads?$|num_.*heads$", 4),
    (r"head_dim$|d_kv$|kv_channels$|attention_head_size$|head_size$|d_head$|_head_dim$", 8),
    (
        r"(expert|moe).*(intermediate|ffn|hidden).*|(intermediate|ffn|mlp|inner).*(size|dim|mlp)$|d_ff$|d_inner$|n_inner$",
        48,
    ),
    (r"experts_per_tok|top_k_experts|moe_k$|moe_top_?k|num_selected_experts|topk_group$|n_group$", 1),
    (r"num.*experts$|n_routed_experts|n_shared_experts", 2),
    (r"lora_rank|_rank$", 8),
    (
        r"(hidden_size|hidden_dim|d_model|n_embd|emb_dim|embed_dim|embedding_size|model_dim|word_embed_proj_dim|^dim)$",
        32,
    ),
    (r"window", 16),
    (r"chunk_size$|block_size$", 8),
    (r"state_size|d_state|conv_kernel|d_conv$|num_buckets$", 4),
)
_PART = re.compile(r"config$|^(encoder|decoder)$")
_TOKENS = {"pad_token_id": 0, "bos_token_id": 0, "eos_token_id": 1, "decoder_start_token_id": 0}

_HEADS_OF_MAMBA = {"mamba_n_heads": 8, "mamba_d_head": 8, "mamba_expand": 2, "mamba_n_groups": 1}
EXTRAS: dict[str, dict[str, Any]] = {
    "bamba": _HEADS_OF_MAMBA | {"attn_layer_indices": [1]},
    "dbrx": {"attn_config": {"kv_n_heads": 2, "clip_qkv": 8, "rope_theta": 10_000.0}},
    "deepseek_v2": {"num_experts_per_tok": 1},
    "dots1": {"n_routed_experts": 2, "n_shared_experts": 1, "num_experts_per_tok": 1, "first_k_dense_replace": 1},
    "esm": {"vocab_size": VOCABULARY, "mask_token_id": 2},
    "esmc": {"vocab_size": VOCABULARY, "num_key_value_heads": 4},
    "falcon_h1": _HEADS_OF_MAMBA | {"mamba_d_ssm": 64},
    "gemma3n_text": {"num_kv_shared_layers": 0},
    "gpt_neo": {"attention_types": [[["global", "local"], 1]]},
    "granitemoehybrid": _HEADS_OF_MAMBA | {"layer_types": ["mamba", "attention"]},
    "lfm2": {"layer_types": ["conv", "full_attention"]},
    "lfm2_moe": {"layer_types": ["conv", "full_attention"]},
    "mamba2": {"num_heads": 8, "head_dim": 8, "n_groups": 1},
    "mobilebert": {"true_hidden_size": 32, "embedding_size": 32, "intra_bottleneck_size": 32},
    "nemotron": {"num_key_value_heads": 4, "head_dim": 8},
    "nemotron_h": {"mamba_num_heads": 8, "mamba_head_dim": 8, "n_groups": 1},
    "zamba": _HEADS_OF_MAMBA | {"layers_block_type": ["mamba", "hybrid"]},
    "zamba2": _HEADS_OF_MAMBA | {"layers_block_type": ["mamba", "hybrid"]},
    "xmod": {"default_language": "en_XX"},
}
"""What an architecture needs beside: sizes that go together by a rule of its own."""


class NoTinyModel(Exception):
    """The rule does not give settings that go together."""


def tiny_config(model_type: str) -> PreTrainedConfig:
    """Small settings of this architecture. NoTinyModel where the rule does not do."""
    kind = CONFIG_MAPPING[model_type]
    try:
        usual = kind().to_dict()
        changed = _changed(usual) | _layer_types(usual) | _together(usual) | EXTRAS.get(model_type, {})
        config = kind(**changed)
    except Exception as error:  # Settings check themselves, each in its own way.
        raise NoTinyModel(f"{type(error).__name__}: {str(error).splitlines()[0][:100]}") from None
    return config


def draw_weights(model: PreTrainedModel, seed: int = 9) -> None:
    """Draws every matrix anew, wide enough that the weights of attention differ."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim > 1:
                parameter.normal_(0, 0.3, generator=generator)
    assert isinstance(model, nn.Module)


def _together(settings: dict[str, Any]) -> dict[str, Any]:
    """Sizes that go together in several architectures."""
    changed: dict[str, Any] = {}
    if "qk_rope_head_dim" in settings:  # Keys made of two parts, one of them shared: every head has its own.
        changed |= {"num_key_value_heads": 4} | ({"qk_head_dim": 16} if "qk_head_dim" in settings else {})
    if settings.get("is_encoder_decoder"):
        changed |= {"decoder_start_token_id": 0}
    return changed


def _layer_types(settings: dict[str, Any]) -> dict[str, Any]:
    """Of every sort of layer that the architecture has by default, the first two."""
    types = list(dict.fromkeys(settings.get("layer_types") or ()))
    return {"layer_types": (types * LAYERS)[:LAYERS]} if len(types) > 1 else {}


def _changed(settings: dict[str, Any]) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    for key, value in settings.items():
        if key in ("per_layer_config", "transformers_version", "model_type", "architectures", "_name_or_path", "dtype"):
            continue
        if key in _TOKENS:
            changed[key] = _TOKENS[key]
        elif key == "head_dim":
            changed[key] = 8
        elif isinstance(value, dict) and _PART.search(key):
            changed[key] = (
                _changed(value)
                | _layer_types(value)
                | ({"model_type": value["model_type"]} if "model_type" in value else {})
            )
        elif isinstance(value, bool):
            changed[key] = value
        elif isinstance(value, int):
            small = next((number for pattern, number in _RULES if re.search(pattern, key)), value)
            changed[key] = min(small, value) if value > 0 else value
        elif not isinstance(value, list) or key in ("rope_parameters",):
            changed[key] = value
    return changed
