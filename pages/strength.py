"""The strength test: ten questions over three levels, and what to go back to."""

import streamlit as st

from engine.course.sets.strength import strength_questions
from pages.parts.questions.choosers import check_seed
from pages.parts.strength.questions import answers_of, show_test
from pages.parts.strength.result import show_result
from pages.shared.choices import Choices
from pages.shared.frame import open_frame

theme = open_frame("Strength test")
choices = Choices("strength", in_the_link=("seed", "n", "answers", "done"))
choices.follow_link()
st.title("Strength test", anchor=False)
seed = check_seed(choices)
questions = strength_questions(seed)
answers = answers_of(choices, questions)
if "done" in choices:
    show_result(choices, questions, answers, theme)
else:
    st.markdown("Ten questions, easy ones first, without a verdict in between. The result says what to go back to.")
    with st.container(width=760):
        show_test(choices, questions, answers, theme)
    st.caption(f"Seed {seed}: this link asks everybody the same ten, and holds your answers.")
choices.write_link()
