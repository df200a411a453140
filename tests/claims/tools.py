"""What docs/claims.md says of each formula."""

from tests.claims import formulas, previous_token
from tests.claims.sources import Published

EVEN = (1.0, 0.0)
"""1 is uniform, 0 is one-hot."""

FROM_0 = (0.0, None)
"""0 is uniform; what one-hot reads depends on the length."""

NO_ENDS = (None, None)
"""What both read depends on the length."""

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
        "number, with the sink in it: 0.74, which is over the 0.70 from where the tool says diffuse.",
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
        NO_ENDS,
        "It leaves the first row of a causal head out, whose largest weight is 1 whatever the head does. Headlight's "
        "largest weight counts that row.",
        "It depends on the length: uniform is 1/n, and under a causal mask the mean of 1/2 to 1/n.",
    ),
    Published(
        "attention-atlas, sparsity",
        formulas.atlas_sparsity,
        "share of small weights",
        FROM_0,
        "It counts only what a causal mask lets through, and its bound goes with the length, 1/n.",
        "1/n is far less than an even weight in an early row, so that early rows hardly count: of two causal heads "
        "with half of their rows one-hot, one reads 0.24 and the other 0.73. What a window or padding hides counts "
        "as ignored.",
    ),
    Published(
        "attention-atlas, uniformity",
        formulas.atlas_uniformity,
        "0 is uniform",
        FROM_0,
        "It is 0 where every token sees every other and looks at all evenly. Since July 2026 it leaves out what a "
        "causal mask hides.",
        "It takes the weights of all rows together, and rows of different lengths differ even where each is even: a "
        "causal head that is perfectly uniform reads 0.14 at 10 tokens, in the band that the tool marks high, with "
        "one-hot, and 0.04 at 64.",
    ),
    Published(
        "Oculi, entropy ratio",
        formulas.oculi_ratio,
        "1 is uniform",
        EVEN,
        "Each row by the keys that it sees under a causal mask: as Headlight does it. It reads "
        "every causal head rightly, at any length. It also has effective keys (there effective rank, e to the "
        "entropy), and can leave out the first rows of a text.",
        "It takes every model as causal: where all tokens see each other, early rows are over 1, and a window reads as "
        "focus.",
    ),
    Published(
        "Oculi, variance",
        formulas.oculi_variance,
        "0 is uniform",
        FROM_0,
        "It needs no logarithm, and at one length, with no mask, it orders heads by how uneven their rows are.",
        "What a mask hides counts as weights of 0, so that a causal head that is perfectly uniform is not called "
        "uniform at 10 tokens (0.02). And it falls with the length: one-hot is 1/n, so that over 100 tokens every head "
        "is called uniform, as are both heads of 64 tokens with one-hot halves (under 0.01).",
    ),
    Published(
        "LLMVis, diffuse",
        formulas.llmvis_diffuse,
        "1 is uniform",
        EVEN,
        "A dashboard that shows it of heads that it has found to be diffuse before, beside scores for the token "
        "before, induction, duplicates and the first token. One-hot is 0 under any mask.",
        "Its models are causal, such as GPT-2, and the entropy is divided by the log of all tokens: a head that is "
        "perfectly uniform reads 0.66 at 10 tokens and 0.77 at 64, and no head can read more.",
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
        NO_ENDS,
        NATS_WELL + " Padding is cut away before. The figure draws the entropy of uniform attention beside the heads, "
        "which is right for BERT.",
        "Nats of different lengths cannot be compared. Under a causal mask the line of uniform attention, log n, would "
        "lie above what any head can reach. The notebook calls heads over 3.8 nats broad, which no head of 44 tokens "
        "can reach; its texts have up to 128. The spread ten-thousandth makes one-hot 0.001.",
    ),
    Published(
        "run_bertology, Hugging Face",
        formulas.bertology_entropy,
        "nats",
        NO_ENDS,
        NATS_WELL + " Rows of padding are left out; the script did so in its version of January 2020 already, which "
        "exBERT carries.",
        "Nats of different lengths cannot be compared, and there is no line for uniform.",
    ),
    Published(
        "ml-sigma-reparam, Zhai et al. 2023",
        formulas.sigma_reparam_entropy,
        "nats",
        NO_ENDS,
        NATS_WELL + " It is there to see entropy collapse in training, at lengths that stay the same.",
        "Nats of different lengths cannot be compared. Rows of padding count, which matters where they differ from the "
        "others.",
    ),
    Published(
        "EOLE",
        formulas.eole_entropy,
        "nats",
        NO_ENDS,
        NATS_WELL + " It is logged while a model trains, which is what it is for.",
        "Nats of different lengths cannot be compared. The function could leave padding out, but is called without a "
        "mask.",
    ),
)

PREVIOUS = (
    Published(
        "Clark et al. 2019, attends to previous",
        previous_token.clark_previous,
        "yes over 0.5",
        NO_ENDS,
        "The share of all weight that lies on the token before, with a bound far from chance.",
        "The first row counts, which has no token before: a head that does nothing else reads 0.90 at 10 tokens.",
    ),
    Published(
        "TransformerLens, head detector",
        previous_token.lens_previous,
        "share",
        NO_ENDS,
        "The same share; any other pattern can be given in place of the token before, and duplicate tokens and "
        "induction come with it.",
        "The first row counts here, too. No bound is given: chance falls with the length, and 0.19 is what an even "
        "causal head reads at 10 tokens.",
    ),
    Published(
        "TransformerLens, head detector without the first token",
        previous_token.lens_previous_without_first,
        "share of the rest",
        NO_ENDS,
        "What rests on the first token is left out, so that a head counts for what it does when it does something.",
        "A row counts by what it has off the first token. A head with next to nothing there is judged by it.",
    ),
    Published(
        "Oculi, previous-token heads",
        previous_token.oculi_previous,
        "yes over 0.8",
        NO_ENDS,
        "The first row is left out, so that a head that does nothing else reads 1.",
        "A sink hides what a head does with the rest, since it counts. (Its induction score is another matter: it is "
        "the largest mean weight 2 to 4 places back, and reads no tokens.)",
    ),
)
"""How far a head looks at the token before."""
