"""Questions on real recordings: the truth is read from the weights again, in another way."""

import re

import numpy as np
import pytest

from engine.course.loading import concepts, misconceptions
from engine.course.questions.heads import rows as head_rows
from engine.course.questions.heads.recorded import PATTERNS, clear_heads, recorded_heads
from engine.course.questions.heads.sources import sources
from engine.reading.examples import EXAMPLES, load_example
from viz.sketch.draw import draw
from viz.theme import DARK, LIGHT

SEEDS = range(40)
every_source = pytest.mark.parametrize("source", sources(), ids=lambda source: source.id)


def weights_of(question):
    """The sentence's tokens and the weights that the picture of a question shows, from the recording itself."""
    sketch = draw(question.picture, LIGHT)
    sentence = re.search(r"“([^”]+)”", question.prompt)[1]
    example = next(one for one in EXAMPLES if one.text.removesuffix(".") == sentence)
    layer, head = map(int, re.search(r"L(\d+) H(\d+)", sketch.title).groups())
    reading = load_example(example.text, "minilm")
    return [str(token) for token in reading.query_tokens], np.asarray(reading.weights(layer, head))


def place_of(tokens, quoted):
    return tokens.index(quoted.strip("“”"))


@every_source
def test_every_seed_gives_a_whole_question(source):
    for seed in SEEDS:
        question = source.question(seed)
        texts = [option.text for option in question.options]
        assert len(set(texts)) == len(texts) >= 3
        assert question.right.mistake == ""
        for place, option in enumerate(question.options):
            assert option.reason
            assert place == question.answer or option.mistake in misconceptions()
        assert question.steps
        assert question.hint
        assert question.check
        assert source.concept in concepts()


@every_source
def test_the_same_seed_gives_the_same_question(source):
    first, again = source.question(11), source.question(11)
    assert (first.prompt, first.options, first.answer) == (again.prompt, again.options, again.answer)
    assert len({source.question(seed).prompt for seed in SEEDS}) > 3


@every_source
def test_its_picture_is_drawn_in_both_themes(source):
    question = source.question(3)
    for theme in (LIGHT, DARK):
        assert draw(question.picture, theme).svg.startswith("<svg")


def source_named(name):
    return next(source for source in sources() if source.id == name)


def test_spread_or_focused_is_what_the_weights_show():
    for seed in SEEDS:
        question = source_named("head-spread").question(seed)
        _, weights = weights_of(question)
        favourites = weights.argmax(axis=1)
        largest = weights.max(axis=1).mean()
        if question.right.text.startswith("Spread"):
            assert largest <= 0.4
            assert weights.max() < 0.5
        elif question.right.text.endswith("same key"):
            assert largest > 0.5
            assert len(set(favourites)) == 1
        else:
            assert largest > 0.5
            assert len(set(favourites)) >= len(favourites) - 2


def test_where_a_head_looks_is_where_most_rows_have_their_largest_weight():
    for seed in SEEDS:
        question = source_named("head-place").question(seed)
        tokens, weights = weights_of(question)
        favourites, rows = weights.argmax(axis=1), np.arange(len(tokens))
        shares = {
            "At the token before it": np.mean(favourites == rows - 1),
            "At the token after it": np.mean(favourites == rows + 1),
            "At itself": np.mean(favourites == rows),
        }
        for option in question.options:
            if option.text.endswith("whatever the token"):
                mark = re.search(r"\[\w+\]", option.text)[0]
                shares[option.text] = np.mean(favourites == tokens.index(mark))
        assert max(shares, key=shares.get) == question.right.text
        assert shares[question.right.text] > 0.6


def test_the_token_looked_at_most_is_the_largest_of_the_row():
    for seed in SEEDS:
        question = source_named("head-looked-at").question(seed)
        tokens, weights = weights_of(question)
        query = place_of(tokens, re.search(r"does (“\w+”) look", question.prompt)[1])
        assert tokens[int(weights[query].argmax())] == question.right.text.strip("“”")
        trap = next(option for option in question.options if option.mistake == "axes-swapped")
        assert tokens[int(weights[:, query].argmax())] == trap.text.strip("“”")


def test_effective_keys_are_two_to_the_entropy_of_the_row():
    for seed in SEEDS:
        question = source_named("head-effective").question(seed)
        tokens, weights = weights_of_row(question)
        row = weights[weights > 0]
        assert question.right.text == f"{2 ** -(row * np.log2(row)).sum():.1f}"
        assert f"{len(tokens)} tokens" in question.prompt


def weights_of_row(question):
    tokens, weights = weights_of(question)
    query = re.search(r"lets (“\w+”) look", question.prompt)[1]
    return tokens, weights[place_of(tokens, query)]


def test_the_most_focused_query_has_the_least_entropy():
    for seed in SEEDS:
        question = source_named("head-sharpest").question(seed)
        tokens, weights = weights_of(question)
        rows = weights[[place_of(tokens, option.text) for option in question.options]]
        bits = -(rows * np.log2(rows, where=rows > 0, out=np.zeros_like(rows))).sum(axis=1)
        assert int(bits.argmin()) == question.answer


def test_a_sinks_share_is_that_of_its_column():
    for seed in SEEDS:
        question = source_named("head-sink").question(seed)
        tokens, weights = weights_of(question)
        share, mark = re.search(r"give (\d+)% of their weight to (\[\w+\])", question.prompt).groups()
        assert f"{weights[:, tokens.index(mark)].mean():.0%}" == f"{share}%"


def test_there_are_heads_for_every_pattern():
    for pattern in PATTERNS:
        assert len(clear_heads(pattern)) >= 3
    assert len(recorded_heads()) > 300
    assert len(head_rows._rows_with_a_favourite()) > 20
    assert len(head_rows._heads_with_one_sharp_row()) > 5


def test_no_question_is_asked_of_a_sentence_that_repeats_one_word():
    sentences = {head.text for head in recorded_heads()}
    assert len(sentences) > 1
    assert not [text for text in sentences if len(set(text.lower().split())) < 3]
