"""A long text, and a tiny model that reads it in a moment."""

import random
from pathlib import Path

import torch
import transformers as t
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

from tests.engine.families import GROUPED

VOCABULARY = (
    *("the", "a", "old", "man", "told", "long", "story", "to", "children", "cat", "dog", "sat"),
    *("on", "mat", "and", "then", "he", "said", "that", "it", "was", "not", "so"),
)
POSITIONS = 2048
N_LAYERS, N_HEADS = 3, 6


def chapter(n_words: int = 900, seed: int = 5) -> str:
    """Paragraphs of so many words in all, the same for the same seed."""
    numbers = random.Random(seed)
    paragraphs, left = [], n_words
    while left:
        count = min(left, numbers.randint(8, 60))
        paragraphs.append(" ".join(numbers.choice(VOCABULARY) for _ in range(count)))
        left -= count
    return "\n\n".join(paragraphs)


def save_reader(folder: Path) -> None:
    """Writes a tiny random causal model of 2,048 positions, whose tokens are the words between blanks."""
    names = ["<unk>", *VOCABULARY]
    settings = GROUPED | {"vocab_size": len(names), "num_hidden_layers": N_LAYERS, "num_attention_heads": N_HEADS}
    config = t.LlamaConfig(**settings, max_position_embeddings=POSITIONS, bos_token_id=None, eos_token_id=None)
    torch.manual_seed(9)
    model = t.AutoModelForCausalLM.from_config(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim > 1:
                parameter.normal_(0, 0.4)
    model.save_pretrained(folder)
    tokenizer = Tokenizer(models.WordLevel({name: number for number, name in enumerate(names)}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="<unk>").save_pretrained(folder)
