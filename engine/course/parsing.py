"""Python code of the course, as a syntax tree."""

import ast
import threading

_LOCK = threading.Lock()


def parse(code: str, file: str = "<unknown>") -> ast.Module:
    """The statements of a code. Raises SyntaxError for what is no Python.

    One thread at a time: Python 3.11 counts how deep a tree is in one place for all threads, and where two trees are
    made at once it ends one with "SystemError: AST constructor recursion depth mismatch".
    """
    with _LOCK:
        return ast.parse(code, file)
