"""For the teacher: the same questions for a whole class, on the screen and on paper, and lessons for the projector."""

import streamlit as st

from pages.parts.teach.handouts import choose_set, chosen_set, show_link, show_sheets
from pages.parts.teach.links import show_exercise_list, show_lecture_list
from pages.shared.choices import Choices
from pages.shared.frame import open_frame

open_frame("For the teacher")
choices = Choices("teach", in_the_link=("set", "seed", "n", "level", "concept", "kind"))
choices.follow_link()
base = (st.context.url or "").rpartition("/")[0] + "/"

st.title("For the teacher")
st.markdown("A seed is a number that fixes the questions: everybody who opens the link gets the same ones.")
left, right = st.columns([3, 2], gap="large")
with left:
    st.subheader("Questions for a class", anchor=False)
    name = chosen_set(choices)
    wish = choose_set(choices, name)
    if wish:
        show_link(name, wish, base)
        show_sheets(choices, name, wish, base)
    st.subheader("Code lab", anchor=False)
    st.caption("Short snippets to complete, mend or predict. They are run as they stand, with what the class chose.")
    show_exercise_list(base)
with right:
    st.subheader("Lessons", anchor=False)
    st.caption("The lecture view has large type, one strip of controls and no menus. Page up and page down turn.")
    show_lecture_list(base)

choices.write_link()
