"""The model card of `dates`: card.md, filled in by the training with the numbers that were just measured."""

from pathlib import Path

from transformers import MarianMTModel

from engine.dates.evaluate import EVERY, NO_DATE, Evaluation
from engine.dates.phrases import FIRST_DAY, LAST_DAY, days_of

_TEMPLATE = Path(__file__).parent / "card.md"


def write_card(folder: Path, model: MarianMTModel, evaluation: Evaluation, training: dict[str, int | float]) -> None:
    """README.md in the folder of the model. training: its steps, batch_size, seed, guidance and minutes."""
    config = model.config
    layer, head = evaluation.aligned_head
    n_bytes = sum(file.stat().st_size for file in folder.iterdir() if file.name != "README.md")
    text = _TEMPLATE.read_text(encoding="utf-8").format(
        layers=config.decoder_layers,
        heads=config.decoder_attention_heads,
        width=config.d_model,
        positions=config.max_position_embeddings,
        parameters=sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad),
        megabytes=n_bytes / 1e6,
        words=config.vocab_size,
        first_day=FIRST_DAY,
        last_day=LAST_DAY,
        n_days=evaluation.n_days,
        n_validation=len(days_of("validation")),
        n_training=len(days_of("training")),
        layer=layer,
        head=head,
        n_phrases=evaluation.n_phrases,
        exact=evaluation.exact,
        by_phrasing="\n".join(f"| {name} | {share:.2%} |" for name, share in evaluation.by_phrasing.items()),
        aligned=evaluation.aligned[layer, head],
        by_chance=evaluation.by_chance,
        by_head="\n".join(
            f"| L{number} H{which} | {rate:.2%} |" for (number, which), rate in evaluation.aligned.items()
        ),
        every=EVERY,
        without=evaluation.exact_without_head,
        earlier=evaluation.exact_in_the_1700s,
        no_date=NO_DATE,
        without_a_date=evaluation.without_a_date,
        **training,
    )
    (folder / "README.md").write_text(text, encoding="utf-8")
