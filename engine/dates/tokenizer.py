"""The tokenizer of `dates`: words, single digits and signs; the same for the text and for the ISO date."""

from itertools import chain

from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from engine.dates.phrases import MONTHS, ORDINALS, SHORT_MONTHS, TENS, UNITS, WEEKDAYS

PAD, START, END, UNKNOWN = SPECIALS = ("<pad>", "<s>", "</s>", "<unk>")

_WORDS = (
    *(digit for digit in "0123456789"),
    *"-,.",
    *("the", "of", "and", "st", "nd", "rd", "th"),
    *ORDINALS,
    "thirtieth",
    *UNITS,
    *TENS,
    *("hundred", "thousand", "oh", "o"),
    *(name.lower() for name in (*MONTHS, *chain(*SHORT_MONTHS), *WEEKDAYS)),
)

VOCABULARY = {word: number for number, word in enumerate(dict.fromkeys((*SPECIALS, *_WORDS)))}


def make_tokenizer() -> Tokenizer:
    """A tokenizer that ignores case, splits digits and signs singly, and ends every text with </s>.

    A word outside the vocabulary becomes <unk>. Decoded tokens are joined without spaces, as in an ISO date.
    """
    tokenizer = Tokenizer(models.WordLevel(VOCABULARY, unk_token=UNKNOWN))
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in SPECIALS])
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Punctuation("isolated"),
            pre_tokenizers.Digits(individual_digits=True),
        ]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"$A {END}", pair=f"$A $B {END}", special_tokens=[(END, VOCABULARY[END])]
    )
    tokenizer.decoder = decoders.Fuse()
    return tokenizer
