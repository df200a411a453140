"""A token as a person reads it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from engine.plain import count


@dataclass(frozen=True)
class Token:
    """One position that attention can look from or at.

    text: what the person typed at this place, or the model's own name for a token that nobody typed ("[CLS]").
    piece: what the model's vocabulary has for it ("##ing", "[UNK]"); the same as text for typed matrices.
    special: True for one of the vocabulary's special tokens, whether the model added it or the person typed it.
    continues: True for a piece that goes on with the word of the token before it.
    unknown: True where the vocabulary has no piece for what was typed, but one that stands for all such words. It is
    never special.
    """

    text: str
    piece: str = ""
    special: bool = False
    continues: bool = False
    unknown: bool = False

    def __post_init__(self) -> None:
        if not self.piece:
            object.__setattr__(self, "piece", self.text)

    @property
    def mark(self) -> str:
        """What is shown after the text of an unknown token: its piece; "" where the text says it, and for others."""
        return self.piece if self.unknown and self.piece not in self.text else ""

    @property
    def name(self) -> str:
        """The token as it is shown everywhere: its text, with its mark where it is unknown ("😀 [UNK]")."""
        return f"{self.text} {self.mark}" if self.mark else self.text

    def __str__(self) -> str:
        return f"·{self.name}" if self.continues else self.name

    def after(self, words: str) -> "Token":
        """The same token, shown after some words: its number in a list, say."""
        shown = f"·{self.text}" if self.continues else self.text
        return replace(self, text=f"{words} {shown}", continues=False)


def plain_tokens(texts: list[str] | tuple[str, ...]) -> tuple[Token, ...]:
    """Tokens with these texts, none of them special, none unknown."""
    return tuple(Token(text) for text in texts)


def unknown_sentence(tokens: Sequence[Token]) -> str:
    """How many tokens of a text are unknown to the model, and what follows from it; "" where none is.

    Special tokens are not counted: they are no words of the text.
    """
    unknown = [token for token in tokens if token.unknown]
    if not unknown:
        return ""
    n_unknown, n_tokens = len(unknown), sum(not token.special for token in tokens)
    if n_unknown < n_tokens:
        counted = f"{n_unknown:,} of {count(n_tokens, 'token')} of the text"
    else:
        counted = "The one token of the text" if n_tokens == 1 else f"All {count(n_tokens, 'token')} of the text"
    are, them = ("is", "this one") if n_unknown == 1 else ("are", "them")
    return f"{counted} {are} unknown to this model and marked {unknown[0].piece}: it cannot tell {them} from others."


def doubled_sentence(tokens: Sequence[Token], text: str) -> str:
    """Which special tokens that were typed at an end of a text the tokenizer has added once more; "" for none.

    Both tokens are named. What is typed twice where none is added stands twice because it was typed so.
    """
    said, last = [], len(tokens) - 1
    if _is_doubled(tokens, text, str.startswith, str.removeprefix):
        said.append(f"{tokens[0].piece} stands twice at the beginning: token 0 is the model's own, token 1 is yours")
    if _is_doubled(tokens[::-1], text, str.endswith, str.removesuffix):
        said.append(
            f"{tokens[-1].piece} stands twice at the end: token {last - 1:,} is yours, {last:,} is the model's own"
        )
    return f"{'; '.join(said)}. Leave yours out to read the text as the model learnt to." if said else ""


def _is_doubled(
    tokens: Sequence[Token], text: str, stands: Callable[[str, str], bool], without: Callable[[str, str], str]
) -> bool:
    """Whether the first token was typed there, and stands there more often than it was typed."""
    if not tokens or not tokens[0].special:
        return False
    piece, rest, n_typed = tokens[0].piece, text.strip(), 0
    while stands(rest, piece):
        rest, n_typed = without(rest, piece).strip(), n_typed + 1
    n_there = next((n for n, token in enumerate(tokens) if token.piece != piece), len(tokens))
    return n_there > n_typed > 0
