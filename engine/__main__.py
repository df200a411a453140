"""The command line: python -m engine "The cat sat on the mat." """

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from engine.command_line.arguments import parse_arguments
from engine.command_line.inputs import Sentence, printable, sentences_of, typed_sentence, whole_file
from engine.command_line.output import silence_stdout, table_bytes, terminal_width, weights_bytes, write
from engine.command_line.progress_bar import progress_bar
from engine.command_line.tables import heads_table, join_tables, rows_table
from engine.command_line.terminal import show_text
from engine.errors import InputError
from engine.reading.reading import Reading
from engine.reading.several_texts import pool_heads
from engine.running.continuation import Continuation
from engine.text.tokens import doubled_sentence, unknown_sentence
from engine.text.typed import check_text

MESSAGE_WIDTH = 1_000


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status: 0, or 2 after a line on standard error about bad input."""
    try:
        chosen = parse_arguments(argv)
        if chosen.output is None and sys.stdout is None:
            raise InputError("standard output is closed. Name a file with --output.")
        if chosen.format == "npz" and chosen.output is None and terminal_width() is not None:
            raise InputError("npz is not for a terminal. Name a file with --output.")
        write(_content(chosen), chosen.output, chosen.format)
    except InputError as error:
        _tell(str(error))
        return 2
    except BrokenPipeError:
        silence_stdout()
    except KeyboardInterrupt:
        return 130
    return 0


def _content(chosen: Namespace) -> bytes:
    """What was asked for, in the format that was asked for."""
    sentences = _sentences(chosen)
    readings = _readings(chosen, sentences)
    if chosen.weights:
        if len(sentences) > 1:
            raise InputError(f"--weights shows one sentence; {chosen.file} has {len(sentences)}. Give one.")
        (_, reading), (layer, head) = next(readings), chosen.weights
        return weights_bytes(reading, layer, head, chosen.format)
    if chosen.rows:
        tables = [rows_table(name, reading) for name, reading in readings]
    elif chosen.pool:
        noun = "sentence" if len(sentences) == 1 else "sentences"
        tables = [
            heads_table(f"pooled ({len(sentences)} {noun})", pool_heads(reading for _, reading in readings)),
        ]
    else:
        tables = [heads_table(name, reading.heads) for name, reading in readings]
    width = terminal_width() if chosen.output is None else None
    return table_bytes(join_tables(tables), chosen.format, width)


def _sentences(chosen: Namespace) -> list[Sentence]:
    """The texts to read, each seen to be one before a model is loaded; none for matrices."""
    if chosen.matrices is not None:
        return []
    if chosen.file is not None:
        sentences = sentences_of(chosen.file, chosen.column)
    else:
        sentences = [whole_file(chosen.text_file) if chosen.text_file is not None else typed_sentence(chosen.text)]
    for sentence in sentences:
        with sentence.named_in_errors():
            check_text(sentence.text)
    return sentences


def _readings(chosen: Namespace, sentences: list[Sentence]) -> Iterator[tuple[str, Reading]]:
    """Each input with the name that it has in the table; notes tell of tokens that are unknown or doubled."""
    from engine.reading import captures, readers  # Here: --help and a wrong argument need not wait for PyTorch.

    if chosen.matrices is not None:
        yield (
            printable(PurePath(chosen.matrices).name),
            captures.read_matrices(chosen.matrices, mask_ones=chosen.mask_ones),
        )
        return
    with progress_bar() as progress:
        # Loaded before any text is read, so that what is wrong with the model is not said of a text.
        card = readers.load_model(chosen.model, progress).card
    for note in card.notes:
        _tell(f"{chosen.model}: {note}")
    for sentence in sentences:
        with sentence.named_in_errors(), progress_bar() as progress:
            found = readers.read_text(
                sentence.text, chosen.model, continuation=_continuation(chosen), progress=progress
            )
        if chosen.kind is not None and chosen.kind not in found.readings:
            raise InputError(f"{chosen.model} has no {chosen.kind} attention; it has: {', '.join(found.kinds)}.")
        reading = found.reading(chosen.kind)
        for note in (unknown_sentence(reading.key_tokens), doubled_sentence(reading.key_tokens, sentence.text)):
            if note:
                _tell(f"{sentence.place}: {note}" if sentence.place else note)
        yield sentence.title, reading


def _tell(message: str) -> None:
    """One line on standard error, where there is one: what was wrong with the input, or what to know of it."""
    if sys.stderr is not None:
        line = show_text(" ".join(message.split()), MESSAGE_WIDTH)
        print(f"python -m engine: {line}", file=sys.stderr)


def _continuation(chosen: Namespace) -> Continuation | None:
    if chosen.continue_by is None:
        return None
    return Continuation(chosen.continue_by, chosen.temperature or 0.0, chosen.seed or 0)


if __name__ == "__main__":
    raise SystemExit(main())
