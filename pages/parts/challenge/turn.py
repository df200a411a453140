"""The challenge before its start, and one problem after the other."""

import time
from collections.abc import Sequence

import streamlit as st

from engine.course.questions.question import Question
from engine.course.sets.challenge import (
    MOST,
    PASS,
    POINTS,
    PROBLEMS,
    TRIES,
    ChallengeRun,
    answer,
    begin,
    go_on,
    is_closed,
    is_used_up,
    points,
    points_of,
    seconds_left,
    tries_of,
)
from engine.plain import count
from pages.parts.challenge.run import keep_run
from pages.parts.questions.choosers import choose_seed, drawn_seed, seed_of
from pages.parts.questions.question import ask_question, picked_option, show_solution
from pages.shared.choices import Choices, seed_widget, widget_value
from pages.shared.elements.countdown import show_countdown
from viz.theme import Theme


def show_start(choices: Choices, seed: int) -> None:
    """What the challenge is, its seed, the clock, and the button that begins it."""
    timed = choices.key("timed")

    def seed_now() -> int:
        chosen = seed_of(choices)  # A seed that was typed and left by this click is later than this run.
        return seed if chosen is None else chosen

    def start() -> None:
        keep_run(choices, begin(seed_now(), bool(widget_value(timed)), time.time()))

    st.title("Challenge", anchor=False)
    st.markdown(
        f"Five problems, one after the other. Each has a time of its own and {TRIES} tries: the right answer gives "
        f"{POINTS[0]} points at the first try and {POINTS[1]} at the second. From {PASS} points on there is a badge."
    )
    left, right = st.columns([2, 3], gap="large")
    with left:
        rows = "\n".join(
            f"| {place}. {one.title} | {_clock(one.seconds)} |" for place, one in enumerate(PROBLEMS, start=1)
        )
        st.markdown(f"| Problem | Time |\n| --- | ---: |\n{rows}")
        st.caption("A clock starts when its problem is opened, and rests while you read the solution.")
    with right:
        st.toggle(
            "Against the clock",
            value=True,
            key=timed,
            help="Without the clock, take all the time you want. The badge says which it was.",
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            choose_seed(choices, width=180)
            st.button("Other problems", on_click=lambda: choices.choose(seed=drawn_seed()))
        st.button("Start", type="primary", icon=":material/play_arrow:", on_click=start)
    st.divider()
    enter_code(choices, "Check a badge")


def enter_code(choices: Choices, label: str) -> None:
    """A field for the check code of a badge."""
    key = choices.key("code")
    st.text_input(
        label,
        choices.get("check"),
        key=seed_widget(key, choices.get("check")),
        max_chars=200,
        placeholder="The check code at the foot of the badge",
        on_change=lambda: choices.choose(check=widget_value(key) or None),
        width=420,
    )


def show_turn(choices: Choices, run: ChallengeRun, questions: Sequence[Question], theme: Theme) -> None:
    """The open problem: asked while there is time and a try, then solved."""
    now = time.time()
    problem, question = PROBLEMS[run.number], questions[run.number]
    is_over = is_closed(run, questions, now)
    place = choices.key(f"{run.seed} {run.turns[0].opened} {run.number}")
    words, clock = st.columns([3, 1], gap="medium", vertical_alignment="center")
    with words:
        st.header(f"{run.number + 1}. {problem.title}", anchor=False)
    with clock:
        left = seconds_left(run, now)
        if left is not None and not is_over:
            show_countdown(left, problem.seconds, key=f"{place} clock")
    asked, so_far = st.columns([3, 1], gap="medium")
    with asked:
        tries = run.turns[-1].tries
        guess = ask_question(question, place, theme, locked=is_over, guess=tries[-1] if tries else None)
        if is_over:
            _show_outcome(choices, run, questions)
        else:
            _offer_answer(choices, run, questions, guess, place)
    with so_far:
        _show_so_far(run, questions, is_over)


def _offer_answer(
    choices: Choices, run: ChallengeRun, questions: Sequence[Question], guess: int | None, place: str
) -> None:
    tries = run.turns[-1].tries

    def give() -> None:
        picked = picked_option(place)
        if picked is not None and picked not in tries:
            keep_run(choices, answer(run, questions, picked, time.time()))

    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Answer", type="primary", disabled=guess is None or guess in tries, on_click=give)
        left = TRIES - len(tries)
        st.caption(f"{left} tries" if left > 1 else "1 try left")
    if tries:
        wrong = questions[run.number].options[tries[-1]]
        st.warning(f"**{wrong.text}**\n\n{wrong.reason}", title="Not this one", icon=":material/close:")


def _show_outcome(choices: Choices, run: ChallengeRun, questions: Sequence[Question]) -> None:
    """How the problem went, the way on, and the solution."""
    question, tries = questions[run.number], run.turns[-1].tries
    gained = points_of(tries, question)
    if gained:
        words = f"Right at the {'first' if len(tries) == 1 else 'second'} try: {count(gained, 'point')}."
    else:
        words = "No try left: no points." if is_used_up(tries, question) else "The time is over: no points."
    is_last = run.number == len(PROBLEMS) - 1
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{words}**", width="content")
        st.button(
            "See the result" if is_last else "Next problem",
            type="primary",
            icon=":material/arrow_forward:",
            icon_position="right",
            on_click=lambda: keep_run(choices, go_on(run, questions, time.time())),
        )
    show_solution(question, tries[-1] if tries else None)


def _show_so_far(run: ChallengeRun, questions: Sequence[Question], is_over: bool) -> None:
    gained = points(tries_of(run), questions)
    closed = len(run.turns) if is_over else len(run.turns) - 1
    rows = []
    for place, problem in enumerate(PROBLEMS):
        if place < closed:
            rows.append(f"- {problem.title}: {gained[place]} of {POINTS[0]}")
        else:
            rows.append(f"- **{problem.title}**" if place == run.number else f"- :gray[{problem.title}]")
    st.markdown("\n".join(rows))
    st.caption(f"{sum(gained[:closed])} of {MOST} points so far{'' if run.timed else ', without a clock'}.")


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"
