"""Practice: questions with hints and solutions, and tasks to write about from memory."""

import streamlit as st

from engine.course.memory.free_recall import recall_tasks
from pages.parts.practice.choice import check_choices, choose_questions
from pages.parts.practice.question import ANSWERS, show_practice, show_tally
from pages.parts.practice.recall import RECALL, show_recall
from pages.shared.choices import Choices, seed_widget, widget_value
from pages.shared.frame import open_frame

WAYS = {"choose": "Choose the answer", "recall": "Write from memory"}


def change_way() -> None:
    is_recall = widget_value(choices.key("way")) == "recall"
    choices.choose(recall=next(iter(recall_tasks())) if is_recall else None)


theme = open_frame("Practice questions")
choices = Choices("practice", in_the_link=("seed", "n", "level", "concept", "kind", "recall"), kept=ANSWERS | RECALL)
choices.follow_link()
st.title("Practice questions", anchor=False)
check_choices(choices)
st.markdown(
    "Write first, then compare with a checklist."
    if "recall" in choices
    else "Answer first, then compare with the solution. A hint is there if you want one."
)
with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
    way = "recall" if "recall" in choices else "choose"
    st.segmented_control(
        "How to practise",
        list(WAYS),
        format_func=WAYS.__getitem__,
        default=way,
        key=seed_widget(choices.key("way"), way),
        on_change=change_way,
        label_visibility="collapsed",
        required=True,
    )
    if "recall" not in choices:
        choose_questions(choices)
        show_tally(choices)

if "recall" in choices:
    show_recall(choices)
else:
    show_practice(choices, theme)
choices.write_link()
