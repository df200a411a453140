"""What the lesson on order says in words, held to its figures."""

from engine.course.loading import lessons


def test_the_shape_screen_asks_about_the_matrices_that_it_shows():
    screen = next(screen for screen in lessons()["order"].screens if screen.id == "shapes")
    q, k, w = (screen.before[name] for name in ("queries", "keys", "width"))
    shapes = [guess.text.strip() for guess in screen.words.guesses]
    assert shapes == [f"{a} × {b}" for a, b in ((q, k), (k, q), (q, w), (w, w))]
