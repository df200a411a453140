"""What the command line takes, and the words that explain it."""

import argparse
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path, PurePath
from typing import NoReturn

from engine.attention.kinds import KINDS
from engine.command_line.output import FORMATS
from engine.errors import InputError
from engine.matrices.checks import ONES
from engine.measures.number import Number
from engine.measures.numbers import numbers_in
from engine.models.catalogue import CATALOGUE, MINILM, kind_of_name

DESCRIPTION = "Runs attention for every head on a text, or on matrices, and says how focused each head is, and on what."

COLUMNS = """\
columns, a line for each head (a number is the mean over all query rows, special ones included, unless said):
  sentence          the text, or the name of the file (--text-file, --matrices)
  layer, head       counted from 0
{of_heads}
  label             what at least half of the rows that can be judged do by themselves, and more than random scores
                    would: sink, itself, previous, next, offset -2 (and so on), local 2 (within 2 places), column (one
                    token that is no sink), same word, induction (what came after an earlier occurrence), other words,
                    uniform, broad; of two jobs both: "sink, else previous". Else mixed, chance (no more than random
                    scores would do), or too few keys (nothing to judge: no ordinary token sees 4 keys)
  label_rows        how many rows show the label by themselves
  judged_rows       how many rows can be judged: those of ordinary tokens that see 4 keys or more
  agreement         label_rows of judged_rows, 0 to 1

{of_some_models}

columns with --rows, a line for each query of each head:
  query, token      the token that looks: its position, from 0, and its text, with the model's own mark after one
                    that is unknown to it ([UNK], say)
  visible_keys      how many keys the mask leaves it
{of_rows_alone}  max_key           position of the key with the largest weight
  flag              uniform, broad, selective, focused or near one-hot with what it looks at; too few keys, no data

An undefined number is "-" in a table, empty in csv, null in json and NaN in npz. Tables are rounded; the rest is not.

examples:
  python -m engine "The cat sat on the mat."
  python -m engine --file sentences.txt --pool --output heads.csv
  python -m engine --file reviews.csv --column text --pool
  python -m engine --text-file chapter.txt --model smollm2 --output heads.csv
  python -m engine --matrices matrices.npz --weights 0 0
"""


def explain_columns() -> str:
    """Every column of every table, in words."""
    of_heads = numbers_in("heads")
    of_rows_alone = [number for number in numbers_in("rows") if "heads" not in number.tables]
    return COLUMNS.format(
        of_heads=_lines(number for number in of_heads if not number.only_for),
        of_some_models=_lines(number for number in of_heads if number.only_for),
        of_rows_alone="".join(f"{_lines([number])}\n" for number in of_rows_alone),
    )


def _lines(numbers: Iterable[Number]) -> str:
    """A line for each number, or for neighbours that are explained together."""
    lines = []
    for said, together in groupby(numbers, _in_short):
        names = ", ".join(number.name for number in together)
        lines.append(f"  {names:<16}  {said}" if len(names) <= 16 else f"  {names}\n{'':20}{said}")
    return "\n".join(lines)


def _in_short(number: Number) -> str:
    return f"only for {number.only_for}: {number.in_short}" if number.only_for else number.in_short


class _Parser(argparse.ArgumentParser):
    """Reports a wrong argument as every other wrong input is reported: in one line."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message}. See python -m engine --help.")


def parse_arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """The checked choices, one attribute for each option (continue_by for --continue). Raises InputError."""
    chosen, unknown = _parser().parse_known_args(argv)
    if unknown and chosen.text is not None and not unknown[0].startswith("-"):
        raise InputError(f"there is more than one text: {unknown[0]} came after {chosen.text}. Put it in quotes.")
    if unknown:
        raise InputError(f"{unknown[0]} is not known here. See python -m engine --help.")
    given = [name for name in ("text", "file", "text_file", "matrices") if getattr(chosen, name) is not None]
    if len(given) != 1:
        came = f"came: {' and '.join(name.replace('_', '-') for name in given)}" if given else "none of them came"
        raise InputError(f"give one of a text in quotes, --file, --text-file and --matrices; {came}.")
    for option, other in (("rows", "weights"), ("rows", "pool"), ("pool", "weights")):
        if getattr(chosen, option) and getattr(chosen, other):
            raise InputError(f"--{option} and --{other} do not go together. Choose one.")
    if chosen.pool and chosen.file is None:
        raise InputError("--pool puts the sentences of a --file together; no --file came.")
    if chosen.column is not None and chosen.file is None:
        raise InputError("--column names a column of a --file; no --file came.")
    for option in ("model", "kind", "continue_by"):
        if chosen.matrices is not None and getattr(chosen, option) is not None:
            name = option.removesuffix("_by")
            raise InputError(f"--{name} is for texts; matrices need none. Leave it out.")
    if chosen.mask_ones is not None and chosen.matrices is None:
        raise InputError("--mask-ones is for the mask of --matrices; no --matrices came.")
    if chosen.continue_by is None and (chosen.temperature is not None or chosen.seed is not None):
        raise InputError("--temperature and --seed say how to --continue a text; no --continue came.")
    source = chosen.file or chosen.text_file or chosen.matrices
    if source and chosen.output and Path(source).resolve() == Path(chosen.output).resolve():
        raise InputError(f"--output {chosen.output} is the file that is read. Choose another name.")
    chosen.model = MINILM.name if chosen.model is None else chosen.model
    kind_of_name(chosen.model)
    if chosen.format is None:
        ending = PurePath(chosen.output or "").suffix.lower().removeprefix(".")
        chosen.format = ending if ending in FORMATS else "table"
    return chosen


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m engine",
        description=DESCRIPTION,
        epilog=explain_columns(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("text", nargs="?", help="the text, in quotes; - reads it from standard input")
    add("--file", metavar="FILE", help="read a sentence from each line (blank ones are left out); - is standard input")
    add("--column", metavar="NAME", help="the column to read of a --file that is a .csv, .tsv or .jsonl table")
    add("--text-file", metavar="FILE", help="read the whole file as one text: a chapter, say; - is standard input")
    add("--matrices", metavar="FILE", help="queries, keys and values in a .json or .npz file")
    add("--mask-ones", choices=ONES, help="what the ones mean in a mask of zeros and ones of --matrices")
    add(
        "--model",
        metavar="NAME",
        help=f"{', '.join(CATALOGUE)}, a folder (./my-model), or owner/name on the hub (default: {MINILM.name})",
    )
    add("--kind", choices=KINDS, help="which attention of an encoder-decoder (default: cross)")
    add(
        "--continue",
        dest="continue_by",
        type=int,
        metavar="N",
        help="let the model write N tokens more",
    )
    add(
        "--temperature",
        type=float,
        metavar="T",
        help="with --continue: draw; 0 takes the likeliest (default: 0)",
    )
    add("--seed", type=int, metavar="S", help="with --temperature: the same seed draws the same tokens (default: 0)")
    add("--pool", action="store_true", help="judge each head over all sentences of --file together")
    add("--rows", action="store_true", help="a line for each query")
    add("--weights", nargs=2, type=int, metavar=("L", "H"), help="the weights of layer L, head H")
    add("--format", choices=FORMATS, help="default: as --output ends, else table")
    add("--output", metavar="FILE", help="write to this file, not to standard output")
    return parser
