"""The journeys go through the same models, sentences and commands as the tests of the engine."""

from tests.engine.command_line.conftest import command, refusal
from tests.engine.conftest import eager_minilm, minilm, sentences, smollm2

__all__ = ["command", "eager_minilm", "minilm", "refusal", "sentences", "smollm2"]
