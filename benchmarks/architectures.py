"""Which architectures of Transformers are shown, and why the others are not.

`python -m benchmarks.architectures` makes a tiny random model of every architecture that continues, fills in or
translates texts (benchmarks/models/tiny.py), saves it, loads it as anybody's folder is loaded, and compares
every weight that Headlight shows of a text with the model's own eager attention. It prints them by outcome, `--each`
one by one; names of architectures as arguments try those alone. `--write` puts the table into docs/models.md. About
3 minutes.
"""

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import transformers
from transformers import (
    MODEL_FOR_CAUSAL_LM_MAPPING,
    MODEL_FOR_MASKED_LM_MAPPING,
    MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING,
    AutoModelForCausalLM,
    AutoModelForMaskedLM,
    AutoModelForSeq2SeqLM,
    PreTrainedModel,
    PreTrainedTokenizerFast,
)

from benchmarks.models.forked import in_a_copy
from benchmarks.models.quiet import be_quiet
from benchmarks.models.tiny import NoTinyModel, draw_weights, tiny_config
from benchmarks.shared.marked import Table, write_tables
from engine.attention.weights import visible_weights
from engine.errors import InputError
from engine.models.loaded import LoadedModel
from engine.models.loading import load_model
from engine.recording.layers import record_layers
from tests.engine.folders import byte_level

PAGE = Path(__file__).parents[1] / "docs/models.md"
TEXT = "the cats unbelievably sat on the mat: it's a café"
MOST_PARAMETERS = 30_000_000
SECONDS, BYTES = 300, 12_000_000_000

REASONS = (
    ("does not go through Transformers", "attention that does not go through Transformers' interface"),
    ("has no attention", "no attention"),
    ("attention layers could be recorded", "layers of another sort beside, or some where nobody can listen"),
    ("more than one attention", "more than one attention in a layer"),
    ("does not reproduce", "other numbers than its own eager attention"),
    ("is not between the", "keys that are no tokens of the text"),
    ("not loaded by itself", "a part of a larger model"),
    ("do not say how many attention layers", "settings that do not say how many layers there are"),
    ("does not run on a text", "does not run on a text alone, or not as tiny as this"),
)
"""What a refusal says, and how the table has it."""

_EAGER = {
    "self": "attentions",
    "encoder": "encoder_attentions",
    "decoder": "decoder_attentions",
    "cross": "cross_attentions",
}


@dataclass(frozen=True)
class Outcome:
    """What came of one architecture. error: the largest difference of a weight; NaN where its own returns none."""

    architecture: str
    group: str
    said: str = ""
    error: float = float("nan")

    @property
    def shown(self) -> bool:
        return self.group.startswith("shown")


def architectures() -> dict[str, Any]:
    """Every architecture that reads texts, with the class that its models are saved as."""
    kinds: dict[str, Any] = {}
    for mapping, auto in (
        (MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING, AutoModelForSeq2SeqLM),
        (MODEL_FOR_MASKED_LM_MAPPING, AutoModelForMaskedLM),
        (MODEL_FOR_CAUSAL_LM_MAPPING, AutoModelForCausalLM),
    ):
        for config in mapping:
            kinds.setdefault(config.model_type, auto)
    return dict(sorted(kinds.items()))


def attempt(architecture: str, auto: Any, folder: Path) -> Outcome:
    """Makes the model in this folder, loads it and compares."""
    try:
        config = tiny_config(architecture)
        with torch.device("meta"):
            n_parameters = sum(one.numel() for one in auto.from_config(config).parameters())
        if n_parameters > MOST_PARAMETERS:
            raise NoTinyModel(f"{n_parameters:,} parameters are not tiny")
        model = auto.from_config(config, attn_implementation="eager").eval()
        draw_weights(model)
        model.save_pretrained(folder)
        PreTrainedTokenizerFast(tokenizer_object=byte_level()).save_pretrained(folder)
    except Exception as error:  # Each checks its own settings in its own way.
        return Outcome(architecture, "not tried", f"{type(error).__name__}: {str(error).splitlines()[:1]}")
    try:
        loaded = load_model(str(folder))
    except InputError as error:
        said = str(error).replace(str(folder), "it")
        return Outcome(architecture, next((f"refused: {why}" for part, why in REASONS if part in said), said), said)
    what = "writes a text for a text" if loaded.card.encoder_decoder else "reads a text"
    what = "continues a text" if loaded.card.continues else what
    # Read from the folder too: what a file does not hold, as a table of sines, is computed anew.
    model = auto.from_pretrained(folder, attn_implementation="eager").eval()
    return Outcome(architecture, f"shown: {what}", " ".join(loaded.card.notes), largest_difference(loaded, model))


@torch.inference_mode()
def largest_difference(loaded: LoadedModel, model: PreTrainedModel) -> float:
    """Between a weight that is shown and the one that the model's own eager attention returns; NaN if it returns none.

    Rows with a learned sink are compared by the shares of their words, since eager attentions differ in what of the
    sink they leave in.
    """
    inputs = {"input_ids": torch.tensor([loaded.tokenize(TEXT)[0]])}
    if loaded.card.encoder_decoder:
        inputs["decoder_input_ids"] = inputs["input_ids"]
    theirs = model(**inputs, use_cache=False, output_attentions=True)
    found = float("nan")
    for kind, layers in record_layers(loaded.model, inputs).items():
        for layer, weights in zip(layers, theirs.get(_EAGER[kind]) or (), strict=False):
            if weights is None:
                continue
            ours, wanted = visible_weights(layer, slice(None)).nan_to_num(0.0), weights[0, ..., : layer.n_keys]
            if layer.sink_logits is not None:
                ours, wanted = (one / one.sum(dim=-1, keepdim=True) for one in (ours, wanted))
            found = max(float((ours - wanted).abs().max()), 0.0 if found != found else found)
    return found


def table_of(outcomes: Sequence[Outcome]) -> Table:
    """The outcomes by group, the shown ones first."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[outcome.group].append(outcome)
    order = {"shown": 0, "refus": 1, "not t": 3}
    rows = []
    for group in sorted(groups, key=lambda group: (order.get(group[:5], 2), -len(groups[group]))):
        members = groups[group]
        errors = [one.error for one in members if one.error == one.error]
        worst = f"{max(errors):.0e}" if errors else ""
        rows.append([group, str(len(members)), worst, ", ".join(one.architecture for one in members)])
    return Table("architectures", ["outcome", "how many", "largest error", "architectures"], rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="ARCHITECTURE")
    parser.add_argument("--each", action="store_true", help="a line for each, with what was said")
    parser.add_argument("--write", action="store_true", help="put the table into docs/models.md")
    arguments = parser.parse_args()
    be_quiet()
    outcomes = []
    for name, auto in architectures().items():
        if arguments.names and name not in arguments.names:
            continue
        with tempfile.TemporaryDirectory() as folder:
            ended = in_a_copy(lambda name=name, auto=auto, at=Path(folder): attempt(name, auto, at), SECONDS, BYTES)
        outcome = ended.result or Outcome(name, f"breaks off: {ended.how}")
        outcomes.append(outcome)
        if arguments.each:
            print(f"{name}: {outcome.group} ({outcome.error:.0e}) {outcome.said}", flush=True)
    table = table_of(outcomes)
    table.print()
    shown = sum(outcome.shown for outcome in outcomes)
    print(f"\n{len(outcomes)} architectures, {shown} shown; Transformers {transformers.__version__}")
    if arguments.write:
        write_tables(PAGE, [table])


if __name__ == "__main__":
    main()
