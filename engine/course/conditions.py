"""Small comparisons and numbers in the content: "after.entropy < before.entropy", "[[after.entropy:.2f]]".

Content is data: only names of a figure's numbers, numbers, strings, arithmetic, comparisons, and/or/not, abs(), min()
and max() are understood.
"""

import ast
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from engine.course.parsing import parse

Numbers = Mapping[str, float | str | bool]

_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_CALL: dict[str, Callable[..., Any]] = {"abs": abs, "min": min, "max": max}
_PLACE = re.compile(r"\[\[([^\]:]+)(?::([^\]]*))?\]\]")


def evaluate(condition: str, states: Mapping[str, Numbers]) -> Any:
    """The value of a condition. states: "before" and "after", each with a figure's numbers by name.

    Raises ValueError for a name that no figure gives and for anything that is not understood.
    """
    return _value(_parsed(condition.strip()), states)


@cache
def _parsed(condition: str) -> ast.expr:
    """The tree of a condition, made once: there are as many as the content has."""
    try:
        match parse(condition).body:
            case [ast.Expr(value=tree)]:
                return tree
    except SyntaxError:
        pass
    raise ValueError(f"cannot be read as a condition: {condition!r}")


def right_guess(conditions: Sequence[str], states: Mapping[str, Numbers]) -> int:
    """The place of the one condition that holds. Raises ValueError where none does, or several do."""
    held = [place for place, condition in enumerate(conditions) if evaluate(condition, states)]
    if len(held) != 1:
        raise ValueError(f"one condition has to hold, but {len(held)} do: {[conditions[place] for place in held]}")
    return held[0]


def fill(text: str, states: Mapping[str, Numbers]) -> str:
    """The text with every [[before.name:format]] in place, which may be a whole expression; the format is Python's."""

    def number(match: re.Match[str]) -> str:
        value = evaluate(match[1], states)
        shown = format(value, match[2] or "")
        return shown if isinstance(value, str) else shown.replace("-", "−")

    return _PLACE.sub(number, text)


def _value(node: ast.expr, states: Mapping[str, Numbers]) -> Any:
    match node:
        case ast.Constant(value=bool() | int() | float() | str()):
            return node.value
        case ast.Attribute(value=ast.Name(id=state), attr=name):
            if state not in states:
                raise ValueError(f"no number is called {state}.{name}; there are those of {', '.join(states)}")
            if name not in states[state]:
                raise ValueError(f"no number is called {state}.{name}; {state} has {', '.join(states[state])}")
            return states[state][name]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            return _BINARY[type(op)](_value(left, states), _value(right, states))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, states)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not _value(operand, states)
        case ast.BoolOp(op=op, values=values):
            parts = (bool(_value(value, states)) for value in values)
            return all(parts) if isinstance(op, ast.And) else any(parts)
        case ast.Compare(left=left, ops=ops, comparators=comparators) if all(type(op) in _COMPARE for op in ops):
            terms = [_value(term, states) for term in (left, *comparators)]
            return all(
                _COMPARE[type(op)](first, second) for op, first, second in zip(ops, terms[:-1], terms[1:], strict=True)
            )
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in _CALL:
            return _CALL[name](*(_value(argument, states) for argument in arguments))
    raise ValueError(f"not understood in a condition: {ast.unparse(node)}")
