"""The end of the challenge: the score, the badge to take away, the way back to the lessons; checking a badge."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from engine.course.loading import concepts
from engine.course.questions.question import Question
from engine.course.sets.challenge import MOST, PASS, POINTS, PROBLEMS, ChallengeRun, challenge_questions, points
from engine.course.sets.challenge_codes import Checked, pack_check, seed_of, unpack_check
from engine.errors import InputError
from pages.parts.challenge.turn import enter_code
from pages.parts.questions.choosers import drawn_seed
from pages.shared.choices import Choices, seed_widget, widget_value
from pages.shared.elements.sketches import show_pictures
from pages.shared.lesson_links import link_to_lessons
from pages.shared.messages import escape_markdown, show_problem
from pages.shared.save_button import save_button
from viz.course.badge import LONGEST_NAME, Badge, badge_png, badge_svg, letters_without_shape
from viz.theme import Theme

_FONTS = Path(st.__file__).parent / "static" / "static" / "media"


def show_result(choices: Choices, run: ChallengeRun, questions: Sequence[Question], theme: Theme) -> None:
    """The score, the badge with its downloads where it was earned, what to go back to, and the way to play again."""
    code = pack_check(run, questions, _day(run))
    checked = unpack_check(code, questions)
    st.title(f"{_score(checked, questions)} of {MOST} points", anchor=False)
    if _score(checked, questions) < PASS:
        st.info(f"A badge takes {PASS} points. What was asked is below, with its answers: read them and try again.")
        _offer_again(choices)
    else:
        _show_badge(choices, checked, questions, code)
    _show_problems(choices, checked, questions, theme)
    _show_way_back(checked, questions)


def _show_badge(choices: Choices, checked: Checked, questions: Sequence[Question], code: str) -> None:
    """The badge, the name on it, its downloads and its code."""
    picture, beside = st.columns([3, 2], gap="large")
    with beside:
        name = _ask_name(choices)
        badge = _badge(name, checked, questions, code)
        _offer_downloads(choices, badge)
        st.caption("The check code; anybody can check it on this page. It says nothing of the name.")
        st.code(code, language=None, wrap_lines=True)
        st.button("Check it", icon=":material/verified:", on_click=lambda: choices.choose(check=code))
        _offer_again(choices)
    with picture:
        st.image(_png(badge), width="stretch", caption="Your badge")


def _offer_again(choices: Choices) -> None:
    with st.container(horizontal=True):
        st.button("The same problems again", on_click=lambda: choices.choose(run=None))
        st.button("Other problems", on_click=lambda: choices.choose(seed=drawn_seed(), run=None))


def show_check(choices: Choices, theme: Theme) -> None:
    """What the check code of the link says, with the answers judged anew."""
    code = choices.get("check")
    st.title("Check a badge", anchor=False)
    st.markdown("The code at the foot of a badge holds its answers. Here they are judged anew, for the code's seed.")
    enter_code(choices, "Check code")
    try:
        questions = challenge_questions(seed_of(code))
        checked = unpack_check(code, questions)
    except InputError as problem:
        show_problem("This code cannot be checked", str(problem))
        _offer_way_out(choices)
        return
    score = _score(checked, questions)
    picture, beside = st.columns([3, 2], gap="large")
    with picture:
        if score < PASS:
            st.info(f"No badge has this code: a badge takes {PASS} points.")
        else:
            badge = _badge("", checked, questions, "".join(code.split()).upper())
            st.image(_png(badge), width="stretch", caption="What a badge with this code shows, but for the name.")
    with beside:
        st.success(
            f"**{score} of {MOST} points**, {_details(checked)}.", title="The code is sound", icon=":material/check:"
        )
        st.markdown(
            "The score follows from the answers in the code. The code does not show who gave them, nor that the date "
            "is true: it is a keepsake, not a certificate."
        )
        st.button(
            "Try the same five problems",
            on_click=lambda: choices.choose(check=None, seed=checked.seed, run=None),
        )
        _offer_way_out(choices)
    _show_problems(choices, checked, questions, theme)


def _offer_way_out(choices: Choices) -> None:
    st.button(
        "Back to the challenge",
        type="tertiary",
        icon=":material/arrow_back:",
        on_click=lambda: choices.choose(check=None),
    )


def _ask_name(choices: Choices) -> str:
    typed, name = choices.key("name typed"), choices.get("name")
    st.text_input(
        "Your name on the badge (may stay empty)",
        name,
        key=seed_widget(typed, name),
        max_chars=200,
        on_change=lambda: choices.choose(name=widget_value(typed) or None),
    )
    if len(" ".join(name.split())) > LONGEST_NAME:
        st.caption(f"The badge has room for {LONGEST_NAME} letters; the rest of the name is cut off.")
    return name


def _offer_downloads(choices: Choices, badge: Badge) -> None:
    with st.container(horizontal=True):
        save_button("Badge as PNG", lambda: _png(badge), "headlight-badge.png", "image/png", key=choices.key("png"))
        save_button(
            "Badge as SVG", lambda: badge_svg(badge), "headlight-badge.svg", "image/svg+xml", key=choices.key("svg")
        )
    missing = letters_without_shape(badge.name, _font())
    if missing:
        st.caption(f"The PNG has no letters for {escape_markdown(missing)}; the SVG shows them.")


def _show_problems(choices: Choices, checked: Checked, questions: Sequence[Question], theme: Theme) -> None:
    """What was asked, what was answered, and what it gave."""
    for problem, question, tries, gained in zip(
        PROBLEMS, questions, checked.tries, points(checked.tries, questions), strict=True
    ):
        with st.expander(f"{problem.title}: {gained} of {POINTS[0]}"):
            st.markdown(question.prompt)
            if question.picture is not None:
                show_pictures((question.picture,), key=choices.key(f"picture of {problem.kind}"), theme=theme)
            for number, choice in enumerate(tries, start=1):
                option = question.options[choice]
                mark = ":material/check:" if choice == question.answer else ":material/close:"
                st.markdown(f"{mark} Try {number}: **{option.text}** {option.reason}")
            if not tries:
                st.markdown("No answer was given.")
            if question.answer not in tries:
                st.markdown(f"The answer: **{question.right.text}** {question.right.reason}")


def _show_way_back(checked: Checked, questions: Sequence[Question]) -> None:
    """The lessons on what did not give all points; each once."""
    gained = points(checked.tries, questions)
    lost = [question for question, one in zip(questions, gained, strict=True) if one < POINTS[0]]
    named = dict.fromkeys(lesson for question in lost for lesson in concepts()[question.concept].lessons[:1])
    if named:
        st.markdown("**To go back to**")
        link_to_lessons(named)


def _badge(name: str, checked: Checked, questions: Sequence[Question], code: str) -> Badge:
    gained = points(checked.tries, questions)
    problems = tuple((one.title, number, POINTS[0]) for one, number in zip(PROBLEMS, gained, strict=True))
    return Badge(name, problems, _details(checked), code)


def _details(checked: Checked) -> str:
    day = checked.day
    clock = "against the clock" if checked.timed else "without a clock"
    return f"{day.day} {day:%B %Y} · {clock} · seed {checked.seed}"


def _score(checked: Checked, questions: Sequence[Question]) -> int:
    return sum(points(checked.tries, questions))


def _day(run: ChallengeRun) -> date:
    """The day on which a run was finished, where the visitor is."""
    try:
        zone = ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return datetime.fromtimestamp(run.finished or 0, UTC).date()
    return datetime.fromtimestamp(run.finished or 0, zone).date()


@lru_cache(maxsize=32)
def _png(badge: Badge) -> bytes:
    return badge_png(badge, _font())


@lru_cache(maxsize=1)
def _font() -> Path | None:
    """The letters that the pages themselves are written with; None where Streamlit keeps them elsewhere."""
    return next(iter(sorted(_FONTS.glob("SourceSansVF-Upright*.woff2"))), None)
