"""Which practice questions are asked: level, subject, kind and seed, from the link or from the choosers."""

import streamlit as st

from pages.course.content import concepts
from pages.course.practice import KINDS, practice_ids
from pages.course.recall import recall_tasks
from pages.course.schema import LEVELS
from pages.shared.messages import show_problem
from pages.shared.seeds import LARGEST_SEED, other_seed
from pages.shared.selection import choose, seed_widget, whole_number, widget_value

_ANY = {"level": "All levels", "concept": "All subjects", "kind": "All kinds"}


def check_choices(page: str, chosen: dict[str, str]) -> None:
    """Says what of a link cannot be used, and goes on without it; a seed is chosen where there is none."""
    known = {"level": LEVELS, "concept": tuple(concepts()), "kind": tuple(KINDS), "recall": tuple(recall_tasks())}
    for name, values in known.items():
        if name in chosen and chosen[name] not in values:
            show_problem(
                "Part of this link cannot be used",
                f"there is no {name} “{chosen[name][:40]}”; there are {', '.join(values)}. It is left out.",
            )
            choose(page, **{name: None})
    check_seed(page, chosen)
    if "n" not in chosen:
        return
    count = len(ids_of(chosen))
    number = whole_number(chosen, "n")
    if not (number and number <= max(count, 1)):
        show_problem(
            "There is no such question",
            f"n is a whole number from 1 to {count} here; got “{chosen['n'][:40]}”. This is the first question.",
        )
        choose(page, n=None)


def check_seed(page: str, chosen: dict[str, str]) -> None:
    """Takes any seed where the link has none; says so where what it has is none."""
    if whole_number(chosen, "seed") is not None:
        return
    seed = other_seed()
    if "seed" in chosen:
        show_problem(
            "The seed of this link cannot be used",
            f"a seed is a whole number from 0 to {LARGEST_SEED}; got “{chosen['seed'][:40]}”. "
            f"These are the questions of seed {seed} instead.",
        )
    choose(page, seed=seed)


def ids_of(chosen: dict[str, str]) -> tuple[str, ...]:
    """The questions that fit what was chosen, in the order of the seed."""
    seed = int(chosen["seed"])
    return practice_ids(seed, *(chosen.get(name, "") for name in _ANY))


def choose_questions(page: str, chosen: dict[str, str]) -> None:
    """The choosers, folded away behind a button that says what is chosen."""
    titles: dict[str, dict[str, str]] = {
        "level": {level: level.capitalize() for level in LEVELS},
        "concept": {one.id: one.title for one in concepts().values()},
        "kind": KINDS,
    }
    shown = [titles[name].get(chosen.get(name, ""), any_one) for name, any_one in _ANY.items()]
    told = [words for words in shown if words not in _ANY.values()]
    with st.popover(" · ".join(told) or "All questions", icon=":material/filter_list:"):
        for name, label in (("level", "Level"), ("concept", "Subject"), ("kind", "Kind")):
            options = {"": _ANY[name], **titles[name]}
            st.selectbox(
                label,
                list(options),
                format_func=options.__getitem__,
                key=seed_widget(f"{page} {name}", chosen.get(name, "")),
                on_change=_changed,
                args=(page, name),
            )
        st.number_input(
            "Seed",
            min_value=0,
            max_value=LARGEST_SEED,
            step=1,
            key=seed_widget(f"{page} seed", int(chosen["seed"])),
            on_change=_changed,
            args=(page, "seed"),
            help="The same seed asks the same questions in the same order, with the same numbers, on every machine.",
        )


def _changed(page: str, name: str) -> None:
    value = widget_value(f"{page} {name}")
    choose(page, **{name: None if value in ("", None) else value}, n=None)
