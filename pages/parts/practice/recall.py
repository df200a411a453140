"""Free recall: write from memory, then compare with a checklist. What is typed is never read as markup."""

import streamlit as st

from engine.course.memory.free_recall import RecallTask, lessons_to_go_back_to, recall_tasks
from pages.shared.choices import ANYTHING, Choices, seed_widget, widget_value
from pages.shared.lesson_links import link_to_lessons

_LONGEST = 20_000
_TASK = "[a-z0-9-]{1,60}"
RECALL = {f"words {_TASK}": ANYTHING, f"open {_TASK}": "1", f"point {_TASK} [0-9]{{1,2}}": "1"}
"""What is written on a task, whether it stands beside the checklist, and the points that are ticked there."""


def show_recall(choices: Choices) -> None:
    """The task: first the empty page, then one's own words beside the checklist."""
    tasks = recall_tasks()
    task = tasks[choices.get("recall")]
    picked = choices.key("recall task")
    names = list(tasks)
    st.selectbox(
        "Task",
        names,
        format_func=lambda name: tasks[name].title,
        index=names.index(task.id),
        key=seed_widget(picked, task.id),
        on_change=lambda: choices.choose(recall=widget_value(picked)),
        width=360,
    )
    key = choices.key(f"recall {task.id}")
    is_open = f"open {task.id}" in choices
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"**{task.prompt}**")
        _write(choices, key, task.id)
        if not is_open:
            st.button(
                "Compare with the checklist",
                key=f"{key} compare",
                type="primary",
                on_click=choices.choose,
                kwargs={f"open {task.id}": 1},
            )
            st.caption("Without looking anything up; notes will do. What you write is kept in this tab.")
    with right:
        if is_open:
            _compare(choices, key, task)


def _write(choices: Choices, key: str, task_id: str) -> None:
    name = f"words {task_id}"
    written = choices.get(name)
    st.text_area(
        "From memory",
        written,
        height=300,
        max_chars=_LONGEST,
        key=seed_widget(f"{key} words", written),
        on_change=lambda: choices.choose(**{name: widget_value(f"{key} words") or None}),
        placeholder="Write it as you would tell it to a friend.",
    )


def _compare(choices: Choices, key: str, task: RecallTask) -> None:
    st.markdown("**Which of these points are in your words?**")
    ticked: list[bool] = []
    for place, point in enumerate(task.point):
        name, box = f"point {task.id} {place}", f"{key} point {place} box"
        is_ticked = name in choices
        st.checkbox(
            point.text,
            is_ticked,
            key=seed_widget(box, is_ticked),
            on_change=_tick,
            args=(choices, name, box),
            wrap=True,
        )
        ticked.append(is_ticked)
    missing = [point.concept for point, is_in in zip(task.point, ticked, strict=True) if not is_in]
    st.markdown(f"**{sum(ticked)} of {len(ticked)} points**")
    if missing:
        st.caption("To go back to for what is missing:")
        link_to_lessons(lessons_to_go_back_to(missing))
    else:
        st.success("Every point. Try it again in a few days, that makes it last.", icon=":material/check:")
    with st.expander("An answer with every point", key=f"{key} example"):
        st.markdown(task.example)
    st.button("Start afresh", key=f"{key} afresh", type="tertiary", on_click=_start_afresh, args=(choices, task))


def _tick(choices: Choices, name: str, box: str) -> None:
    choices.choose(**{name: 1 if widget_value(box) else None})


def _start_afresh(choices: Choices, task: RecallTask) -> None:
    points = (f"point {task.id} {place}" for place in range(len(task.point)))
    choices.choose(**dict.fromkeys((f"open {task.id}", f"words {task.id}", *points)))
