"""What docs/claims.md says of each formula, and of tools that have none; sources are read from the comments."""

import inspect
import re
from dataclasses import dataclass

from tests.claims import formulas
from tests.claims.formulas import Formula


@dataclass(frozen=True)
class Source:
    """Where something stands: the repository on GitHub, a file in it, the commit and its date."""

    repository: str
    file: str
    commit: str
    date: str

    def __str__(self) -> str:
        path = f"https://github.com/{self.repository}/blob/{self.commit}/{self.file}"
        return f"[{self.repository}, `{self.file}`]({path}), commit {self.commit[:8]} of {self.date}"


@dataclass(frozen=True)
class Published:
    """A formula of a tool.

    scale: what its numbers mean. spread: what it should read of a head that is uniform over all that it sees (1) and of
    one-hot (0), if its scale has ends; None for entropies in nats and weights, which have no such ends.
    """

    name: str
    formula: Formula
    scale: str
    spread: tuple[float, float] | None
    well: str
    misleads: str

    @property
    def source(self) -> Source:
        """As the comment above the function has it."""
        comment = inspect.getcomments(self.formula) or ""
        found = re.fullmatch(r"# (\S+): (\S+)\n# commit (\w{40}), (\d{4}-\d\d-\d\d)\n", comment)
        assert found, f"{self.formula.__name__}: no source stands above it"
        return Source(*found.groups())


EVEN = (1.0, 0.0)
"""1 is uniform, 0 is one-hot."""

NATS_WELL = "The entropy itself is right on every head, and no mask can spoil it: a hidden key has no weight."

PUBLISHED = (
    Published(
        "attention-atlas",
        formulas.atlas_focus,
        "1 is uniform",
        EVEN,
        "It reads every causal head rightly, at any length, as one ratio of sums for a head: the share of all the "
        "entropy that the head could have had. A row counts by the log of the keys that it sees, so late rows count "
        "more. The head that is uniform late reads 0.60, the one that is uniform early 0.40.",
        "It knows two masks, all keys and causal. A window or padding would read as focus. Sink and rest gets one "
        "number, with the sink in it.",
    ),
    Published(
        "attention-atlas, until July 2026",
        formulas.atlas_focus_before,
        "1 is uniform",
        EVEN,
        "It is right where every token sees every other, as in BERT.",
        "A causal head that is perfectly uniform reads 0.66 at 10 tokens and 0.77 at 64: focused by its mask alone, "
        "and by another amount at each length. The tool found and mended this itself in what it shows; the features of "
        "its bias classifiers keep the old way on purpose, to stay comparable, as a note in its code says.",
    ),
    Published(
        "attention-atlas, confidence",
        formulas.atlas_confidence,
        "mean largest weight",
        None,
        "It leaves the first row of a causal head out, whose largest weight is 1 whatever the head does. Headlight's "
        "largest weight counts that row.",
        "It depends on the length: uniform is 1/n, and under a causal mask the mean of 1/2 to 1/n.",
    ),
    Published(
        "TransformerLens, head coherence",
        formulas.lens_coherence,
        "0 is uniform",
        (0.0, 1.0),
        "One-hot is 1 under any mask. It is there to watch one model train at one length, where only the rise counts. "
        "The notebook itself warns that a head which rests on the first token reads as coherent.",
        "Divided by the log of all keys: a causal head that is perfectly uniform reads 0.34 at 10 tokens and 0.23 at "
        "64, and not the 0 that the notebook promises for it.",
    ),
    Published(
        "Clark et al. 2019",
        formulas.clark_entropy,
        "nats",
        None,
        NATS_WELL + " Padding is cut away before. The figure draws the entropy of uniform attention beside the heads, "
        "which is right for BERT.",
        "Nats of different lengths cannot be compared. Under a causal mask the line of uniform attention, log n, would "
        "lie above what any head can reach. The spread ten-thousandth makes one-hot 0.001.",
    ),
    Published(
        "run_bertology, Hugging Face",
        formulas.bertology_entropy,
        "nats",
        None,
        NATS_WELL + " Rows of padding are left out; the script did so in its version of January 2020 already, which "
        "exBERT carries.",
        "Nats of different lengths cannot be compared, and there is no line for uniform.",
    ),
    Published(
        "ml-sigma-reparam, Zhai et al. 2023",
        formulas.sigma_reparam_entropy,
        "nats",
        None,
        NATS_WELL + " It is there to see entropy collapse in training, at lengths that stay the same.",
        "Nats of different lengths cannot be compared. Rows of padding count, which matters where they differ from the "
        "others.",
    ),
    Published(
        "EOLE",
        formulas.eole_entropy,
        "nats",
        None,
        NATS_WELL + " It is logged while a model trains, which is what it is for.",
        "Nats of different lengths cannot be compared. The function could leave padding out, but is called without a "
        "mask.",
    ),
)

WITHOUT = (
    (
        Source("jessevig/bertviz", "bertviz/head_view.py", "0fe6892a463256ef2dc889cfe98a542e91e309f1", "2025-06-01"),
        "BertViz shows the weights themselves, and no number of a head.",
    ),
    (
        Source(
            "poloclub/transformer-explainer",
            "src/utils/data.ts",
            "6e2ec372b1d7c73d3cf82704ec0b878522fc4085",
            "2026-02-28",
        ),
        "Transformer Explainer shows GPT-2's steps with their weights, and no number of a head.",
    ),
    (
        Source("bhoov/exbert", "server/main.py", "d27b6236aa51b185f7d3fed904f25cabe3baeb1a", "2021-06-02"),
        "exBERT shows weights, and has no such number of its own; it carries a copy of run_bertology.",
    ),
    (
        Source(
            "PAIR-code/lit", "lit_nlp/components/metrics.py", "cfcb4395c5531806f1c7474a5c97530cf0efc72a", "2024-10-22"
        ),
        "LIT has no entropy of a head.",
    ),
    (
        Source(
            "inseq-team/inseq", "inseq/attr/step_functions.py", "a269ee8fbc65f9079109856e0f995e39a6333a8b", "2026-04-25"
        ),
        "inseq's entropy is that of the prediction, not of attention.",
    ),
    (
        Source("lena-voita/the-story-of-heads", "README.md", "efaa0dd520400baa760654b5b85396c203d3cbb7", "2021-08-02"),
        "the-story-of-heads: the paper (Voita et al. 2019) defines a head's confidence, the mean of its rows' largest "
        "weights without the end of sentence; we found no such formula in the code.",
    ),
    (
        Source(
            "xjdr-alt/entropix",
            "entropix/torch_sampler.py",
            "eaaddb27f344c8c28922c7bfd0e01006645729ae",
            "2024-10-08",
        ),
        "entropix takes the entropy of scores at one step of writing, not of a head's weights. Its issues "
        "[62](https://github.com/xjdr-alt/entropix/issues/62) and "
        "[63](https://github.com/xjdr-alt/entropix/issues/63), of October 2024, say that keys which are not there yet "
        "should not count.",
    ),
)
"""Tools in whose code at that commit we found no formula of how spread out a head is."""

DETECTOR = Source(
    "TransformerLensOrg/TransformerLens",
    "transformer_lens/head_detector.py",
    "bfecd48e84cd55acf42490ca4d9a5a8f837e2084",
    "2023-04-11",
)
"""Where the first token could be left out of a head's score earlier than anywhere else that we know of."""
