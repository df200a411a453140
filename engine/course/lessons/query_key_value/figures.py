"""What query, key and value are for."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from engine.course.figure import Shown
from engine.course.lessons.soup import KEY_NUMBERS, KEY_WORDS, QUERY_WORDS, VALUE_NUMBERS, Soup, open_soup, soup
from engine.course.pictures import Bars, Grid, Picture
from engine.course.schema import Value


def roles(settings: Mapping[str, Value]) -> Shown:
    """Who plays which part for one query. word: "soup" or "tea"; exchanged: what cold and hot give each other."""
    word = str(settings["word"])
    row = QUERY_WORDS.index(word)
    shown = soup(exchanged=str(settings["exchanged"]))
    weights, output = shown.weights[row], shown.output[row]
    numbers = {
        "on_cold": float(weights[KEY_WORDS.index("cold")]),
        "on_hot": float(weights[KEY_WORDS.index("hot")]),
        "temperature": float(output[0]),
        "drink": float(output[1]),
    }
    return Shown(
        numbers,
        (
            _query_and_keys(shown, row),
            Bars(
                KEY_WORDS,
                weights,
                title=f"Weights of “{word}”",
                caption="The better a key matches the query, the larger its weight. They add up to 1.",
                high=1.0,
            ),
            Grid(
                np.vstack([shown.values, output]),
                title="Values, and the output below them",
                caption="The output (framed) is the values, each times its weight, added up.",
                rows=[*KEY_WORDS, "output"],
                columns=VALUE_NUMBERS,
                row_axis="",
                column_axis="",
                scale="signed",
                marked=[(len(KEY_WORDS), column) for column in range(len(VALUE_NUMBERS))],
            ),
        ),
        (open_soup(shown, row),),
    )


def _query_and_keys(shown: Soup, row: int) -> Picture:
    return Grid(
        np.vstack([shown.queries[row], shown.keys]),
        title="The query, and the keys below it",
        caption="Top row (framed): what is asked for. Other rows: what each word offers to be found by.",
        rows=[f"{QUERY_WORDS[row]} asks", *KEY_WORDS],
        columns=KEY_NUMBERS,
        row_axis="",
        column_axis="",
        scale="plain",
        digits=0,
        marked=[(0, column) for column in range(len(KEY_NUMBERS))],
    )


def widths(settings: Mapping[str, Value]) -> Shown:
    """How wide the output is. handed: "values" or "keys" are mixed; shown: whether the output is drawn."""
    shown = soup()
    tea = QUERY_WORDS.index("tea")
    by_keys = settings["handed"] == "keys"
    handed, names = (shown.keys, KEY_NUMBERS) if by_keys else (shown.values, VALUE_NUMBERS)
    output = shown.weights[tea] @ handed
    numbers = {
        "query_width": shown.queries.shape[1],
        "key_width": shown.keys.shape[1],
        "value_width": shown.values.shape[1],
        "n_keys": len(shown.keys),
        "output_width": len(output),
        "first": float(output[0]),
        "second": float(output[1]),
    }
    pictures = [_query_and_keys(shown, tea)]
    if settings["shown"]:
        pictures.append(
            Grid(
                np.vstack([handed, output]),
                title=f"{'Keys' if by_keys else 'Values'}, and the output below them",
                caption="The output (framed) has a number for each column of what is handed on.",
                rows=[*KEY_WORDS, "output"],
                columns=names,
                row_axis="",
                column_axis="",
                scale="signed",
                marked=[(len(KEY_WORDS), column) for column in range(len(names))],
            )
        )
    else:
        pictures.append(
            Grid(
                shown.values,
                title="Values",
                caption="What each word hands on once it has been found.",
                rows=KEY_WORDS,
                columns=VALUE_NUMBERS,
                row_axis="",
                column_axis="",
                scale="signed",
            )
        )
    return Shown(numbers, tuple(pictures), (open_soup(replace(shown, values=handed), tea),))
