"""The label of a head on a text: the first rule that holds over all its rows that can be judged.

positional: some offset within 4 holds half of the weight, rows whose key there is the first token left out.
sink: one key gets half of the weight of the rows that see it, and is the first token or a special one; else column.
uniform, broad: the mean sharpness is under 0.25, under 1. focused on content: half of the rows are focused.
Else mixed. A label belongs to a head on a text, not to a head.
"""

from dataclasses import dataclass
from typing import NamedTuple

from engine.measures.evidence import AT_LEAST_HALF, LabelEvidence, Place, gather_evidence
from engine.measures.rows import BROAD_BELOW, HALF, JUDGED_KEYS, UNIFORM_BELOW, RowStatistics
from engine.text.tokens import Token

GROUPS = ("uniform", "broad", "selective", "focused", "not judged")
"""How spread out a head is, whatever it looks at."""

_GROUP_OF = {"uniform": "uniform", "broad": "broad", "mixed": "selective", "too few keys": "not judged"}
_OFFSET_NAMES = {-1: "previous", 0: "itself", 1: "next"}


@dataclass(frozen=True)
class HeadLabel:
    """What a head does on this text, and how sure that is.

    name: previous, itself, next, "offset -2", sink, column, uniform, broad, content, mixed, or "too few keys".
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


class _HeadEvidence(NamedTuple):
    """One head's part of LabelEvidence: what the rules read."""

    n_rows: int
    sharpness: float
    uniform: int
    broad: int
    focused: int
    offset: Place | None
    key: Place | None


def label_heads(
    rows: RowStatistics, query_tokens: tuple[Token, ...], key_tokens: tuple[Token, ...]
) -> tuple[tuple[HeadLabel, ...], ...]:
    """The label of every head, by layer and head."""
    return label_evidence(gather_evidence(rows, query_tokens, key_tokens))


def label_evidence(evidence: LabelEvidence) -> tuple[tuple[HeadLabel, ...], ...]:
    """The label of every head, by layer and head, from the evidence of one text or of several together."""
    sums = [getattr(evidence, name).tolist() for name in ("sharpness", "uniform", "broad", "focused")]
    columns = zip(*sums, evidence.at_offset.largest(), evidence.at_key.largest(), strict=True)
    return tuple(
        tuple(_label_head(_HeadEvidence(n_rows, *head)) for head in zip(*of_layer, strict=True))
        for n_rows, of_layer in zip(evidence.n_rows.tolist(), columns, strict=True)
    )


def _label_head(evidence: _HeadEvidence) -> HeadLabel:
    """The first rule that holds, and the sentence that says why."""
    n_rows, offset, key = evidence.n_rows, evidence.offset, evidence.key
    if n_rows == 0:
        reason = f"No row can be judged: that takes an ordinary token that sees {JUDGED_KEYS} keys or more."
        return HeadLabel("too few keys", float("nan"), reason, 0)
    if offset is not None and offset.mean >= AT_LEAST_HALF:
        name = _OFFSET_NAMES.get(offset.place, f"offset {offset.place:+d}")
        reason = (
            f"{_percent(offset.mean)} of the weight lies on {_describe_offset(offset.place)}; the rule asks for half."
        )
        return HeadLabel(name, offset.agreement, reason, n_rows)
    if key is not None and key.mean >= AT_LEAST_HALF:
        name, target = key.place
        reason = f"{target} gets {_percent(key.mean)} of the weight of the rows that see it; the rule asks for half."
        return HeadLabel(name, key.agreement, reason, n_rows, target)
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


def _closest(evidence: _HeadEvidence) -> str:
    """How near a mixed head came to another label."""
    parts = [f"{_percent(evidence.focused / evidence.n_rows)} of its rows are focused"]
    if evidence.key is not None:
        parts.append(f"{evidence.key.place[1]} gets {_percent(evidence.key.mean)} of the weight")
    if evidence.offset is not None:
        parts.append(f"{_describe_offset(evidence.offset.place)} {_percent(evidence.offset.mean)}")
    return ", ".join(parts) + "; each would need 50%."


def _describe_offset(offset: int) -> str:
    if offset in _OFFSET_NAMES:
        return {-1: "the previous token", 0: "the token itself", 1: "the next token"}[offset]
    return f"the token {abs(offset)} places {'before' if offset < 0 else 'after'}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"
