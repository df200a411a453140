"""Practice: questions with hints and solutions, and tasks to write about from memory."""

import streamlit as st

from pages.course.recall import recall_tasks
from pages.shared.frame import open_frame
from pages.shared.practice_choice import check_choices, choose_questions
from pages.shared.practice_view import show_practice, show_tally
from pages.shared.recall_view import show_recall
from pages.shared.selection import choose, mirror_choices, open_choices, seed_widget, widget_value

PAGE = "practice"
IN_THE_LINK = ("seed", "n", "level", "concept", "kind", "recall")
WAYS = {"choose": "Choose the answer", "recall": "Write from memory"}


def change_way() -> None:
    is_recall = widget_value(f"{PAGE} way") == "recall"
    choose(PAGE, recall=next(iter(recall_tasks())) if is_recall else None)


theme = open_frame("Practice questions")
chosen = open_choices(PAGE, IN_THE_LINK)
st.title("Practice questions", anchor=False)
check_choices(PAGE, chosen)
st.markdown(
    "Write first, then compare with a checklist."
    if "recall" in chosen
    else "Answer first, then compare with the solution. A hint is there if you want one."
)
with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
    st.segmented_control(
        "How to practise",
        list(WAYS),
        format_func=WAYS.__getitem__,
        key=seed_widget(f"{PAGE} way", "recall" if "recall" in chosen else "choose"),
        on_change=change_way,
        label_visibility="collapsed",
        required=True,
    )
    if "recall" not in chosen:
        choose_questions(PAGE, chosen)
        show_tally()

if "recall" in chosen:
    show_recall(PAGE, chosen)
else:
    show_practice(PAGE, chosen, theme)
mirror_choices(PAGE, IN_THE_LINK)
