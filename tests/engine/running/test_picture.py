"""Pictures: each patch is one token with the name of its place, and the weights are the model's own."""

from dataclasses import replace
from types import SimpleNamespace
from unittest.mock import Mock

import numpy as np
import pytest
import torch
import transformers as t

from engine.errors import InputError
from engine.models.loading import load_model
from engine.reading.readers import read_picture
from engine.recording.interface import _recorded
from engine.running import picture as vision
from engine.running.picture import capture_picture, patch_grid
from tests.engine.families import FAMILIES
from tests.engine.folders import save_model

# As in test_families: three layers in float32, added up in another order.
WEIGHTS = 5e-5
TINY = {
    "hidden_size": 24,
    "intermediate_size": 32,
    "num_hidden_layers": 3,
    "num_attention_heads": 6,
    "image_size": 20,
    "patch_size": 4,
}
OTHERS = {
    "registers": t.Dinov2WithRegistersConfig(**TINY, num_register_tokens=2),
    "siglip": t.SiglipVisionConfig(**TINY),
    "deit": t.DeiTConfig(**TINY),
    "yolos": t.YolosConfig(**TINY | {"image_size": [20, 20]}, num_detection_tokens=3),
    "pixtral": t.PixtralVisionConfig(**TINY),
    "wide patches": t.ViTConfig(**TINY | {"image_size": [20, 30], "patch_size": [4, 10]}),
}
BEFORE = {
    "vit": ["[CLS]"],
    "clip vision": ["[CLS]"],
    "dinov2": ["[CLS]"],
    "registers": ["[CLS]", "[register 1]", "[register 2]"],
    "siglip": [],
    "deit": ["[CLS]", "[extra 1]"],
    "yolos": ["[CLS]"],
    "pixtral": [],
    "wide patches": ["[CLS]"],
}
AFTER = {"yolos": ["[extra 1]", "[extra 2]", "[extra 3]"]}


def saved(name, folder):
    """The folder of a tiny vision model with weights large enough to attend; its eager twin."""
    if name in FAMILIES:
        return save_model(name, folder)
    model = replace(FAMILIES["vit"], config=OTHERS[name]).model("eager")
    model.save_pretrained(folder)
    return model


@pytest.fixture
def vit(tmp_path):
    save_model("vit", tmp_path)
    return load_model(str(tmp_path))


def picture(height=20, width=20, channels=3):
    return torch.randn(channels, height, width, generator=torch.Generator().manual_seed(3))


@pytest.mark.parametrize("name", BEFORE)
def test_weights_are_the_models_own_and_tokens_are_named_by_their_place(name, tmp_path):
    eager, loaded = saved(name, tmp_path), load_model(str(tmp_path))
    pixels = picture(20, 30 if name == "wide patches" else 20)
    reading = read_picture(loaded, pixels)
    with torch.inference_mode():
        wanted = eager(pixels[None], output_attentions=True).attentions
    assert len(wanted) == reading.n_layers == 3
    for layer, weights in enumerate(wanted):
        np.testing.assert_allclose(np.nan_to_num(reading.layer_weights(layer)), weights[0], rtol=0, atol=WEIGHTS)
    assert reading.heads.normalised_entropy.min() < 0.9
    columns = 3 if name == "wide patches" else 5
    patches = [f"row {row}, column {column}" for row in range(1, 6) for column in range(1, columns + 1)]
    tokens = reading.query_tokens
    assert tokens == reading.key_tokens
    assert [token.text for token in tokens] == [*BEFORE[name], *patches, *AFTER.get(name, [])]
    assert [token.special for token in tokens] == [token.text not in patches for token in tokens]
    assert reading.kind == "self"


@pytest.mark.parametrize("name", ["vit", "clip vision", "dinov2", "registers", "siglip", "yolos", "pixtral"])
def test_a_picture_of_another_size_is_cut_into_its_own_rows_and_columns(name, tmp_path):
    eager, loaded = saved(name, tmp_path), load_model(str(tmp_path))
    pixels = picture(12, 28)
    reading = read_picture(loaded, pixels)
    stretch = {} if name in ("dinov2", "registers", "yolos", "pixtral") else {"interpolate_pos_encoding": True}
    with torch.inference_mode():
        wanted = eager(pixels[None], output_attentions=True, **stretch).attentions
    np.testing.assert_allclose(np.nan_to_num(reading.layer_weights(2)), wanted[2][0], rtol=0, atol=WEIGHTS)
    named = [token.text for token in reading.query_tokens if not token.special]
    assert (named[0], named[7], named[-1]) == ("row 1, column 1", "row 2, column 1", "row 3, column 7")


def test_a_batch_of_one_is_the_picture_itself(vit):
    assert np.array_equal(
        read_picture(vit, picture()).layer_weights(0), read_picture(vit, picture()[None]).layer_weights(0)
    )


def test_a_name_points_at_the_pixels_that_the_token_was_made_of(vit):
    """Of a first layer, whose queries are made of their own tokens alone."""
    dark, pixels = picture(), picture()
    pixels[:, 4:8, 8:12] += 1
    before, after = (capture_picture(vit, it).layers[0].queries for it in (dark, pixels))
    (changed,) = (before != after).any(dim=-1).any(dim=0).nonzero()[:, 0].tolist()
    assert capture_picture(vit, dark).query_tokens[changed].text == "row 2, column 3"


@pytest.mark.parametrize(
    ("pixels", "said"),
    [
        (picture(22, 20), r"4 x 4 pixels, which 22 x 20 is no multiple of\. Resize"),
        (picture(20, 18), "20 x 18 is no multiple"),
        (picture(0, 20), "0 x 20 is no multiple"),
        (picture(channels=1), "3 colour channels; got 1"),
        (picture(channels=4), "3 colour channels; got 4"),
        (picture()[0], "got 20 x 20. Read one picture at a time"),
        (picture().expand(2, 3, 20, 20), "got 2 x 3 x 20 x 20"),
        (picture() * torch.inf, "pixels of a picture must be finite"),
        (torch.zeros(3, 4_000, 4_000), "1,000,000 patches; up to 8,192"),
    ],
)
def test_a_picture_that_cannot_be_cut_is_refused(vit, pixels, said):
    with pytest.raises(InputError, match=said):
        read_picture(vit, pixels)


def test_a_model_that_reads_texts_reads_no_picture(minilm):
    with pytest.raises(InputError, match="minilm reads text, not pictures"):
        read_picture(minilm, picture())


def test_a_layer_that_was_not_recorded_is_missed(vit):
    with pytest.raises(InputError, match="4 attention layers, but 3 could be recorded"):
        read_picture(replace(vit, card=replace(vit.card, layers=4)), picture())


def test_a_size_that_the_model_does_not_take_is_refused(vit, monkeypatch):
    monkeypatch.setattr(vision, "_fitting_positions", lambda *_: {})
    with pytest.raises(InputError, match=r"does not read a picture of 12 x 28 pixels \(ValueError"):
        read_picture(vit, picture(12, 28))
    assert _recorded.get() is None


def test_patches_that_are_no_single_tokens_are_refused(vit, monkeypatch):
    """As of a model whose settings name another size of patch than the one it cuts."""
    monkeypatch.setattr(vit.model.config, "patch_size", 2)
    assert patch_grid(vit, picture()).n_patches == 100
    with pytest.raises(InputError, match="does not make one token of each patch of 2 x 2"):
        read_picture(vit, picture())


def test_settings_without_a_patch_size_are_refused(vit):
    for settings in ({}, {"patch_size": None}, {"patch_size": [4, 4, 2]}):
        stranger = Mock(spec=t.PreTrainedModel, config=SimpleNamespace(**settings))
        with pytest.raises(InputError, match="do not say how large its patches are"):
            read_picture(replace(vit, model=stranger), picture())


def test_progress_goes_from_layer_to_layer_up_to_1_and_can_end_it(vit):
    said = []
    read_picture(vit, picture(), lambda share, step: said.append((share, step)))
    assert said[0][1] == "Running layer 1 of 3"
    assert [share for share, _ in said] == sorted(share for share, _ in said)
    assert said[-1][0] == 1

    class Enough(Exception):
        pass

    def stop(share, step):
        raise Enough

    with pytest.raises(Enough):
        read_picture(vit, picture(), stop)
    assert _recorded.get() is None


def test_what_is_no_part_of_the_picture_counts_as_special_in_the_measures(tmp_path):
    saved("registers", tmp_path)
    reading = read_picture(load_model(str(tmp_path)), picture())
    weights = np.stack([reading.layer_weights(layer) for layer in range(3)])
    np.testing.assert_allclose(reading.rows.special_share, weights[..., :3].sum(axis=-1), rtol=0, atol=1e-5)
