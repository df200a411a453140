"""Free recall: write from memory, then compare with a checklist. What is typed is never read as markup."""

import streamlit as st

from engine.course.memory.free_recall import RecallTask, lessons_to_go_back_to, recall_tasks
from pages.shared.choices import Choices, keep, kept, seed_widget, widget_value
from pages.shared.lesson_links import link_to_lessons

_LONGEST = 20_000


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
    is_open = bool(kept(f"{key} open"))
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"**{task.prompt}**")
        _write(key)
        if not is_open:
            st.button(
                "Compare with the checklist",
                key=f"{key} compare",
                type="primary",
                on_click=keep,
                args=(f"{key} open", True),
            )
            st.caption("Without looking anything up; notes will do. Nothing that you write leaves this page.")
    with right:
        if is_open:
            _compare(key, task)


def _write(key: str) -> None:
    written = kept(f"{key} written") or ""
    st.text_area(
        "From memory",
        written,
        height=300,
        max_chars=_LONGEST,
        key=seed_widget(f"{key} words", written),
        on_change=lambda: keep(f"{key} written", widget_value(f"{key} words")),
        placeholder="Write it as you would tell it to a friend.",
    )


def _compare(key: str, task: RecallTask) -> None:
    st.markdown("**Which of these points are in your words?**")
    ticked: list[bool] = []
    for place, point in enumerate(task.point):
        name = f"{key} point {place}"
        st.checkbox(
            point.text,
            bool(kept(name)),
            key=seed_widget(f"{name} box", bool(kept(name))),
            on_change=_tick,
            args=(name,),
            wrap=True,
        )
        ticked.append(bool(kept(name)))
    missing = [point.concept for point, is_in in zip(task.point, ticked, strict=True) if not is_in]
    st.markdown(f"**{sum(ticked)} of {len(ticked)} points**")
    if missing:
        st.caption("To go back to for what is missing:")
        link_to_lessons(lessons_to_go_back_to(missing))
    else:
        st.success("Every point. Try it again in a few days, that makes it last.", icon=":material/check:")
    with st.expander("An answer with every point", key=f"{key} example"):
        st.markdown(task.example)
    st.button("Start afresh", key=f"{key} afresh", type="tertiary", on_click=_start_afresh, args=(key, task))


def _tick(name: str) -> None:
    keep(name, widget_value(f"{name} box"))


def _start_afresh(key: str, task: RecallTask) -> None:
    keep(f"{key} open", False)
    keep(f"{key} written", "")
    for place in range(len(task.point)):
        keep(f"{key} point {place}", False)
