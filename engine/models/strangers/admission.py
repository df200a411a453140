"""A model that nobody has vouched for: checked before it is loaded, and tried out before it is shown."""

from pathlib import Path

from transformers import PreTrainedModel

from engine.models.catalogue import ModelCard
from engine.models.device import on_best_device
from engine.models.files import check_folder, check_memory, read_config_file, weight_files
from engine.models.loaded import LoadedModel
from engine.models.probe import Probed, probe, probe_inputs
from engine.models.strangers.folders import check_is_model
from engine.models.strangers.positions import most_positions
from engine.models.strangers.sizes import check_file_sizes, check_settings, no_larger_than, read_header
from engine.models.strangers.splitting import check_splitting
from engine.models.strangers.trial import try_out
from engine.models.tokenizer import find_tokenizer
from engine.models.transformer import load_transformer, read_config
from engine.progress import Progress

_OF_STATE_SPACES = ("mamba_", "ssm_")
"""How the settings of state spaces begin. A model that has them in layers of their own is refused."""


def load_stranger(name: str, folder: Path, progress: Progress | None) -> LoadedModel:
    """The model in this folder. InputError unless all that is done with a model works with it, and is right."""
    check_file_sizes(folder, name)
    check_folder(folder, name)
    check_is_model(folder, name)
    settings, header = read_config_file(folder, name), read_header(weight_files(folder, name), name)
    check_memory(header.n_parameters, name)
    check_settings(settings, header, name)
    config = read_config(folder, name)
    check_splitting(folder / "tokenizer.json", name)
    if progress is not None:
        progress(0.3, f"Loading {name}")
    model, continues = load_transformer(folder, config, name, lambda: no_larger_than(header, name))
    tokenizer, note = None, ""
    if model.main_input_name != "pixel_values":
        tokenizer, note = find_tokenizer(folder, config, name)
    if progress is not None:
        progress(0.8, f"Comparing the attention of {name} with its own")
    card = _card_of(name, model, probe(model, name), continues, tuple(filter(None, (note, _beside_attention(model)))))
    if tokenizer is not None:
        try_out(card, model, tokenizer)
    return LoadedModel(card, on_best_device(model, probe_inputs(model)), tokenizer)


def _card_of(name: str, model: PreTrainedModel, probed: Probed, continues: bool, notes: tuple[str, ...]) -> ModelCard:
    kind, pictures = model.config.model_type, model.main_input_name == "pixel_values"
    return ModelCard(
        name=name,
        title=Path(name).name or name,
        what=f"a model of the kind {kind}, not in Headlight's catalogue",
        architecture=kind,
        layers=probed.layers,
        heads=probed.heads,
        key_heads=probed.key_heads,
        positions=None if pictures else most_positions(model),
        parameters=sum(parameter.numel() for parameter in model.parameters()),
        licence="unknown",
        source=name,
        reads="pictures" if pictures else "text pairs" if probed.decoder_layers else "text",
        continues=continues,
        decoder_layers=probed.decoder_layers,
        decoder_heads=probed.decoder_heads,
        notes=notes,
    )


def _beside_attention(model: PreTrainedModel) -> str:
    """What else mixes the tokens in the same layers; "" where nothing does."""
    settings = model.config.to_dict() | (model.config.get_text_config().to_dict())
    if not any(name.startswith(_OF_STATE_SPACES) for name in settings):
        return ""
    return (
        f"Each layer of {model.config.model_type} mixes its tokens by state spaces as well, side by side with its "
        "attention. The weights shown are those of its attention; the rest of what a layer does is no attention, and "
        "is not shown."
    )
