"""From a picture of the course, which is data, to a drawing in a theme's colours."""

from engine.course.pictures import Bars, Curves, Grid, Picture, Plane
from viz.sketch.bars import draw_bars
from viz.sketch.canvas import Sketch
from viz.sketch.curves import draw_curves
from viz.sketch.grid import draw_grid
from viz.sketch.plane import draw_plane
from viz.sketch.words import draw_words
from viz.theme import Theme


def draw(picture: Picture, theme: Theme) -> Sketch:
    """The drawing of a picture: the same numbers in every theme."""
    if isinstance(picture, Bars):
        return draw_bars(picture, theme)
    if isinstance(picture, Grid):
        return draw_grid(picture, theme)
    if isinstance(picture, Curves):
        return draw_curves(picture, theme)
    if isinstance(picture, Plane):
        return draw_plane(picture, theme)
    return draw_words(picture, theme)
