"""The one line of input of the Sentence page: the text, the examples, the model, and a chapter from a file."""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from engine.errors import InputError
from engine.models.catalogue import CATALOGUE, MINILM, SMOLLM2, ModelInside, NoSuchModel
from engine.reading.examples import examples_for, find_example
from engine.text.encoding import decode_text
from engine.text.typed import TextTooLong
from pages.parts.sentence.own_model import agree, only_catalogue
from pages.shared.choices import Choices, count_up, seed_widget, widget_value
from pages.shared.drafts import show_offer
from pages.shared.loading import load_again
from pages.shared.messages import escape_markdown, show_problem
from viz.shown_text import plain_label

ONE_LINE = 400
"""A longer text, or one of several lines, is shown in a box of its own instead of the one line."""

MOST_UPLOAD_MB = 2

_OF_THE_TEXT: dict[str, str | int | None] = {"query": None, "window": None, "more": None}
"""Choices that belong to one text, and are taken back with it."""


def choose_input(choices: Choices, text: str, model: str) -> None:
    """Draws the choosers; a change is kept as the choices text and model."""
    show_offer(choices)
    columns = st.columns([6, 3, 2, 1], vertical_alignment="bottom")
    with columns[0]:
        if len(text) > ONE_LINE or "\n" in text:
            st.text_area(
                "Text",
                text,
                key=seed_widget(choices.key("text area"), text),
                height=76,
                on_change=_typed,
                args=(choices, "text area"),
            )
        else:
            st.text_input(
                "Text",
                text,
                key=seed_widget(choices.key("text box"), text),
                on_change=_typed,
                args=(choices, "text box"),
            )
    with columns[1]:
        names = [example.text for example in examples_for(model)]
        st.selectbox(
            "Examples",
            names,
            key=seed_widget(choices.key("example picked"), text if text in names else None),
            index=None,
            placeholder="Pick a sentence",
            on_change=_example_picked,
            args=(choices,),
        )
    with columns[2]:
        models = list(CATALOGUE) if model in CATALOGUE else [*CATALOGUE, model]
        st.selectbox(
            "Model",
            models,
            index=models.index(model),
            key=seed_widget(choices.key("model picked"), model),
            placeholder="Pick a model",
            accept_new_options=not only_catalogue(),
            on_change=_model_picked,
            args=(choices, text),
            help=_model_help(),
        )
    with columns[3]:
        _take_chapter(choices)


def show_hint(text: str, model: str) -> None:
    """What to look for in a ready-made example; nothing for any other text, or for a model that it is not meant for."""
    example = find_example(text)
    if example is not None and example.model in ("", model) and (example.model or model == MINILM.name):
        st.caption(f"**Try this.** {example.look_for}")


def refuse_text(choices: Choices, model: str, problem: Exception, *, of_model: bool, continued: bool) -> None:
    """Says why the text cannot be read, and offers what can be done; what was typed stays."""
    title = "This model cannot be used" if of_model else "This text cannot be read"
    if isinstance(problem, ModelInside):
        title = "The model is in a folder inside this one"
    elif isinstance(problem, NoSuchModel):
        title = "There is no such model"
    show_problem(title, str(problem), model)
    with st.container(horizontal=True):
        if isinstance(problem, TextTooLong):
            # Nothing is cut unless it is pressed.
            st.button(
                f"Read the first {len(problem.part):,} characters only",
                on_click=_cut,
                args=(choices, choices.get("text"), problem.part),
                key=choices.key("part"),
            )
            if model != SMOLLM2.name and problem.n_tokens < (SMOLLM2.positions or 0):
                st.button(
                    f"Read it with {SMOLLM2.name}, which takes {SMOLLM2.positions:,} tokens",
                    on_click=_use_model,
                    args=(choices, SMOLLM2.name),
                    key=choices.key("longer model"),
                )
        elif of_model:
            for number, folder in enumerate(problem.folders if isinstance(problem, ModelInside) else ()):
                st.button(
                    escape_markdown(f"Use {plain_label(folder, 80)}"),
                    on_click=_use_model,
                    args=(choices, folder),
                    key=choices.key(f"inside {number}"),
                )
            st.button("Try again", on_click=load_again, args=(model,), key=choices.key("again"))
        elif continued:
            st.button(
                "Read my text alone",
                on_click=choices.choose,
                kwargs={"more": None, "query": None},
                key=choices.key("text alone"),
            )


def _take_chapter(choices: Choices) -> None:
    """A place to paste or upload a whole chapter."""
    number = count_up("chapters taken", 0)  # The next one is closed and empty: the chapter is on its way.
    with st.popover(
        "Chapter",
        width="stretch",
        help="Paste or upload a long text",
        key=choices.key(f"chapter box {number}"),
        on_change="rerun",
    ):
        pasted = st.text_area("Paste a text of any length", key=choices.key(f"pasted {number}"), height=160)
        file = st.file_uploader(
            "or upload a .txt file",
            type=["txt", "md"],
            key=choices.key(f"chapter {number}"),
            max_upload_size=MOST_UPLOAD_MB,
        )
        try:
            uploaded = _text_of(file)
        except InputError as problem:
            uploaded = ""
            show_problem("This file cannot be read", str(problem), _shown_name(file))
        chapter = uploaded or pasted
        st.button(
            f"Read it ({len(chapter):,} characters)" if chapter else "Read it",
            type="primary",
            on_click=_chapter_taken,  # Never disabled: it could not be clicked out of the box that was just typed in.
            args=(choices, number),
            key=choices.key("take chapter"),
        )
        st.caption(f"{SMOLLM2.name} reads up to {SMOLLM2.positions:,} tokens: about 40,000 characters of English.")


def _model_help() -> str:
    said = "; ".join(f"{card.name}: {card.what}" for card in CATALOGUE.values())
    if only_catalogue():
        return said
    return f"{said}. Or type a folder (./my-model) or owner/name on the Hugging Face hub, and press Enter."


def _typed(choices: Choices, widget: str) -> None:
    choices.choose(**(_OF_THE_TEXT | {"text": widget_value(choices.key(widget))}))


def _text_of(file: UploadedFile | None) -> str:
    """What an uploaded file says; "" without one. InputError for one that is no text that can be read."""
    if file is None:
        return ""
    return decode_text(file.getvalue(), _shown_name(file))


def _shown_name(file: UploadedFile | None) -> str:
    return plain_label(file.name, 60) if file is not None else ""


def _chapter_taken(choices: Choices, number: int) -> None:
    """Takes what is in the box by now, which a click that leaves it has brought along; nothing stays nothing."""
    try:
        uploaded = _text_of(widget_value(choices.key(f"chapter {number}")))
    except InputError:
        uploaded = ""
    chapter = uploaded or widget_value(choices.key(f"pasted {number}")) or ""
    if not chapter.strip():
        return
    count_up("chapters taken")
    choices.choose(**(_OF_THE_TEXT | {"text": chapter, "layer": None, "head": None}))


def _cut(choices: Choices, refused: str, part: str) -> None:
    """Takes the part of the text that was refused; a text typed since is left alone, and read by itself."""
    if choices.get("text") == refused:
        choices.choose(**(_OF_THE_TEXT | {"text": part}))


def _example_picked(choices: Choices) -> None:
    picked = widget_value(choices.key("example picked"))
    if picked is not None:
        choices.choose(**(_OF_THE_TEXT | {"text": picked, "layer": None, "head": None}))


def _model_picked(choices: Choices, text: str) -> None:
    picked = widget_value(choices.key("model picked"))
    if picked is not None:
        _use_model(choices, str(picked).strip(), choices.get("text", text))


def _use_model(choices: Choices, model: str, text: str = "") -> None:
    """Takes another model. An example that it would make nothing of gives way to one that it can read."""
    agree(model)
    changed = _OF_THE_TEXT | {"model": model, "kind": None, "layer": None, "head": None}
    offered = examples_for(model)
    example = find_example(text)
    if example is not None and example not in offered:
        changed["text"] = offered[0].text
    choices.choose(**changed)
