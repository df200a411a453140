"""One tiny random model of each family that can be recorded: distinct small sizes, weights large enough to attend."""

from dataclasses import dataclass, field
from typing import Any

import torch
import transformers as t
from transformers import PreTrainedModel

VOCABULARY = 60
SMALL: dict[str, Any] = {
    "vocab_size": VOCABULARY,
    "hidden_size": 24,
    "intermediate_size": 32,
    "num_hidden_layers": 3,
    "num_attention_heads": 6,
    "pad_token_id": 0,
}
GROUPED = SMALL | {"num_key_value_heads": 2, "head_dim": 4}
LAYER_TYPES = {"layer_types": ["sliding_attention", "full_attention", "sliding_attention"]}
SEQ2SEQ: dict[str, Any] = {
    "vocab_size": VOCABULARY,
    "d_model": 24,
    "encoder_layers": 2,
    "decoder_layers": 3,
    "encoder_attention_heads": 6,
    "decoder_attention_heads": 6,
    "encoder_ffn_dim": 32,
    "decoder_ffn_dim": 32,
    "pad_token_id": 0,
    "decoder_start_token_id": 1,
}


@dataclass(frozen=True)
class Family:
    """config: of a tiny model. auto: the class that makes it. reads: text, image or sound."""

    config: Any
    auto: Any = t.AutoModel
    reads: str = "text"
    kinds: tuple[str, ...] = ("self",)
    layers: dict[str, int] = field(default_factory=lambda: {"self": 3})
    causal: bool = False
    window: int | None = None
    """How many places away the nearest hidden key is, in the layers that have a window."""

    def model(self, implementation: str) -> PreTrainedModel:
        """The same weights at every call."""
        torch.manual_seed(9)
        model = self.auto.from_config(self.config, attn_implementation=implementation).eval()
        generator = torch.Generator().manual_seed(10)
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                if "sinks" in name:
                    parameter.normal_(0, 1, generator=generator)
                elif parameter.ndim > 1:
                    parameter.normal_(0, 0.4, generator=generator)
        return model


CAUSAL = {"causal": True}
BOTH_SIDES = {"kinds": ("encoder", "decoder", "cross"), "layers": {"encoder": 2, "decoder": 3, "cross": 3}}

FAMILIES: dict[str, Family] = {
    "bert": Family(t.BertConfig(**SMALL, max_position_embeddings=64)),
    "distilbert": Family(
        t.DistilBertConfig(
            vocab_size=VOCABULARY, dim=24, hidden_dim=32, n_layers=3, n_heads=6, max_position_embeddings=64
        )
    ),
    "roberta": Family(t.RobertaConfig(**SMALL, max_position_embeddings=64)),
    "albert": Family(t.AlbertConfig(**SMALL, embedding_size=12, max_position_embeddings=64)),
    "electra": Family(t.ElectraConfig(**SMALL, embedding_size=12, max_position_embeddings=64)),
    "modernbert": Family(
        t.ModernBertConfig(
            **SMALL,
            max_position_embeddings=64,
            local_attention=6,
            global_attn_every_n_layers=2,
            bos_token_id=1,
            eos_token_id=2,
            cls_token_id=1,
            sep_token_id=2,
        ),
        window=4,
    ),
    "gpt2": Family(t.GPT2Config(vocab_size=VOCABULARY, n_embd=24, n_layer=3, n_head=6, n_positions=64), **CAUSAL),
    "gpt_neox": Family(t.GPTNeoXConfig(**SMALL, max_position_embeddings=64), **CAUSAL),
    "opt": Family(
        t.OPTConfig(
            vocab_size=VOCABULARY,
            hidden_size=24,
            ffn_dim=32,
            num_hidden_layers=3,
            num_attention_heads=6,
            word_embed_proj_dim=24,
            max_position_embeddings=64,
            pad_token_id=0,
        ),
        **CAUSAL,
    ),
    "llama": Family(t.LlamaConfig(**GROUPED, max_position_embeddings=64), t.AutoModelForCausalLM, **CAUSAL),
    "mistral": Family(t.MistralConfig(**GROUPED, sliding_window=5), **CAUSAL, window=5),
    "qwen3": Family(t.Qwen3Config(**GROUPED), **CAUSAL),
    "phi3": Family(t.Phi3Config(**{k: v for k, v in GROUPED.items() if k != "head_dim"}), **CAUSAL),
    "gemma2": Family(
        t.Gemma2Config(**GROUPED, **LAYER_TYPES, sliding_window=5, attn_logit_softcapping=3.0, query_pre_attn_scalar=4),
        **CAUSAL,
        window=5,
    ),
    "gemma3": Family(
        t.Gemma3TextConfig(**GROUPED, **LAYER_TYPES, sliding_window=5, query_pre_attn_scalar=4), **CAUSAL, window=5
    ),
    "gpt_oss": Family(
        t.GptOssConfig(**GROUPED, **LAYER_TYPES, sliding_window=5, num_local_experts=2, num_experts_per_tok=1),
        **CAUSAL,
        window=5,
    ),
    "t5": Family(
        t.T5Config(
            vocab_size=VOCABULARY,
            d_model=24,
            d_kv=4,
            d_ff=32,
            num_layers=2,
            num_decoder_layers=3,
            num_heads=6,
            decoder_start_token_id=0,
        ),
        t.AutoModelForSeq2SeqLM,
        **BOTH_SIDES,
    ),
    "marian": Family(t.MarianConfig(**SEQ2SEQ, max_position_embeddings=64), t.AutoModelForSeq2SeqLM, **BOTH_SIDES),
    "bart": Family(t.BartConfig(**SEQ2SEQ, max_position_embeddings=64), t.AutoModelForSeq2SeqLM, **BOTH_SIDES),
    "whisper": Family(
        t.WhisperConfig(
            **SEQ2SEQ,
            num_mel_bins=8,
            max_source_positions=20,
            max_target_positions=32,
            bos_token_id=1,
            eos_token_id=2,
            suppress_tokens=None,
            begin_suppress_tokens=None,
        ),
        t.AutoModelForSpeechSeq2Seq,
        reads="sound",
        **BOTH_SIDES,
    ),
    "vit": Family(
        t.ViTConfig(
            **{k: v for k, v in SMALL.items() if k not in ("vocab_size", "pad_token_id")}, image_size=20, patch_size=4
        ),
        reads="image",
    ),
    "clip vision": Family(
        t.CLIPVisionConfig(
            **{k: v for k, v in SMALL.items() if k not in ("vocab_size", "pad_token_id")}, image_size=20, patch_size=4
        ),
        reads="image",
    ),
    "dinov2": Family(
        t.Dinov2Config(
            hidden_size=24, num_hidden_layers=3, num_attention_heads=6, mlp_ratio=2, image_size=20, patch_size=4
        ),
        reads="image",
    ),
}

REFUSED: dict[str, Any] = {
    "mpnet": t.MPNetConfig(**SMALL, max_position_embeddings=64),
    "deberta-v2": t.DebertaV2Config(**SMALL, max_position_embeddings=64),
    "bloom": t.BloomConfig(vocab_size=VOCABULARY, hidden_size=24, n_layer=3, n_head=6),
}
"""Configurations of models that do not hand their attention over: they must be refused by name."""
