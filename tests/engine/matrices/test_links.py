"""Matrices in a link: exactly the same again, or a message."""

import base64
import contextlib
import re
import zlib

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.errors import InputError
from engine.matrices.files import write_json
from engine.matrices.input import MatrixInput
from engine.matrices.links import MAX_LINK_CHARACTERS, matrices_from_link, matrices_to_link
from engine.matrices.presets import PRESETS


def packed(text):
    return "1" + base64.urlsafe_b64encode(zlib.compress(text)).rstrip(b"=").decode()


@pytest.mark.parametrize("one", PRESETS, ids=lambda one: one.name)
def test_every_preset_comes_back_from_its_link(one):
    link = matrices_to_link(one.matrices)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", link)
    assert len(link) < 400
    assert write_json(matrices_from_link(link)) == write_json(one.matrices)


def test_the_largest_matrices_of_a_page_fit_into_a_link():
    def numbers(*shape):
        return np.random.default_rng(0).normal(size=shape)

    tokens = tuple("a long name ✓" * 3 + str(i) for i in range(12))
    m = MatrixInput(
        x=numbers(12, 16),
        w_q=numbers(16, 16),
        w_k=numbers(16, 16),
        w_v=numbers(16, 16),
        w_o=numbers(16, 16),
        mask=numbers(12, 12) > 0,
        query_tokens=tokens,
        key_tokens=tokens[::-1],
    )
    assert write_json(matrices_from_link(matrices_to_link(m))) == write_json(m)


def test_matrices_too_large_for_a_link_are_said_to_be():
    large = np.random.default_rng(0).normal(size=(100, 100))
    with pytest.raises(InputError, match="too large for a link"):
        matrices_to_link(MatrixInput(queries=large, keys=large, values=large))


GOOD = matrices_to_link(PRESETS[0].matrices)


@pytest.mark.parametrize(
    "link",
    [
        "",
        "1",
        "hello",
        "2" + GOOD[1:],
        GOOD[:-4],
        GOOD[:20],
        GOOD + "AAAA",
        GOOD + "\n",
        GOOD.replace(GOOD[30], "!"),
        "1" + "A" * MAX_LINK_CHARACTERS,
        packed(b"\xff"),
        packed(b" " * 10_000_000),
    ],
)
def test_a_broken_link_is_refused(link):
    with pytest.raises(InputError, match="The matrices in this link are broken or cut off"):
        matrices_from_link(link)


def test_a_whole_link_with_matrices_that_do_not_fit_says_what_is_wrong():
    with pytest.raises(InputError, match=r"The link: K \(keys\) must have as many columns as Q \(queries\)"):
        matrices_from_link(packed(b'{"queries": [[1, 2]], "keys": [[1]], "values": [[1]]}'))


@given(st.text() | st.text(alphabet="01AZaz_-").map("1".__add__) | st.binary().map(packed))
@example(packed(b"[" * 100_000))
def test_any_link_gives_matrices_or_an_input_error(link):
    with contextlib.suppress(InputError):
        assert isinstance(matrices_from_link(link), MatrixInput)
