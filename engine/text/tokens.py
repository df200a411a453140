"""A token as a person reads it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Token:
    """One position that attention can look from or at.

    text: what the person typed at this place, or the model's own name for a special token ("[CLS]").
    piece: what the model's vocabulary has for it ("##ing", "[UNK]"); the same as text for typed matrices.
    special: True for a token that the model added, not the person.
    continues: True for a piece that goes on with the word of the token before it.
    """

    text: str
    piece: str = ""
    special: bool = False
    continues: bool = False

    def __post_init__(self) -> None:
        if not self.piece:
            object.__setattr__(self, "piece", self.text)

    def __str__(self) -> str:
        return f"·{self.text}" if self.continues else self.text


def plain_tokens(texts: list[str] | tuple[str, ...]) -> tuple[Token, ...]:
    """Tokens with these texts, none of them special."""
    return tuple(Token(text) for text in texts)
