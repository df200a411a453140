"""The measures of every row in plain NumPy, float64, row by row and with all weights at hand."""

import numpy as np
from scipy.special import softmax
from scipy.stats import entropy

OFFSETS = range(-4, 5)


def row_scores(layer, head, query):
    """The scores of one row in float64, and which keys it sees."""
    group = layer.n_heads // layer.keys.shape[0]
    keys = layer.keys[head // group].double().numpy()
    scores = layer.scale * (keys @ layer.queries[head, query].double().numpy())
    if layer.soft_cap is not None:
        scores = layer.soft_cap * np.tanh(scores / layer.soft_cap)
    if layer.position_bias is not None:
        scores = scores + layer.position_bias[head, query].double().numpy()
    visible = np.ones(len(keys), bool)
    if layer.mask.causal:
        visible &= np.arange(len(keys)) <= query
    if layer.mask.window is not None:
        visible &= np.abs(np.arange(len(keys)) - query) < layer.mask.window
    if layer.mask.cells is not None:
        visible &= layer.mask.cells[query].numpy()
    return scores, visible


def measure_rows(capture):
    """All of RowStatistics but sharpness, by name."""
    shape = (capture.n_layers, capture.n_heads, len(capture.query_tokens))
    n_keys = len(capture.key_tokens)
    same = capture.query_tokens == capture.key_tokens
    special = np.array([token.special for token in capture.key_tokens])
    ends = special | (np.arange(n_keys) == 0)
    one_number = ("entropy_bits", "normalised_entropy", "max_weight", "first_share", "special_share", "mean_distance")
    found = {name: np.full(shape, np.nan) for name in one_number}
    if any(layer.sink_logits is not None for layer in capture.layers):
        found["sink_share"] = np.full(shape, np.nan)
    found["max_key"] = np.full(shape, -1)
    found["offset_shares"] = np.full((*shape, len(OFFSETS)), np.nan)
    found["received"] = np.zeros((*shape[:2], n_keys))
    found["visible_keys"] = np.zeros((shape[0], shape[2]), int)
    found["seen_by"] = np.zeros((shape[0], n_keys), int)
    for layer, head, query in np.ndindex(shape):
        scores, visible = row_scores(capture.layers[layer], head, query)
        n_visible = visible.sum()
        found["visible_keys"][layer, query] = n_visible
        if n_visible == 0:
            continue
        weights = np.zeros(n_keys)
        row = (layer, head, query)
        found["entropy_bits"][row] = entropy(softmax(scores[visible]), base=2)
        sinks = capture.layers[layer].sink_logits
        if sinks is None:
            weights[visible] = softmax(scores[visible])
        else:
            with_sink = softmax([*scores[visible], float(sinks[head])])
            weights[visible], found["sink_share"][row] = with_sink[:-1], with_sink[-1]
        if n_visible > 1:
            found["normalised_entropy"][row] = found["entropy_bits"][row] / np.log2(n_visible)
        found["max_weight"][row], found["max_key"][row] = weights.max(), weights.argmax()
        found["first_share"][row], found["special_share"][row] = weights[0], weights[special].sum()
        if same:
            found["offset_shares"][row] = [weights[query + o] if 0 <= query + o < n_keys else 0 for o in OFFSETS]
            ordinary = np.where(ends, 0, weights)
            if ordinary.any():
                found["mean_distance"][row] = np.average(np.abs(np.arange(n_keys) - query), weights=ordinary)
        if n_visible >= 4 and not capture.query_tokens[query].special:
            found["received"][layer, head] += weights
            found["seen_by"][layer] += visible & (head == 0)
    return found
