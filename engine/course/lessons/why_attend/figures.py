"""The equal average beside the weighted sum."""

from collections.abc import Mapping

import numpy as np

from engine.course.figure import Shown
from engine.course.lessons.kept.word_vectors import word_vector
from engine.course.lessons.links import open_sentence
from engine.course.lessons.soup import KEY_WORDS, QUERY_WORDS, VALUES, open_soup, soup
from engine.course.lessons.why_attend.numbers import (
    BEFORE_HEAD,
    BIT,
    DOG,
    MAN,
    SENTENCES,
    additions_of_the_average,
    average,
    bit_output,
    bit_weights,
    likeness,
    products_of_attention,
    sentence_likeness,
)
from engine.course.pictures import Bars, Picture, Plane, PlanePoint, Words
from engine.course.schema import Value

_SHORT = {
    "the kitten rested on the sofa": "kitten … sofa",
    "a cat was sleeping on the couch": "cat … couch",
    "the judge ruled on the case": "judge … case",
    "the train stopped at the station": "train … station",
    "the dog bit the man": "dog … man",
    "the man bit the dog": "man … dog",
}
"""How each sentence is called beside its bar."""


def choosing(settings: Mapping[str, Value]) -> Shown:
    """What soup and tea take from the four words. strength: how strongly they choose; 0 is the equal average."""
    strength = float(settings["strength"])
    shown = soup(strength)
    plain = average(VALUES)
    on = dict(zip(KEY_WORDS, shown.weights.T, strict=True))
    numbers = {
        "average_temperature": float(plain[0]),
        "soup_temperature": float(shown.output[0, 0]),
        "tea_temperature": float(shown.output[1, 0]),
        "soup_on_cold": float(on["cold"][0]),
        "tea_on_hot": float(on["hot"][1]),
        "equal_weight": 1 / len(KEY_WORDS),
    }
    words = [
        PlanePoint(f"{word} (word)", float(value[0]), float(value[1]))
        for word, value in zip(KEY_WORDS, VALUES, strict=True)
    ]
    outputs = [
        PlanePoint(f"{word}'s output", float(output[0]), float(output[1]), "output")
        for word, output in zip(QUERY_WORDS, shown.output, strict=True)
    ]
    if strength == 0:
        outputs = [PlanePoint("both outputs", float(plain[0]), float(plain[1]), "output")]
    return Shown(
        numbers,
        (
            Bars(
                KEY_WORDS,
                shown.weights[1],
                title="How much is taken from each word",
                caption="Bars of one colour add up to 1.",
                value_name="taken by tea",
                others=("taken by soup", shown.weights[0]),
                high=1.0,
            ),
            Plane(
                [*words, *outputs],
                title="What comes out",
                caption="To the right is hot, to the left cold. Higher is more of a drink.",
                x_name="how hot",
                y_name="drink",
            ),
        ),
        (open_soup(shown),),
    )


def word_order(settings: Mapping[str, Value]) -> Shown:
    """What "bit" makes of two sentences. way: "average", or "head" for the weights of a real head."""
    equal = settings["way"] == "average"
    pictures: list[Picture] = []
    outputs = {}
    for name, text in (("dog", DOG), ("man", MAN)):
        tokens, weights = bit_weights(text, equal)
        outputs[name] = bit_output(text, equal)
        pictures.append(
            Words(
                tokens,
                weights,
                title=f"“{text}”",
                caption="Under each token: the weight that “bit” (framed) gives it.",
                marked=(BIT,),
            )
        )
    compared = ("dog", "man", "bit")
    alike = {name: [likeness(output, word_vector(word)) for word in compared] for name, output in outputs.items()}
    numbers = {
        "alike": likeness(outputs["dog"], outputs["man"]),
        "first_dog": alike["dog"][0],
        "first_man": alike["dog"][1],
        "second_dog": alike["man"][0],
        "second_man": alike["man"][1],
        "largest_weight": float(bit_weights(DOG, equal)[1].max()),
    }
    pictures.append(
        Bars(
            compared,
            alike["dog"],
            title="What the output for “bit” is like",
            caption="1 means the same direction as the word's vector, 0 nothing in common.",
            value_name=f"in “{DOG}”",
            others=(f"in “{MAN}”", alike["man"]),
            high=1.0,
        )
    )
    # The Sentence page shows the head; it has nothing that shows an equal average.
    links = () if equal else tuple(open_sentence(text, *BEFORE_HEAD, BIT, f"Open “{text}”") for text in (DOG, MAN))
    return Shown(numbers, tuple(pictures), links)


def baseline(settings: Mapping[str, Value]) -> Shown:
    """Sentences compared by the equal average of their word vectors. shown: whether the likenesses are drawn."""
    sentence = str(settings["sentence"])
    others = [other for other in SENTENCES if other != sentence]
    alike = np.array([sentence_likeness(sentence, other) for other in others])
    best = int(alike.argmax())
    n_tokens, width = len(sentence.split()), len(word_vector("the"))
    numbers: dict[str, float | str | bool] = {
        "nearest": others[best],
        "likeness": float(alike[best]),
        "second": float(np.sort(alike)[-2]),
        "dog_and_man": sentence_likeness("the dog bit the man", "the man bit the dog"),
        "tokens": n_tokens,
        "width": width,
        "additions": additions_of_the_average(n_tokens, width),
        "products": products_of_attention(n_tokens, width),
        "long_additions": additions_of_the_average(100 * n_tokens, width),
        "long_products": products_of_attention(100 * n_tokens, width),
    }
    drawn = alike if settings["shown"] else np.full(len(others), np.nan)
    bars = Bars(
        [_SHORT[other] for other in others],
        drawn,
        title=f"How alike to “{sentence}”",
        caption="Each sentence is the equal average of its word vectors; 1 means the same direction.",
        value_name="likeness",
        high=1.0,
        marked=(best,) if settings["shown"] else (),
    )
    return Shown(numbers, (bars,))
