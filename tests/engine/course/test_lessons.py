"""Every lesson: its words, its figures, its predictions."""

import re
from collections import Counter
from itertools import product
from statistics import median

import pytest

from engine.course.conditions import fill, right_guess
from engine.course.figure import Shown, figure_of
from engine.course.loading import concepts, lessons
from engine.course.schema import Lesson, Screen, Value
from engine.course.symbols import SYMBOLS, letters_in
from engine.matrices.links import matrices_from_link
from viz.sketch.draw import draw
from viz.theme import DARK, LIGHT

SCREENS = [(lesson, screen) for lesson in lessons().values() for screen in lesson.screens]
NAMES = [f"{lesson.id}/{screen.id}" for lesson, screen in SCREENS]

every_screen = pytest.mark.parametrize(("lesson", "screen"), SCREENS, ids=NAMES)


def words_in(text: str) -> int:
    """How many words a reader reads; a formula is one."""
    return len(re.sub(r"\$[^$]*\$", "formula", text).split())


def shown_in(screen: Screen, settings: dict[str, Value]) -> Shown:
    return figure_of(screen)(settings)


def stops(screen: Screen) -> list[dict[str, Value]]:
    """The settings at the end stops of every control, all else as after the guess."""
    found = []
    for control in screen.numbers.control:
        ends = control.options or (control.low, control.high)
        found += [screen.after | {control.name: end} for end in ends]
    return found


def corners(screen: Screen) -> list[dict[str, Value]]:
    """Every combination of the end stops of all controls."""
    controls = screen.numbers.control
    ends = [(control.options[0], control.options[-1]) if control.options else (control.low, control.high)
            for control in controls]  # fmt: skip
    return [
        screen.after | dict(zip((control.name for control in controls), values, strict=True))
        for values in product(*ends)
    ]


def test_the_lessons_are_those_that_the_concepts_send_a_learner_back_to():
    named = {lesson for concept in concepts().values() for lesson in concept.lessons}
    assert named == set(lessons())
    assert {concept for lesson in lessons().values() for concept in lesson.concepts} == set(concepts())


@pytest.mark.parametrize("lesson", lessons().values(), ids=lessons().keys())
def test_a_lesson_is_short_and_opens_a_page_of_the_app(lesson: Lesson):
    assert len(lesson.title) <= 60
    assert len(lesson.summary) <= 160
    assert 1 <= len(lesson.screens) <= 4
    assert any(shown_in(screen, screen.before).links for screen in lesson.screens)


@every_screen
def test_a_screen_says_one_thing_and_asks_for_a_guess(lesson: Lesson, screen: Screen):
    words = screen.words
    assert 20 <= words_in(words.text) <= 130
    assert 15 <= words_in(words.explanation) <= 110
    assert words.question.endswith("?")
    assert 2 <= len(words.guesses) <= 4
    assert len({guess.text for guess in words.guesses}) == len(words.guesses)


@every_screen
def test_a_screen_is_easy_to_read_and_its_letters_are_defined(lesson: Lesson, screen: Screen):
    """Half of the sentences have 15 words or fewer, none more than 32: what a fifteen-year-old reads with ease."""
    words = screen.words
    prose = re.sub(r"\$[^$]*\$|`[^`]*`", "formula", "\n\n".join((words.text, words.explanation)))
    lengths = [len(one.split()) for one in re.split(r"(?<=[.?!:;])[”)]?\s+", prose)]
    assert max(lengths) <= 32
    assert median(lengths) <= 15
    texts = (words.text, words.question, words.explanation, *(one.text + one.reason for one in words.guesses))
    assert set(letters_in("\n".join(texts))) <= set(SYMBOLS)


@every_screen
def test_exactly_one_guess_is_right_and_every_number_in_the_words_is_computed(lesson: Lesson, screen: Screen):
    before, after = shown_in(screen, screen.before), shown_in(screen, screen.after)
    assert not before.needs
    states = {"before": before.numbers, "after": after.numbers}
    truth = right_guess(screen.numbers.prediction.right, states)
    for place, guess in enumerate(screen.words.guesses):
        assert guess.reason or place == truth, "a wrong guess says why somebody might think so"
        fill(guess.text, states)
        fill(guess.reason, states)
    for text in (screen.words.text, screen.words.question, screen.words.explanation):
        assert "[[" not in fill(text, states)
        assert not re.search(r"\bnan\b|\binf\b", fill(text, states))


def test_the_options_of_a_screen_are_shuffled_so_that_no_place_gives_the_right_one_away():
    """By chance a third of the screens have it at each of the first three places, and a third as their longest."""
    place, longest = Counter(), 0
    for _, screen in SCREENS:
        states = {"before": shown_in(screen, screen.before).numbers, "after": shown_in(screen, screen.after).numbers}
        truth = right_guess(screen.numbers.prediction.right, states)
        lengths = [len(guess.text) for guess in screen.words.guesses]
        assert sorted(screen.order) == list(range(len(lengths)))
        place[screen.order.index(truth)] += 1
        longest += lengths[truth] == max(lengths)
    assert all(0.2 < place[at] / len(SCREENS) < 0.45 for at in range(3)), place
    assert 0.2 < longest / len(SCREENS) < 0.4


@every_screen
def test_the_figure_draws_at_every_stop_of_its_controls(lesson: Lesson, screen: Screen):
    names = {control.name for control in screen.numbers.control}
    assert names <= set(screen.before), "every control moves a setting that the figure starts with"
    assert set(screen.after) == set(screen.before), "the prediction changes settings that the figure starts with"
    for settings in [screen.before, *stops(screen), *corners(screen)]:
        shown = shown_in(screen, settings)
        assert shown.pictures
        for picture in shown.pictures:
            sketch = draw(picture, LIGHT)
            assert sketch.title
            assert sketch.said
            assert "<script" not in sketch.svg


@every_screen
def test_the_settings_of_a_screen_lie_within_its_controls(lesson: Lesson, screen: Screen):
    for control in screen.numbers.control:
        for settings in (screen.before, screen.after):
            value = settings[control.name]
            if control.options:
                assert value in control.options
            else:
                assert control.low <= value <= control.high


@every_screen
def test_the_dark_theme_draws_the_same_numbers(lesson: Lesson, screen: Screen):
    pictures = shown_in(screen, screen.before).pictures
    light, dark = ([draw(picture, theme) for picture in pictures] for theme in (LIGHT, DARK))
    assert [one.said for one in light] == [one.said for one in dark]
    assert [one.svg for one in light] != [one.svg for one in dark]


@every_screen
def test_the_links_open_the_pages_at_a_state_that_they_know(lesson: Lesson, screen: Screen):
    for settings in (screen.before, screen.after):
        for link in shown_in(screen, settings).links:
            assert link.page in ("sentence", "matrices")
            if link.page == "matrices":
                matrices_from_link(link.query["m"]).check_page_limits()
                assert set(link.query) <= {"m", "layer", "head", "query"}
            else:
                assert link.query["text"].strip()
                assert set(link.query) <= {"text", "model", "kind", "layer", "head", "query", "more"}
