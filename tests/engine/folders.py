"""Folders with a tiny random model and a tokenizer, as save_pretrained of Transformers writes them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedModel, PreTrainedTokenizerFast

from engine.errors import InputError
from engine.models.files import WEIGHTS
from engine.models.loading import load_model
from tests.engine.families import FAMILIES, VOCABULARY

TEXTS = ["the cat sat on the mat", "the cats unbelievably sat", "it's a café, 1984: don't!", "naïve 한국 中文 😀"] * 2


def word_pieces(size: int = VOCABULARY) -> Tokenizer:
    """BERT's kind: "##s", [CLS] and [SEP] round a text."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    trainer = trainers.WordPieceTrainer(vocab_size=size, special_tokens=specials, show_progress=False)
    tokenizer.train_from_iterator(TEXTS[:2], trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return tokenizer


def byte_level(size: int = 340, start: bool = False) -> Tokenizer:
    """GPT-2's kind: "Ġthe". start: puts <s> before every text, as Llama does."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        special_tokens=["<s>", "<|end|>"],
        show_progress=False,
    )
    tokenizer.train_from_iterator(TEXTS[:3], trainer)
    if start:
        tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 0)])
    return tokenizer


def unigram(size: int = VOCABULARY) -> Tokenizer:
    """T5's kind: "▁the", </s> after a text."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=size, special_tokens=["<pad>", "</s>", "<unk>"], unk_token="<unk>", show_progress=False
    )
    tokenizer.train_from_iterator(TEXTS[:2], trainer)
    tokenizer.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    return tokenizer


def byte_fallback() -> Tokenizer:
    """Llama 2's kind: "▁the", and bytes as "<0xE4>" for what the vocabulary lacks."""
    pieces = [
        "<unk>",
        "<s>",
        *(f"<0x{byte:02X}>" for byte in range(256)),
        "▁",
        "t",
        "h",
        "e",
        "c",
        "a",
        "th",
        "the",
        "▁the",
    ]
    merges = [("t", "h"), ("th", "e"), ("▁", "the")]
    tokenizer = Tokenizer(
        models.BPE(
            {piece: number for number, piece in enumerate(pieces)},
            merges,
            unk_token="<unk>",
            byte_fallback=True,
            fuse_unk=True,
        )
    )
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    tokenizer.add_special_tokens(["<unk>", "<s>"])
    return tokenizer


def save_model(family: str, folder: Path, tokenizer: Tokenizer | None = None) -> PreTrainedModel:
    """Writes a tiny model of this family, with a tokenizer unless it reads pictures; the model that was written."""
    model = FAMILIES[family].model("eager")
    model.save_pretrained(folder)
    if FAMILIES[family].reads == "text":
        PreTrainedTokenizerFast(tokenizer_object=tokenizer or word_pieces()).save_pretrained(folder)
    return model


def saved(model: PreTrainedModel, folder: Path) -> str:
    """Writes this model with a tokenizer of 340 tokens; the name of the folder."""
    model.save_pretrained(folder)
    PreTrainedTokenizerFast(tokenizer_object=byte_level()).save_pretrained(folder)
    return str(folder)


def attentions(model: PreTrainedModel, ids: list[int]) -> torch.Tensor:
    """The weights [layer, head, query, key] by the model's own eager attention."""
    with torch.inference_mode():
        run = model(input_ids=torch.tensor([ids]), output_attentions=True)
    return torch.cat(run.attentions)


def edit(file: Path, **changes: Any) -> None:
    """Changes the settings in a JSON file; None takes one out."""
    settings = json.loads(file.read_text()) | changes
    file.write_text(json.dumps({key: value for key, value in settings.items() if value is not None}))


def edit_weights(folder: Path, change: Callable[[dict[str, torch.Tensor]], object]) -> None:
    """Writes the weights again, after this has changed them."""
    weights = load_file(folder / WEIGHTS)
    change(weights)
    save_file(weights, folder / WEIGHTS, metadata={"format": "pt"})


def refused(folder: Path, message: str) -> None:
    """The folder cannot be loaded, and the message says this (a regular expression), in a few lines."""
    with pytest.raises(InputError, match=f"(?s){message}") as caught:
        load_model(str(folder))
    assert len(str(caught.value)) < 900
