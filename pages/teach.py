"""For the teacher: the same questions for a whole class, on the screen and on paper, and lessons for the projector."""

import streamlit as st

from pages.shared.class_links import show_exercise_list, show_lecture_list
from pages.shared.frame import open_frame
from pages.shared.handout_view import choose_set, chosen_set, show_link, show_sheets
from pages.shared.selection import mirror_choices, open_choices

PAGE = "teach"
IN_THE_LINK = ("set", "seed", "n", "level", "concept", "kind")

open_frame("For the teacher")
chosen = open_choices(PAGE, IN_THE_LINK)
base = (st.context.url or "").rpartition("/")[0] + "/"

st.title("For the teacher")
st.markdown("A seed is a number that fixes the questions: everybody who opens the link gets the same ones.")
left, right = st.columns([3, 2], gap="large")
with left:
    st.subheader("Questions for a class", anchor=False)
    name = chosen_set(PAGE, chosen)
    wish = choose_set(PAGE, chosen, name)
    if wish:
        show_link(name, wish, base)
        show_sheets(name, wish, base)
    st.subheader("Code lab", anchor=False)
    st.caption("Short snippets to complete, mend or predict. They are run as they stand, with what the class chose.")
    show_exercise_list(base)
with right:
    st.subheader("Lessons", anchor=False)
    st.caption("The lecture view has large type, one strip of controls and no menus. Page up and page down turn.")
    show_lecture_list(base)

mirror_choices(PAGE, IN_THE_LINK)
