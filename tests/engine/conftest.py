"""What the tests of the engine share: the model, loaded once, and its twin that materialises the weights."""

from pathlib import Path

import pytest
from transformers import AutoModel, PreTrainedModel

from engine.models.catalogue import MINILM
from engine.models.loaded import LoadedModel
from engine.models.loading import load_model, model_folder
from tests.engine.folders import save_model

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="session")
def sentences() -> list[str]:
    lines = (DATA / "sentences24.txt").read_text().splitlines()
    assert len(lines) == 24
    return lines


@pytest.fixture(scope="session")
def minilm() -> LoadedModel:
    return load_model("minilm")


@pytest.fixture(scope="session")
def smollm2() -> LoadedModel:
    """From Headlight's own cache; converted into it first where it is not there yet, which takes about 15 seconds."""
    return load_model("smollm2")


@pytest.fixture(scope="session")
def eager_minilm() -> PreTrainedModel:
    """The same weights, run by Transformers' own eager attention, which returns its weights."""
    model = AutoModel.from_pretrained(model_folder(MINILM), attn_implementation="eager", local_files_only=True)
    return model.eval()


@pytest.fixture
def folder(tmp_path) -> Path:
    """A tiny BERT."""
    save_model("bert", tmp_path)
    return tmp_path
