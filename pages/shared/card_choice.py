"""Which cards are asked: level, concept, how many new ones a day, and the order of a seed."""

import streamlit as st

from pages.course.cards import choose_cards
from pages.course.content import concepts
from pages.course.schema import LEVELS
from pages.shared.messages import show_problem
from pages.shared.seeds import LARGEST_SEED
from pages.shared.selection import choose, seed_widget, whole_number, widget_value

NEW_A_DAY = (5, 10, 20, 100)
_START = 10


def check_choices(page: str, chosen: dict[str, str]) -> None:
    """Says what of a link cannot be used, and goes on without it."""
    problems = []
    if chosen.get("level", "easy") not in LEVELS:
        problems.append(("level", f"there is no level “{chosen['level'][:40]}”; there are {', '.join(LEVELS)}."))
    if chosen.get("concept", "purpose") not in concepts():
        problems.append(("concept", f"there are no cards on “{chosen['concept'][:40]}”; choose a subject below."))
    if "seed" in chosen and whole_number(chosen, "seed") is None:
        problems.append(
            (
                "seed",
                f"a seed is a whole number from 0 to {LARGEST_SEED}; got “{chosen['seed'][:40]}”. "
                "The usual order is used.",
            )
        )
    if "new" in chosen and whole_number(chosen, "new") not in NEW_A_DAY:
        problems.append(("new", f"new cards a day can be {', '.join(map(str, NEW_A_DAY))}; {_START} are asked."))
    for name, problem in problems:
        show_problem("Part of this link cannot be used", problem)
        choose(page, **{name: None})


def chosen_cards(chosen: dict[str, str]) -> tuple[str, ...]:
    """The ids of the cards in question, in the order in which new ones are asked."""
    levels = (chosen["level"],) if "level" in chosen else LEVELS
    return choose_cards(levels, chosen.get("concept"), whole_number(chosen, "seed"))


def new_a_day(chosen: dict[str, str]) -> int:
    return int(chosen.get("new", _START))


def choose_which(page: str, chosen: dict[str, str]) -> None:
    """The choosers."""
    _choose_one(page, chosen, "level", "Level", {"": "All", **{level: level.capitalize() for level in LEVELS}})
    titles = {"": "All subjects", **{one.id: one.title for one in concepts().values()}}
    st.selectbox(
        "Subject",
        list(titles),
        format_func=titles.__getitem__,
        key=seed_widget("cards concept", chosen.get("concept", "")),
        on_change=_changed,
        args=(page, "concept"),
    )
    counts = {str(count): "All" if count == max(NEW_A_DAY) else str(count) for count in NEW_A_DAY}
    _choose_one(page, chosen, "new", "New cards a day", counts)
    if "seed" in chosen:
        st.caption(f"New cards come in the order of seed {whole_number(chosen, 'seed')}, the same for everybody.")


def _choose_one(page: str, chosen: dict[str, str], name: str, label: str, shown: dict[str, str]) -> None:
    st.segmented_control(
        label,
        list(shown),
        format_func=shown.__getitem__,
        key=seed_widget(f"cards {name}", chosen.get(name, str(_START) if name == "new" else "")),
        on_change=_changed,
        args=(page, name),
        required=True,
    )


def _changed(page: str, name: str) -> None:
    value = widget_value(f"cards {name}")
    choose(page, **{name: value or None}, card=None, revealed=None)
