"""From one run of a model to its captures: one for each kind of attention that it has, without its padding."""

import inspect
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import torch
from jaxtyping import Bool, Int
from torch import Tensor, nn
from transformers import PreTrainedModel

from engine.attention.capture import AttentionLayer
from engine.attention.kinds import Kind
from engine.attention.mask import MaskRule
from engine.recording.interface import recording

_CROSS = re.compile(r"encoder_attn|EncDecAttention|cross_?att(n|ention)", re.IGNORECASE)
"""How the modules are called that look from the decoder at the encoder, in the families that Transformers has."""

_ROWS_AT_ONCE = 512

_kinds: "WeakKeyDictionary[nn.Module, dict[int, Kind]]" = WeakKeyDictionary()

_with_cache: "WeakKeyDictionary[nn.Module, bool]" = WeakKeyDictionary()

Layers = dict[Kind, tuple[AttentionLayer, ...]]


def record_layers(
    model: nn.Module, inputs: dict[str, Any], *, item: int | None = None, heard: Callable[[int], None] | None = None
) -> Layers:
    """The attention layers of a run, as run_recorded gives them."""
    return run_recorded(model, inputs, item=item, heard=heard)[0]


@torch.inference_mode()
def run_recorded(
    model: nn.Module, inputs: dict[str, Any], *, item: int | None = None, heard: Callable[[int], None] | None = None
) -> tuple[Layers, Any]:
    """Runs the model on these inputs: its attention layers by kind, first layer first, and what the model returned.

    item, heard: as in recording.interface.recording. Padding (0 in attention_mask and decoder_attention_mask) is cut
    away, for a query of padding looks like any other; masks come back as the rule that they follow, if they follow one.
    """
    with recording(item, heard) as recorded:
        # A cache is for the next token, and there is none.
        output = model(**inputs, **without_cache(model))
    kinds = _kinds_of(model)
    ordinary = _kept_places(inputs.get("attention_mask"), item)
    written = _kept_places(inputs.get("decoder_attention_mask"), item)
    simplify = lru_cache(maxsize=64)(_simpler_mask)  # Layers share their masks.
    found: Layers = {}
    for layer, module in zip(recorded, recorded.modules, strict=True):
        kind = kinds.get(id(module), "self")
        queries = written if kind in ("decoder", "cross") else ordinary
        keys = written if kind == "decoder" else ordinary
        found[kind] = (*found.get(kind, ()), without_padding(layer, queries, keys, simplify))
    return found, output


def body_of(model: nn.Module) -> nn.Module:
    """The part of a model that attends, without its head over the words; the model itself where it has no head.

    Transformers knows it by a name, and takes the whole model where there is nothing of that name (Llama 4).
    """
    body: nn.Module = getattr(model, "base_model", model)
    inside = [part for part in model.children() if isinstance(part, PreTrainedModel)]
    has_head = isinstance(model, PreTrainedModel) and model.get_output_embeddings() is not None
    return inside[0] if body is model and has_head and len(inside) == 1 else body


def without_cache(model: nn.Module) -> dict[str, bool]:
    """The argument that has a model keep no cache of keys and values, where it takes one."""
    if model not in _with_cache:
        takes = inspect.signature(model.forward).parameters
        # What takes anything hands it on to what it is wrapped around.
        wraps = all(one.kind in (one.VAR_POSITIONAL, one.VAR_KEYWORD) for one in takes.values())
        _with_cache[model] = "use_cache" in takes or wraps
    return {"use_cache": False} if _with_cache[model] else {}


def modules_of_kind(model: nn.Module, kind: Kind) -> list[nn.Module]:
    """The modules of an encoder-decoder that are, or are part of, its attention of this kind."""
    kinds = _kinds_of(model)
    return [module for module in model.modules() if kinds.get(id(module)) == kind]


def _kinds_of(model: nn.Module) -> dict[int, Kind]:
    """The kind of every attention module of an encoder-decoder, by its id; nothing for other models: they have one."""
    if model not in _kinds:
        kinds: dict[int, Kind] = {}
        if getattr(getattr(model, "config", None), "is_encoder_decoder", False):
            for name, module in model.named_modules():
                parts = name.split(".")
                if _CROSS.search(name):
                    kinds[id(module)] = "cross"
                elif any(part.endswith("decoder") for part in parts):
                    kinds[id(module)] = "decoder"
                elif any(part.endswith("encoder") for part in parts):
                    kinds[id(module)] = "encoder"
        _kinds[model] = kinds
    return _kinds[model]


def _kept_places(mask: Tensor | None, item: int | None) -> Int[Tensor, "place"] | None:
    """Where a text's own tokens stand; None where there is no padding."""
    if mask is None or mask.ndim != 2:
        return None
    kept = mask[item or 0] != 0
    return None if bool(kept.all()) else kept.nonzero()[:, 0]


def without_padding(
    layer: AttentionLayer,
    queries: Int[Tensor, "query"] | None,
    keys: Int[Tensor, "key"] | None,
    simplify: "Callable[[_Cells], MaskRule] | None" = None,
) -> AttentionLayer:
    """The layer with these queries and keys only (None: all), and its mask as a rule where it follows one.

    Padding on the left leaves a causal mask causal: queries and keys are counted from the first that is kept.
    """
    mask, bias = layer.mask, layer.position_bias
    if mask.cells is not None:
        mask = (simplify or _simpler_mask)(_Cells(mask.cells, queries, keys))
    if queries is None and keys is None and mask is layer.mask:
        return layer
    if bias is not None:
        bias = bias if queries is None else bias[:, queries]
        bias = bias if keys is None else bias[:, :, keys]
    return AttentionLayer(
        layer.queries if queries is None else layer.queries[:, queries],
        layer.keys if keys is None else layer.keys[:, keys],
        layer.values if keys is None else layer.values[:, keys],
        layer.scale,
        mask,
        layer.soft_cap,
        bias,
        layer.sink_logits,
    )


class _Cells:
    """A mask and the part of it that is kept. Equal to another of the same tensor and part, as layers share theirs."""

    def __init__(self, cells: Bool[Tensor, "query key"], queries: Tensor | None, keys: Tensor | None) -> None:
        self.cells, self.queries, self.keys = cells, queries, keys
        self._same = (cells.data_ptr(), cells.shape, cells.stride(), id(queries), id(keys))

    def __hash__(self) -> int:
        return hash(self._same)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Cells) and self._same == other._same


def _simpler_mask(part: _Cells) -> MaskRule:
    """From the cells of a mask to the rule that gives the same cells, which costs no memory; else to the cells."""
    cells = part.cells
    cells = cells if part.queries is None else cells[part.queries]
    cells = cells if part.keys is None else cells[:, part.keys]
    causal = min(cells.shape) > 1 and not bool(cells[0, 1:].any())
    # A window can be read off an end: how many keys the last query of a causal mask sees, or the first of another.
    reach = int(cells[-1 if causal else 0].sum())
    for rule in (MaskRule(causal), MaskRule(causal, window=max(1, reach))):
        if _gives(rule, cells):
            return rule
    return MaskRule(cells=cells)


def _gives(rule: MaskRule, cells: Bool[Tensor, "query key"]) -> bool:
    n_queries, n_keys = cells.shape
    for start in range(0, n_queries, _ROWS_AT_ONCE):
        rows = range(start, min(start + _ROWS_AT_ONCE, n_queries))
        wanted = rule.visible(rows, n_keys, cells.device)
        part = cells[rows.start : rows.stop]
        if not (part.all() if wanted is None else torch.equal(wanted, part)):
            return False
    return True
