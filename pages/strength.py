"""The strength test: ten questions over three levels, and what to go back to."""

import streamlit as st

from pages.course.strength import strength_questions
from pages.shared.frame import open_frame
from pages.shared.practice_choice import check_seed
from pages.shared.selection import mirror_choices, open_choices
from pages.shared.strength_view import answers_of, show_result, show_test

PAGE = "strength"
IN_THE_LINK = ("seed", "n", "answers", "done")

theme = open_frame("Strength test")
chosen = open_choices(PAGE, IN_THE_LINK)
st.title("Strength test", anchor=False)
check_seed(PAGE, chosen)
questions = strength_questions(int(chosen["seed"]))
answers = answers_of(PAGE, chosen, questions)
if "done" in chosen:
    show_result(PAGE, questions, answers, theme)
else:
    st.markdown("Ten questions, easy ones first, without a verdict in between. The result says what to go back to.")
    with st.container(width=760):
        show_test(PAGE, chosen, questions, answers, theme)
    st.caption(f"Seed {chosen['seed']}: this link asks everybody the same ten, and holds your answers.")
mirror_choices(PAGE, IN_THE_LINK)
