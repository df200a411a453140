"""What other tools publish on how spread out or focused a head is, each formula written anew from its source.

Each takes weights [query, key] and which keys are visible, and gives one number for the head. The comment above a
function names the repository, the file, the commit and its date; docs/claims.md has them from there.
"""

import math
from collections.abc import Callable

import numpy as np

Formula = Callable[[np.ndarray, np.ndarray], float]


def _nats(weights: np.ndarray) -> np.ndarray:
    """The entropy of each row in nats. Zero weights add nothing."""
    logs = np.log(weights, out=np.zeros_like(weights), where=weights > 0)
    return -(weights * logs).sum(axis=-1)


def _is_causal(visible: np.ndarray) -> bool:
    """Whether no query sees a later key. The tools are told so by the family of the model."""
    return not np.triu(visible, 1).any()


def _cells(weights: np.ndarray, visible: np.ndarray) -> np.ndarray:
    """All weights of a head, or those on and below the diagonal if it is causal."""
    return weights[np.tril_indices(len(weights))] if _is_causal(visible) else weights.ravel()


def real_tokens(visible: np.ndarray) -> np.ndarray:
    """The tokens that are no padding: padding sees no key here."""
    return visible.any(axis=1)


# pinthoz/attention-atlas: attention_app/metrics.py
# commit ab2fb044244453710b32a469af7b6011b7419ed1, 2026-07-06
def atlas_focus(weights: np.ndarray, visible: np.ndarray) -> float:
    """The entropies of all rows, added up, by the most that they could add up to: n log n, or log n! if causal.

    Weights of 1e-10 and less are left out there; it makes no difference here.
    """
    n_tokens = len(weights)
    most = math.lgamma(n_tokens + 1) if _is_causal(visible) else n_tokens * math.log(n_tokens)
    return float(_nats(weights).sum() / most)


# pinthoz/attention-atlas: attention_app/server/renderers.py
# commit fef6bb2bdcd64416744093cd57143e2c66eae0a7, 2026-06-30
def atlas_focus_before(weights: np.ndarray, visible: np.ndarray) -> float:
    """The same tool until July 2026: the entropies of all rows by n log n, whatever the mask."""
    n_tokens = len(weights)
    return float(_nats(weights).sum() / (n_tokens * math.log(n_tokens)))


# pinthoz/attention-atlas: attention_app/metrics.py
# commit 16949fd40c455b6810fc0744856a2162e0583fde, 2026-06-11
def atlas_confidence(weights: np.ndarray, visible: np.ndarray) -> float:
    """The largest weight of a row, averaged over the rows; the first row of a causal head is left out."""
    return float(weights[1 if _is_causal(visible) else 0 :].max(axis=1).mean())


# pinthoz/attention-atlas: attention_app/metrics.py
# commit 16949fd40c455b6810fc0744856a2162e0583fde, 2026-06-11
def atlas_sparsity(weights: np.ndarray, visible: np.ndarray) -> float:
    """The share of the weights that are under 1/n; of a causal head, of those on and below the diagonal."""
    return float((_cells(weights, visible) < 1 / len(weights)).mean())


# pinthoz/attention-atlas: attention_app/metrics.py
# commit ab2fb044244453710b32a469af7b6011b7419ed1, 2026-07-06
def atlas_uniformity(weights: np.ndarray, visible: np.ndarray) -> float:
    """The standard deviation of all weights together; of a causal head, of those on and below the diagonal."""
    return float(_cells(weights, visible).std())


# ajayspatil7/oculi: oculi/analysis/attention.py
# commit 836a8edfb9dc934ed5a76442eb81f9694cdb0db8, 2026-01-01
def oculi_ratio(weights: np.ndarray, visible: np.ndarray) -> float:
    """Each row's entropy by the log of its place, 1 to n. Oculi gives every row; the mean from row 2 on is taken here.

    Row 1, which sees one key, is 0 there.
    """
    places = np.arange(2, len(weights) + 1)
    return float((_nats(weights)[1:] / np.log(places)).mean())


# ajayspatil7/oculi: oculi/analysis/circuits.py
# commit 635d13be2f8b97de233e3fcfa6b1628f4c2427a4, 2026-01-03
def oculi_variance(weights: np.ndarray, visible: np.ndarray) -> float:
    """The variance of a row's weights over all keys, averaged over the rows; under 0.01 a head is called uniform."""
    return float(weights.var(axis=1, ddof=1).mean())


# cdpearlman/LLMVis: utils/head_detection.py
# commit deb20715cc0f17cc677f9ad998cd29b0b6baacfe, 2026-03-17
def llmvis_diffuse(weights: np.ndarray, visible: np.ndarray) -> float:
    """The mean entropy of the rows by the log of all keys. 1e-10 is added to each weight."""
    return float(_nats(weights + 1e-10).mean() / math.log(weights.shape[1]))


# TransformerLensOrg/TransformerLens: demos/Realtime_Training_Telemetry_Demo.ipynb
# commit d6d2ca3b48011cec581866c17d02fa14a9146176, 2026-06-01
def lens_coherence(weights: np.ndarray, visible: np.ndarray) -> float:
    """1 less the mean entropy of the rows by the log of all keys. 1e-9 is added to each weight."""
    return float(1 - _nats(weights + 1e-9).mean() / math.log(weights.shape[1]))


# clarkkev/attention-analysis: General_Analysis.ipynb
# commit c2b73f914121bf45fc7388d3dc4a58fb45f31dc8, 2019-08-08
def clark_entropy(weights: np.ndarray, visible: np.ndarray) -> float:
    """The mean entropy of the rows in nats, a ten-thousandth of each row spread evenly.

    Padding is cut away when the weights are extracted (extract_attention.py of the same repository), so here too.
    """
    real = real_tokens(visible)
    kept = weights[real][:, real]
    return float(_nats(0.9999 * kept + 0.0001 / len(kept)).mean())


# huggingface/transformers-research-projects: bertology/run_bertology.py
# commit 362a490dc36e91359fe76a7a707dc29e663196b2, 2025-03-11
def bertology_entropy(weights: np.ndarray, visible: np.ndarray) -> float:
    """The mean entropy in nats of the rows that are no padding."""
    return float(_nats(weights)[real_tokens(visible)].mean())


# apple/ml-sigma-reparam: speech/speech_transformer.py
# commit fea4e359126f812bd3e0a12234c56330fe4b5fa2, 2023-11-17
def sigma_reparam_entropy(weights: np.ndarray, visible: np.ndarray) -> float:
    """The mean over all rows of -sum(a log(a + 1e-6)), in nats. There it is the mean over the heads as well."""
    return float(-(weights * np.log(weights + 1e-6)).sum(axis=-1).mean())


# eole-nlp/eole: eole/utils/attention_entropy.py
# commit 931a3209b070383856b7cefd80956bc20013ecc2, 2025-09-23
def eole_entropy(weights: np.ndarray, visible: np.ndarray) -> float:
    """The mean over all rows of -sum(a log(a + 1e-8)) in nats, every weight at least 1e-8.

    The function can take a mask; what the training logs is computed without one.
    """
    raised = np.maximum(weights, 1e-8)
    return float(-(raised * np.log(raised + 1e-8)).sum(axis=-1).mean())
