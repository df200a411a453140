"""What the blocks of rows are made of."""

import pytest
import torch

from engine.attention.blocks import largest_of_rows


@pytest.mark.parametrize("n_keys", [1, 3, 64, 511, 512, 600, 1_000, 4_096])
def test_the_largest_of_a_row_and_the_first_key_that_has_it(n_keys):
    generator = torch.Generator().manual_seed(n_keys)
    # Whole numbers, so that many keys share the largest; and some are masked.
    scores = torch.randint(-5, 6, (2, 7, n_keys), generator=generator).float()
    scores[torch.rand(scores.shape, generator=generator) < 0.3] = -torch.inf
    largest, key = largest_of_rows(scores)
    torch.testing.assert_close(largest, scores.amax(dim=-1, keepdim=True), rtol=0, atol=0)
    for head in range(2):
        for row in range(7):
            assert key[head, row] == (scores[head, row] == largest[head, row]).nonzero()[0, 0]


@pytest.mark.parametrize("place", [0, 63, 64, 500, 575, 576, 599])
def test_the_largest_is_found_wherever_it_stands(place):
    scores = torch.zeros(1, 1, 600)
    scores[..., place] = 1
    largest, key = largest_of_rows(scores)
    assert (float(largest), int(key)) == (1.0, place)
