"""Pictures as data: what does not fit together is refused where it is made."""

import numpy as np
import pytest

from engine.course.pictures import Bars, Curves, Grid, Plane, PlanePoint, Words


def test_a_point_of_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="value, output, query, key, other"):
        PlanePoint("a", 0, 0, "vector")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Bars(["a"], [1, 2], title=""), "2"),
        (lambda: Grid(np.zeros((0, 2)), title=""), "rows and columns"),
        (lambda: Grid(np.eye(2), title="", rows=["a"]), "names"),
        (lambda: Grid(np.eye(2), title="", scale="rainbow"), "weights, signed, plain"),
        (lambda: Curves([1, 2], {"a": [1]}, title="", x_name="", y_name=""), "2 values"),
        (lambda: Plane([], title=""), "needs a point"),
        (lambda: Words(["a"], [], title=""), "0 shares"),
    ],
)
def test_what_does_not_fit_is_refused(make, words):
    with pytest.raises(ValueError, match=words):
        make()
