"""The measures of every row in plain NumPy, float64, row by row and with all weights at hand."""

from functools import lru_cache

import numpy as np
from scipy.special import softmax
from scipy.stats import entropy

NEAR = (1, 2, 3, 4, 6, 8, 12, 16)


@lru_cache
def words_of(tokens):
    """For each token the whole word that it is a piece of."""
    starts = [place for place, token in enumerate(tokens) if place == 0 or not token.continues]
    spans = zip(starts, [*starts[1:], len(tokens)], strict=True)
    return [word for a, b in spans for word in ["".join(token.text for token in tokens[a:b]).lower()] * (b - a)]


def destination(queries, keys, query, key):
    """0 sink, 1 itself, 2 previous, 3 next, 4 same word, 5 other words: the first that fits."""
    same = queries == keys
    if keys[key].special or (same and key == 0 and query != 0):
        return 0
    if same and abs(key - query) <= 1:
        return {0: 1, -1: 2, 1: 3}[key - query]
    return 4 if words_of(queries)[query] == words_of(keys)[key] else 5


def comes_after(tokens, query, key):
    """Whether the key comes right after an earlier occurrence of the query's token, and is neither sink nor itself."""
    if key in (0, query) or key - 1 >= query or tokens[key].special:
        return False
    before, this = tokens[key - 1], tokens[query]
    return (before.text.lower(), before.continues) == (this.text.lower(), this.continues)


@lru_cache
def marks_of(queries, keys):
    """For each pair [query, key]: the destination, and whether the key comes after an occurrence of the query."""
    pairs = np.empty((len(queries), len(keys)), int), np.zeros((len(queries), len(keys)), bool)
    for pair in np.ndindex(pairs[0].shape):
        pairs[0][pair] = destination(queries, keys, *pair)
        pairs[1][pair] = queries == keys and comes_after(queries, *pair)
    return pairs


def measure_destinations(weights, at, after, distance, visible):
    """Of a row of weights: destinations, reach, weight after an occurrence; how many keys are seen at each.

    at, after: the row's marks. distance: to each key, None between different sequences.
    """
    near = [np.zeros(len(at), bool) if distance is None else (at != 0) & (distance <= most) for most in NEAR]
    marks = [*(at == number for number in range(6)), *near, after]
    counts = [(mark & visible).sum() for mark in marks]
    shares, within = [weights[mark].sum() for mark in marks[:6]], [weights[mark].sum() for mark in near]
    reach = next((most for most, share in zip(NEAR, within, strict=True) if share >= 0.5), -1)
    if distance is None:
        shares[1:4] = [np.nan] * 3
    return np.array(shares), reach, weights[after].sum(), counts


def entropy_of_the_rest(weights, at):
    """(1 - s) H(rest) in bits: s the weight on sinks."""
    rest = weights[at != 0]
    return rest.sum() * entropy(rest, base=2) if rest.sum() > 0 else 0.0


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
    every_at, every_after = marks_of(capture.query_tokens, capture.key_tokens)
    same = capture.query_tokens == capture.key_tokens
    special = np.array([token.special for token in capture.key_tokens])
    one_number = ("entropy_bits", "normalised_entropy", "max_weight", "first_share", "special_share", "mean_distance")
    found = {name: np.full(shape, np.nan) for name in one_number}
    if any(layer.sink_logits is not None for layer in capture.layers):
        found["sink_share"] = np.full(shape, np.nan)
    found["entropy_rest_bits"], found["after_occurrence"] = np.full(shape, np.nan), np.full(shape, np.nan)
    found["max_key"], found["reach"] = np.full(shape, -1), np.full(shape, -1)
    found["destinations"] = np.full((*shape, 6), np.nan)
    found["visible_keys"] = np.zeros((shape[0], shape[2]), int)
    found["keys_at"] = np.zeros((shape[0], shape[2], 6 + len(NEAR) + 1), int)
    for layer, head, query in np.ndindex(shape):
        scores, visible = row_scores(capture.layers[layer], head, query)
        n_visible = visible.sum()
        found["visible_keys"][layer, query] = n_visible
        if n_visible == 0:
            continue
        weights = np.zeros(n_keys)
        row, at = (layer, head, query), every_at[query]
        distance = np.abs(np.arange(n_keys) - query) if same else None
        weights[visible] = softmax(scores[visible])
        found["entropy_bits"][row] = entropy(weights, base=2)
        found["entropy_rest_bits"][row] = entropy_of_the_rest(weights, at)
        sinks = capture.layers[layer].sink_logits
        if sinks is not None:
            with_sink = softmax([*scores[visible], float(sinks[head])])
            weights[visible], found["sink_share"][row] = with_sink[:-1], with_sink[-1]
        if n_visible > 1:
            found["normalised_entropy"][row] = found["entropy_bits"][row] / np.log2(n_visible)
        found["max_weight"][row], found["max_key"][row] = weights.max(), weights.argmax()
        found["first_share"][row], found["special_share"][row] = weights[0], weights[special].sum()
        shares, reach, after, counts = measure_destinations(weights, at, every_after[query], distance, visible)
        if sinks is not None:
            shares[0] += found["sink_share"][row]
        found["destinations"][row], found["reach"][row] = shares, reach
        found["after_occurrence"][row], found["keys_at"][layer, query] = after, counts
        ordinary = np.where(at == 0, 0, weights)
        if same and 1 - shares[0] >= 0.01 and ordinary.any():
            found["mean_distance"][row] = np.average(distance, weights=ordinary)
    return found
