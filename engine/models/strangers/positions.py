"""How many tokens a model reads at most."""

from collections.abc import Iterator

from transformers import PreTrainedConfig, PreTrainedModel

_SAID_BY = (
    "max_position_embeddings",
    "max_encoder_position_embeddings",
    "max_decoder_position_embeddings",
    "max_target_positions",
)
_PARTS = ("text_config", "encoder", "decoder")


def most_positions(model: PreTrainedModel) -> int | None:
    """The most tokens that each side of the model reads; None where nothing limits them (T5 counts distances)."""
    found = [*_by_tables(model), *_by_settings(model.config)]
    return min(found) if found else None


def _by_tables(model: PreTrainedModel) -> Iterator[int]:
    """RoBERTa and its kin begin to count after the padding token's number, and lose those positions."""
    for name, module in model.named_modules():
        padding = getattr(module, "padding_idx", None)
        if name.endswith("position_embeddings") and padding is not None:
            yield int(module.num_embeddings - padding - 1)


def _by_settings(config: PreTrainedConfig) -> Iterator[int]:
    """What the settings say, those of the parts that a model is put together from too."""
    for name in _SAID_BY:
        limit = getattr(config, name, None)
        if isinstance(limit, int) and limit > 0:
            yield limit
    for name in _PARTS:
        part = getattr(config, name, None)
        if isinstance(part, PreTrainedConfig):
            yield from _by_settings(part)
