"""The label of a head on a text: the first rule that holds over all its rows that can be judged.

positional: some offset within 4 holds half of the weight, rows whose key there is the first token left out.
sink: one key gets half of the weight of the rows that see it, and is the first token or a special one; else column.
uniform, broad: the mean sharpness is under 0.25, under 1. focused on content: half of the rows are focused.
Else mixed. A label belongs to a head on a text, not to a head.
"""

from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Bool

from engine.rows import BROAD_BELOW, HALF, JUDGED_KEYS, OFFSETS, ROUNDING, UNIFORM_BELOW, RowStatistics
from engine.tokens import Token

GROUPS = ("uniform", "broad", "selective", "focused", "not judged")
"""How spread out a head is, whatever it looks at."""

_GROUP_OF = {"uniform": "uniform", "broad": "broad", "mixed": "selective", "too few keys": "not judged"}
_OFFSET_NAMES = {-1: "previous", 0: "itself", 1: "next"}


@dataclass(frozen=True)
class HeadLabel:
    """What a head does on this text, and how sure that is.

    name: previous, itself, next, "offset -2", sink, column, uniform, broad, content, mixed, or "too few keys".
    share: the measure that the rule asked about, and needed: what it had to reach (for uniform and broad: stay under).
    agreement: the share of judged rows that show the label by themselves, 0 to 1; NaN where no row is judged.
    """

    name: str
    agreement: float
    reason: str
    judged_rows: int
    target: str = ""
    """The key that a sink or column head looks at, as a person reads it."""

    @property
    def group(self) -> str:
        """How spread out: one of GROUPS. Heads that look at a place or at content count as focused."""
        return _GROUP_OF.get(self.name, "focused")


@dataclass
class LabelEvidence:
    """Sums over the judged rows of one head, which add up over several texts."""

    n_rows: int = 0
    sharpness: float = 0.0
    uniform: int = 0
    broad: int = 0
    focused: int = 0
    at_offset: dict[int, "_Share"] = field(default_factory=dict)
    at_key: dict[tuple[str, str], "_Share"] = field(default_factory=dict)
    """By the key's role ("sink" or "column") and its name."""

    def add(self, other: "LabelEvidence") -> None:
        """Adds the rows of another text. A sink is the same key in every text; another key is known by its place."""
        for name in ("n_rows", "sharpness", "uniform", "broad", "focused"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for mine, theirs in ((self.at_offset, other.at_offset), (self.at_key, other.at_key)):
            for key, share in theirs.items():
                mine.setdefault(key, _Share()).add(share)  # type: ignore[attr-defined, call-overload]


@dataclass
class _Share:
    """Weight on one place: its sum over `rows` rows, and how many rows have half of theirs there."""

    weight: float = 0.0
    rows: int = 0
    hits: int = 0

    def add(self, other: "_Share") -> None:
        self.weight, self.rows, self.hits = self.weight + other.weight, self.rows + other.rows, self.hits + other.hits

    @property
    def mean(self) -> float:
        return self.weight / self.rows if self.rows else 0.0


def label_heads(
    rows: RowStatistics, query_tokens: tuple[Token, ...], key_tokens: tuple[Token, ...]
) -> tuple[tuple[HeadLabel, ...], ...]:
    """The label of every head, by layer and head."""
    return tuple(
        tuple(label_head(evidence) for evidence in of_layer)
        for of_layer in gather_evidence(rows, query_tokens, key_tokens)
    )


def judged_rows(rows: RowStatistics, query_tokens: tuple[Token, ...]) -> Bool[np.ndarray, "layer query"]:
    """The rows that labels are read from: ordinary queries that see at least JUDGED_KEYS keys."""
    ordinary = np.array([not token.special for token in query_tokens])
    return ordinary & (rows.visible_keys >= JUDGED_KEYS)


def gather_evidence(
    rows: RowStatistics, query_tokens: tuple[Token, ...], key_tokens: tuple[Token, ...]
) -> list[list[LabelEvidence]]:
    """The evidence of every head, by layer and head, from one text."""
    judged = judged_rows(rows, query_tokens)
    roles = _key_roles(key_tokens)
    same_sequence = query_tokens == key_tokens
    n_layers, n_heads = rows.entropy_bits.shape[:2]
    positions = np.arange(len(query_tokens))
    half = HALF - ROUNDING
    evidence = []
    for layer in range(n_layers):
        here = judged[layer]
        n_rows = int(here.sum())
        sharpness, max_weight = rows.sharpness[layer][:, here], rows.max_weight[layer][:, here]
        focused, max_key = max_weight >= half, rows.max_key[layer][:, here]
        totals = sharpness.sum(axis=1)
        counts = [(sharpness < limit).sum(axis=1) for limit in (UNIFORM_BELOW, BROAD_BELOW)]
        # A row whose key at this offset is the first token says nothing of the offset: the first token is a sink.
        counted = here[:, None] & (positions[:, None] + np.array(OFFSETS) != 0)
        at_offset = np.where(counted, rows.offset_shares[layer], 0.0) if same_sequence else None
        # A key that few rows see cannot stand for the head: the last key of a causal head is seen by one.
        candidates = [key for key in range(len(key_tokens)) if 2 * rows.seen_by[layer, key] >= max(n_rows, 1)]
        of_layer = []
        for head in range(n_heads):
            one = LabelEvidence(
                n_rows, float(totals[head]), int(counts[0][head]), int(counts[1][head]), int(focused[head].sum())
            )
            if at_offset is not None and n_rows:
                weights, hits = at_offset[head].sum(axis=0), (at_offset[head] >= half).sum(axis=0)
                for place, offset in enumerate(OFFSETS):
                    one.at_offset[offset] = _Share(
                        float(weights[place]), int(counted[:, place].sum()), int(hits[place])
                    )
            hits_by_key = np.bincount(max_key[head][focused[head]], minlength=len(key_tokens))
            for key in candidates:
                share = _Share(
                    float(rows.received[layer, head, key]), int(rows.seen_by[layer, key]), int(hits_by_key[key])
                )
                one.at_key.setdefault(roles[key], _Share()).add(share)
            of_layer.append(one)
        evidence.append(of_layer)
    return evidence


def label_head(evidence: LabelEvidence) -> HeadLabel:
    """The first rule that holds, and the sentence that says why."""
    n_rows = evidence.n_rows
    if n_rows == 0:
        reason = f"No row can be judged: that takes an ordinary token that sees {JUDGED_KEYS} keys or more."
        return HeadLabel("too few keys", float("nan"), reason, 0)
    half = HALF - ROUNDING
    offset = max(evidence.at_offset, key=lambda o: evidence.at_offset[o].mean, default=None)
    if offset is not None and evidence.at_offset[offset].mean >= half:
        share = evidence.at_offset[offset]
        name = _OFFSET_NAMES.get(offset, f"offset {offset:+d}")
        reason = f"{_percent(share.mean)} of the weight lies on {_describe_offset(offset)}; the rule asks for half."
        return HeadLabel(name, share.hits / share.rows, reason, n_rows)
    role = max(evidence.at_key, key=lambda r: evidence.at_key[r].mean, default=None)
    if role is not None and evidence.at_key[role].mean >= half:
        share, (name, target) = evidence.at_key[role], role
        reason = f"{target} gets {_percent(share.mean)} of the weight of the rows that see it; the rule asks for half."
        return HeadLabel(name, share.hits / share.rows, reason, n_rows, target)
    sharpness = evidence.sharpness / n_rows
    if sharpness < UNIFORM_BELOW:
        reason = f"Its mean sharpness is {sharpness:.2f}, under {UNIFORM_BELOW}: not told apart from an untrained head."
        return HeadLabel("uniform", evidence.uniform / n_rows, reason, n_rows)
    if sharpness < BROAD_BELOW:
        reason = f"Its mean sharpness is {sharpness:.2f}, under {BROAD_BELOW:g}: more even than random scores."
        return HeadLabel("broad", evidence.broad / n_rows, reason, n_rows)
    focused = evidence.focused / n_rows
    if focused >= HALF:
        reason = f"In {_percent(focused)} of its rows one key has half of the weight, and no single place explains it."
        return HeadLabel("content", focused, reason, n_rows)
    selective = n_rows - evidence.focused - evidence.broad
    reason = f"No rule holds: {_closest(evidence)}"
    return HeadLabel("mixed", max(selective, 0) / n_rows, reason, n_rows)


def _closest(evidence: LabelEvidence) -> str:
    """How near a mixed head came to another label."""
    parts = [f"{_percent(evidence.focused / evidence.n_rows)} of its rows are focused"]
    if evidence.at_key:
        role = max(evidence.at_key, key=lambda r: evidence.at_key[r].mean)
        parts.append(f"{role[1]} gets {_percent(evidence.at_key[role].mean)} of the weight")
    if evidence.at_offset:
        offset = max(evidence.at_offset, key=lambda o: evidence.at_offset[o].mean)
        parts.append(f"{_describe_offset(offset)} {_percent(evidence.at_offset[offset].mean)}")
    return ", ".join(parts) + "; each would need 50%."


def _describe_offset(offset: int) -> str:
    if offset in _OFFSET_NAMES:
        return {-1: "the previous token", 0: "the token itself", 1: "the next token"}[offset]
    return f"the token {abs(offset)} places {'before' if offset < 0 else 'after'}"


def _key_roles(key_tokens: tuple[Token, ...]) -> list[tuple[str, str]]:
    """The role and the name by which each key is known across texts."""
    roles = []
    for position, token in enumerate(key_tokens):
        if token.special:
            roles.append(("sink", token.text))
        elif position == 0:
            roles.append(("sink", "the first token"))
        else:
            roles.append(("column", f"token {position + 1}"))
    return roles


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"
