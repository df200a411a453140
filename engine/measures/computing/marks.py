"""Which tokens are special, first, judged: what the measures need to know of the tokens, once for all layers."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Int
from torch import Tensor

from engine.attention.capture import AttentionCapture
from engine.attention.mask import MaskRule
from engine.measures.rows import judged_rows
from engine.text.tokens import Token

_ROWS_AT_ONCE = 1_024


@dataclass(frozen=True, eq=False)
class RowLayout:
    """What is known of the query and key tokens of one capture; marks are on its device."""

    special_keys: Bool[Tensor, "key"]
    sink_keys: Bool[Tensor, "key"]
    """The first key and the special ones: they soak up weight whatever the sentence says."""
    query_tokens: tuple[Token, ...]
    same_sequence: bool

    @staticmethod
    def of(capture: AttentionCapture) -> "RowLayout":
        device = capture.layers[0].queries.device
        special = torch.tensor([token.special for token in capture.key_tokens], device=device)
        sinks = special.clone()
        sinks[0] = True
        return RowLayout(special, sinks, capture.query_tokens, capture.same_sequence)

    @property
    def n_queries(self) -> int:
        return len(self.query_tokens)

    @property
    def n_keys(self) -> int:
        return len(self.special_keys)

    def judged_rows(self, mask: MaskRule) -> Bool[Tensor, "query"]:
        """The rows that labels are read from."""
        judged = judged_rows(self.visible_keys(mask), self.query_tokens)
        return torch.from_numpy(judged).to(self.special_keys.device)

    def visible_keys(self, mask: MaskRule) -> Int[np.ndarray, "query"]:
        return mask.visible_keys(self.n_queries, self.n_keys).cpu().numpy()

    def seen_by(self, mask: MaskRule) -> Int[np.ndarray, "key"]:
        """How many judged rows see each key."""
        judged = self.judged_rows(mask)
        if mask.cells is None and mask.window is None:
            if not mask.causal:
                return np.full(self.n_keys, int(judged.sum()))
            later = judged.flip(0).cumsum(0).flip(0).cpu().numpy()
            return np.pad(later, (0, max(0, self.n_keys - len(later))))[: self.n_keys]
        seen = torch.zeros(self.n_keys, dtype=torch.long, device=judged.device)
        for start in range(0, self.n_queries, _ROWS_AT_ONCE):
            rows = range(start, min(start + _ROWS_AT_ONCE, self.n_queries))
            visible = mask.visible(rows, self.n_keys, judged.device)
            assert visible is not None
            seen += visible[judged[rows.start : rows.stop]].sum(dim=0)
        return seen.cpu().numpy()
