"""A heatmap in Chromium, without a server: whoever points at a row is told of that row."""

import numpy as np
import pytest

from tests.patience import PATIENCE_MS
from viz.figures.cells import MARKED_TOKENS
from viz.figures.heatmap import HeadPart, clicked_query, weights_figure

LISTEN = """() => {
    const plot = document.querySelector('.js-plotly-plot');
    const places = (event) => event.points.map(({x, y, customdata}) => ({x: Number(x), y: Number(y), customdata}));
    window.pointed = window.clicked = null;
    plot.on('plotly_hover', (event) => { window.pointed = places(event); });
    plot.on('plotly_unhover', () => { window.pointed = null; });
    plot.on('plotly_click', (event) => { window.clicked = places(event); });
    const {left, top} = plot.getBoundingClientRect();
    const span = (axis, from) => [from + axis._offset, axis._length];
    const {xaxis, xaxis2, yaxis} = plot._fullLayout;
    return {cells: span(xaxis, left), bars: span(xaxis2, left), rows: span(yaxis, top)};
}"""


TOLD_OF = """([row, column, most]) => window.pointed?.[0].y === row
    && (column === null || Math.abs(window.pointed[0].x - column) <= most)"""


def draw(n):
    """A random head of n tokens."""
    rng = np.random.default_rng(n)
    entropy, band = rng.uniform(0.1, 1.0, n), (np.full(n, 0.4), np.full(n, 0.8))
    tokens = [f"t{place}" for place in range(n)]
    return weights_figure(HeadPart(rng.dirichlet(np.ones(n), n), tokens, tokens, entropy, np.full(n, n), band))


@pytest.fixture
def page(browser):
    page = browser.new_page(viewport={"width": 1000, "height": 1200})
    page.set_default_timeout(PATIENCE_MS)
    yield page
    page.close()


@pytest.mark.parametrize("n", [5, 15, 65, 300])
def test_every_row_answers_for_itself_at_its_bar_and_its_cells(page, tmp_path, n):
    file = tmp_path / "figure.html"
    draw(n).write_html(file, include_plotlyjs=True)
    page.goto(file.as_uri())
    page.locator(".js-plotly-plot .bars path").first.wait_for(state="attached")
    at = page.evaluate(LISTEN)
    for row in sorted({0, 1, n // 2, n - 2, n - 1}):
        y = at["rows"][0] + at["rows"][1] * (row + 0.5) / n
        for share in (0.05, 0.5, 0.95):
            for name in ("bars", "cells"):
                x = at[name][0] + at[name][1] * share
                page.evaluate("window.pointed = null")
                page.mouse.move(x, y)
                # A column of 300 is less than two pixels wide.
                told_of = [row, int(n * share) if name == "cells" else None, int(n > MARKED_TOKENS)]
                page.wait_for_function(TOLD_OF, arg=told_of)
                if name == "bars" or n <= MARKED_TOKENS:  # Streamlit reports no click on the cells of a long text.
                    page.evaluate("window.clicked = null")
                    page.mouse.click(x, y)
                    page.wait_for_function("window.clicked !== null")
                    assert clicked_query(page.evaluate("window.clicked")) == row
