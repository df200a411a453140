"""A mask as a rule: the cells and the keys that it leaves visible."""

import pytest
import torch

from engine.attention.mask import MaskRule

CELLS = torch.tensor([[1, 1, 0, 1], [0, 0, 0, 1], [1, 0, 1, 0]], dtype=torch.bool)


@pytest.mark.parametrize(
    ("mask", "visible"),
    [
        (MaskRule(causal=True), [[1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0]]),
        (MaskRule(cells=CELLS), [[1, 1, 0, 1], [0, 0, 0, 1], [1, 0, 1, 0]]),
        (MaskRule(causal=True, cells=CELLS), [[1, 0, 0, 0], [0, 0, 0, 0], [1, 0, 1, 0]]),
    ],
)
def test_the_visible_cells_of_a_mask(mask, visible):
    wanted = torch.tensor(visible, dtype=torch.bool)
    assert torch.equal(mask.visible(range(3), 4), wanted)
    assert torch.equal(mask.visible(range(1, 3), 4), wanted[1:])
    assert torch.equal(mask.visible(torch.tensor([2, 0]), 3), wanted[[2, 0], :3])
    assert mask.visible_keys(3, 4).tolist() == wanted.sum(dim=1).tolist()


def test_without_a_mask_every_key_is_visible():
    assert MaskRule().visible(range(3), 4) is None
    assert MaskRule().visible_keys(3, 4).tolist() == [4, 4, 4]
    assert MaskRule(causal=True).visible_keys(4, 2).tolist() == [1, 2, 2, 2]
