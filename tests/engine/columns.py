"""The columns of the tables, in their order: what programs have read since the first version."""

HEAD_COLUMNS = [
    "sentence",
    "layer",
    "head",
    "normalised_entropy",
    "entropy_bits",
    "effective_keys",
    "sharpness",
    "max_weight",
    "self_share",
    "previous_share",
    "next_share",
    "special_share",
    "first_share",
    "mean_distance",
    "label",
    "agreement",
]
ROW_COLUMNS = [
    "sentence",
    "layer",
    "head",
    "query",
    "token",
    "visible_keys",
    "entropy_bits",
    "normalised_entropy",
    "sharpness",
    "effective_keys",
    "max_weight",
    "max_key",
    "flag",
]
HEAD_NUMBERS = HEAD_COLUMNS[3:-2]
