"""The columns of the tables, in their order: what programs read."""

DESTINATIONS = ["to_sink", "to_itself", "to_previous", "to_next", "to_same_word", "to_other_words"]
HEAD_COLUMNS = [
    "sentence",
    "layer",
    "head",
    "normalised_entropy",
    "entropy_bits",
    "effective_keys",
    "sharpness",
    "entropy_sink_bits",
    "entropy_rest_bits",
    "rest_entropy",
    "max_weight",
    *DESTINATIONS,
    "special_share",
    "first_share",
    "mean_distance",
    "label",
    "label_rows",
    "judged_rows",
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
    "entropy_sink_bits",
    "entropy_rest_bits",
    "rest_entropy",
    "sharpness",
    "effective_keys",
    "max_weight",
    *DESTINATIONS,
    "max_key",
    "flag",
]
HEAD_NUMBERS = HEAD_COLUMNS[3:-4]
