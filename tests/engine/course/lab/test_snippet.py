"""Snippets are run line by line, and what happens is reported as it is."""

import builtins
import threading

import numpy as np
import pytest

from engine.course.lab.snippet import MOST_NUMBERS, as_numbers, format_numbers, run_snippet


def test_what_is_printed_comes_back_in_order():
    run = run_snippet("print('one', 2, sep='-')\nprint(3, end='')\nprint('!')")
    assert run.printed == "one-2\n3!\n"
    assert (run.error, run.error_line) == ("", 0)


def test_nothing_is_printed_elsewhere(capsys):
    run_snippet("import numpy as np\nprint(np.log(np.zeros(2)))")
    assert capsys.readouterr() == ("", "")


def test_every_variable_is_reported_with_the_line_that_set_it():
    run = run_snippet("import numpy as np\na, b = np.ones((2, 3)), 5\na[0] = 2\na += 1\nc = (a\n     * b)")
    assert [(step.line, step.name, step.shape, step.text) for step in run.steps] == [
        (2, "a", (2, 3), "[[1, 1, 1], [1, 1, 1]]"),
        (2, "b", None, "5"),
        (3, "a", (2, 3), "[[2, 2, 2], [1, 1, 1]]"),
        (4, "a", (2, 3), "[[3, 3, 3], [2, 2, 2]]"),
        (6, "c", (2, 3), "[[15, 15, 15], [10, 10, 10]]"),
    ]


def test_functions_modules_and_what_they_use_inside_are_no_steps():
    run = run_snippet("import numpy as np\ndef double(x):\n    y = 2 * x\n    return y\nz = double(np.ones(1))")
    assert [step.name for step in run.steps] == ["z"]
    assert set(run.values) == {"z"}


@pytest.mark.parametrize(
    ("code", "error", "line"),
    [
        (
            "import torch\nQ = torch.ones(1, 3)\nK = torch.ones(2, 3)\nscores = Q @ K",
            "RuntimeError: mat1 and mat2 shapes cannot be multiplied (1x3 and 2x3)",
            4,
        ),
        (
            "import numpy as np\nnp.dot(np.ones((1, 3)), np.ones((2, 3)))",
            "ValueError: shapes (1,3) and (2,3) not aligned: 3 (dim 1) != 2 (dim 0)",
            2,
        ),
        (
            "import torch\nimport torch.nn.functional as F\nF.relu(torch.ones(3), dim=-1)",
            "TypeError: relu() got an unexpected keyword argument 'dim'",
            3,
        ),
        (
            "import torch\ntorch.zeros(2, 10, 128).reshape(2, 10, 16)",
            "RuntimeError: shape '[2, 10, 16]' is invalid for input of size 2560",
            2,
        ),
    ],
)
def test_an_error_is_the_librarys_own_with_its_line(code, error, line):
    run = run_snippet(code)
    assert (run.error, run.error_line) == (error, line)


def test_an_error_in_a_function_is_in_the_line_that_failed():
    run = run_snippet("def half(x):\n    return x / 0\n\nhalf(1)")
    assert (run.error, run.error_line) == ("ZeroDivisionError: division by zero", 2)


def test_what_came_before_an_error_is_kept():
    run = run_snippet("a = 1\nprint(a)\nb = a / 0\nc = 2")
    assert run.printed == "1\n"
    assert [step.name for step in run.steps] == ["a"]
    assert run.error_line == 3


def test_a_line_that_is_no_python_is_an_error_too():
    run = run_snippet("a = 1\nb = = 2")
    assert run.error.startswith("SyntaxError")
    assert run.error_line == 2


@pytest.mark.parametrize("library", ["os", "sys", "subprocess", "torch.utils", "engine.course.lab.snippet"])
@pytest.mark.parametrize("statement", ["import {}", "from {} import path"])
def test_only_the_libraries_of_the_lab_can_be_imported(library, statement):
    run = run_snippet(statement.format(library))
    assert run.error == f"ImportError: the lab has no {library}"


@pytest.mark.parametrize("name", ["open", "eval", "exec", "input", "getattr", "globals", "compile"])
def test_built_in_names_that_reach_further_are_missing(name):
    assert hasattr(builtins, name)
    assert run_snippet(f"{name}('x')").error == f"NameError: name '{name}' is not defined"


def test_a_snippet_leaves_nothing_behind_for_the_next():
    run_snippet("a = 1\nimport numpy as np\nnp_is_here = True")
    assert run_snippet("a").error.startswith("NameError")
    assert run_snippet("np").error.startswith("NameError")


def test_two_visitors_at_once_get_their_own_output():
    runs = {}

    def visit(name):
        runs[name] = run_snippet(f"for i in range(200):\n    print('{name}')")

    visitors = [threading.Thread(target=visit, args=(name,)) for name in ("one", "two", "three")]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert {name: run.printed for name, run in runs.items()} == {name: f"{name}\n" * 200 for name in runs}


def test_a_tensors_numbers_come_without_its_gradient_in_float64():
    run = run_snippet("import torch\nx = torch.tensor([1.0, 2.0], requires_grad=True)\nseen = x > 1.5")
    np.testing.assert_array_equal(run.values["x"], [1.0, 2.0])
    np.testing.assert_array_equal(run.values["seen"], [0.0, 1.0])
    assert run.values["x"].dtype == np.float64


def test_what_is_no_number_has_none():
    assert as_numbers("text") is None
    assert as_numbers([1, 2]) is None


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        (2.0, "2"),
        (-0.0, "0"),
        (1 / 3, "0.3333"),
        (1.670142184809518e-05, "1.67e-05"),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        ([[1.0, 0.25], [-3.5, 1000.0]], "[[1, 0.25], [-3.5, 1000]]"),
        (np.zeros(MOST_NUMBERS + 1), f"{MOST_NUMBERS + 1} numbers"),
        (np.zeros((200, 64)), "12,800 numbers"),
        (np.zeros((0,)), "[]"),
    ],
)
def test_numbers_are_shown_shortly(numbers, text):
    assert format_numbers(np.asarray(numbers, dtype=np.float64)) == text
