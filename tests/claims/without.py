"""Tools in which we found no number of how spread out a head is, and what else docs/claims.md names a source for."""

from tests.claims.sources import Source

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
        Source(
            "TransformerLensOrg/CircuitsVis",
            "python/circuitsvis/attention.py",
            "f8c1c81c8d6ab1f7882587e2c9ca188bb95c0f58",
            "2024-12-18",
        ),
        "CircuitsVis shows the weights of heads, and no number of a head.",
    ),
    (
        Source("jalammar/ecco", "src/ecco/output.py", "2a38a1360c8edb2e4ff4a08fba404b5164c21e06", "2024-08-15"),
        "ecco has no entropy of a head.",
    ),
    (
        Source(
            "Sudharsanselvaraj/Token-Print",
            "backend/app/reduce.py",
            "9aaa915ee847bce9376e0946dcb92fd3e538ce8a",
            "2026-07-20",
        ),
        "Token-Print adds up the attention to a span of tokens; it has no number of how spread out a head is.",
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

RATIO = Source(
    "ajayspatil7/oculi",
    "oculi/analysis/attention.py",
    "836a8edfb9dc934ed5a76442eb81f9694cdb0db8",
    "2026-01-01",
)
"""Where each row is normalised by its own visible keys, under a causal mask."""
