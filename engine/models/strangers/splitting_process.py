"""The process of splitting.py: reads a tokenizer.json and splits the text on standard input, within narrow bounds."""

import sys

MOST_CPU_S = 20
MOST_TIMES = 100
"""One character of Unicode is written out as 18 at most."""


def main(file: str, text: str) -> None:
    """Raises, or ends the process, where the tokenizer does; says what came on standard error, in one line."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(file)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    if tokenizer.normalizer is not None:
        longer = len(tokenizer.normalizer.normalize_str(text))
        if longer > MOST_TIMES * len(text):
            raise ValueError(f"it makes {longer:,} characters of {len(text)}")
    for special in (True, False):
        encoding = tokenizer.encode(text, add_special_tokens=special)
        tokenizer.decode(encoding.ids, skip_special_tokens=special)


def _within_bounds(most_bytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such bounds; the time is bounded by who waits.
        return
    for what, most in ((resource.RLIMIT_AS, most_bytes), (resource.RLIMIT_CPU, MOST_CPU_S), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    _within_bounds(int(sys.argv[2]))
    try:
        main(sys.argv[1], sys.stdin.read())
    except BaseException as error:  # Panics of Rust are no Exception.
        print(f"{type(error).__name__}: {error}".splitlines()[0], file=sys.stderr)
        sys.exit(1)
