"""The tokenizer of a model, from whatever files of a vocabulary its folder has."""

from pathlib import Path

from tokenizers import Tokenizer
from transformers import AutoTokenizer, PreTrainedConfig

from engine.errors import InputError
from engine.failures import first_line
from engine.models.transformers_library import quiet_transformers

SCRIPTS = (
    "The cats sat, didn't they?  10,000 naïve cafés (№ 7):\n\tПривет, мир! 今天天气很好 한국어 हिन्दी مرحبا 😀👍🏽 xx==y"
)
"""A little of several scripts, with spaces, digits and signs, on which tokenizers differ."""

_WORDS = 200
"""Of a vocabulary, about so many words are compared."""

_MARKS = "Ġ▁#"
_WHOLE = "tokenizer.json"
_VOCABULARIES = ("vocab.txt", "vocab.json", "merges.txt", "tokenizer.model", "spiece.model", "sentencepiece.bpe.model")


def read_tokenizer(file: Path) -> Tokenizer:
    """The tokenizer of a tokenizer.json. It cuts nothing and adds no padding, whatever the file asks for."""
    return _uncut(Tokenizer.from_file(str(file)))


def find_tokenizer(folder: Path, config: PreTrainedConfig, name: str) -> tuple[Tokenizer, str]:
    """The tokenizer in a model's folder, as Transformers would set it up (with or without a [CLS] or <s> of its own).

    Where Transformers would split a text otherwise than the folder's own tokenizer.json does, the file decides, and the
    second part of the answer says so. InputError where there is no tokenizer that says which part of the text each
    token stands for.
    """
    found, whole = _by_transformers(folder, config, name), folder / _WHOLE
    if not whole.exists():
        return found, ""
    own = _whole_file(whole, name)
    if _split_alike(own, found):
        return found, ""
    return own, f"Its tokens are those of its own {_WHOLE}; Transformers would split a text in another way."


def _split_alike(own: Tokenizer, other: Tokenizer) -> bool:
    """Whether two tokenizers make the same of several scripts and of pieces of the first one's own vocabulary."""
    pieces = sorted(piece.strip(_MARKS) for piece in own.get_vocab())
    words = [piece for piece in pieces if piece.isalpha()]
    text = f"{SCRIPTS} {' '.join(words[:: max(1, len(words) // _WORDS)])}"
    one, two = (tokenizer.encode(text, add_special_tokens=False) for tokenizer in (own, other))
    return one.ids == two.ids and one.tokens == two.tokens


def _by_transformers(folder: Path, config: PreTrainedConfig, name: str) -> Tokenizer:
    """The tokenizer that Transformers makes of the folder's files."""
    whole = folder / _WHOLE
    if not whole.exists() and not any((folder / file).exists() for file in _VOCABULARIES):
        raise InputError(
            f"{name} has no tokenizer: {_WHOLE} is missing. Save it beside the model with "
            "tokenizer.save_pretrained(folder)."
        )
    # With neither file of settings, Transformers would guess the kind of tokenizer from the kind of model.
    if whole.exists() and not (folder / "tokenizer_config.json").exists():
        return _whole_file(whole, name)
    try:
        with quiet_transformers():
            found = AutoTokenizer.from_pretrained(
                folder, config=config, local_files_only=True, trust_remote_code=False, use_fast=True
            )
        tokenizer = getattr(found, "backend_tokenizer", None)
    except Exception as error:  # Old vocabularies need libraries that are not here, new ones may need code.
        if whole.exists():
            return _whole_file(whole, name)
        raise InputError(f"the tokenizer of {name} cannot be loaded ({first_line(error)}). {_ADVICE}") from None
    if not isinstance(tokenizer, Tokenizer):
        if whole.exists():
            return _whole_file(whole, name)
        raise InputError(f"the tokenizer of {name} does not tell which part of a text a token stands for. {_ADVICE}")
    added = {token.content for token in tokenizer.get_added_tokens_decoder().values()}
    if not tokenizer.get_vocab(with_added_tokens=False).keys() - added:
        raise InputError(f"the tokenizer of {name} has no vocabulary. {_ADVICE}")
    return _uncut(Tokenizer.from_str(tokenizer.to_str()))


_ADVICE = "Save it as tokenizer.json, with the save_pretrained of a fast tokenizer of Transformers."


def _whole_file(file: Path, name: str) -> Tokenizer:
    try:
        return read_tokenizer(file)
    except Exception as error:  # The library raises no narrower kind.
        raise InputError(f"{file.name} of {name} cannot be read ({error}). Copy or download it again.") from None


def _uncut(tokenizer: Tokenizer) -> Tokenizer:
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
