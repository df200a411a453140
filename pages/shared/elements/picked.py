"""A component in which a visitor picks something that the page can choose too: a head, a window, a token."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pages.shared.choices import count_up, keep, kept, widget_value

T = TypeVar("T")


@dataclass(frozen=True)
class Picker(Generic[T]):
    """Draws such a component, shows in it what is chosen, and says when something else is picked.

    Whatever changes in the data is sent to the browser again as a whole. So a pick, which the browser knows of, leaves
    it as it is; what was chosen elsewhere (a link, a button, another component) is imposed, under a new number.

    draw: the component. read: what was picked, from what the component reports and the data that it was sent; None for
    nothing that can be. impose: what the component is told to show, with the number.
    """

    draw: Callable[..., Any]
    read: Callable[[Any, dict[str, Any]], T | None]
    impose: Callable[[T | None, int], Any]

    def show(self, data: dict[str, Any], chosen: T | None, key: str, on_pick: Callable[[T], None], theme: str) -> None:
        """Draws the data with what is chosen; on_pick is called with what the visitor picks.

        theme is the one that the server draws in, "light" or "dark": a visitor who switches it makes the page run
        again.
        """
        shown, imposed = f"{key} shown", f"{key} imposed"

        def picked() -> None:
            found = self.read((widget_value(key) or {}).get("picked"), data)
            if found is not None:
                keep(shown, found)
                on_pick(found)

        if kept(imposed) is None or kept(shown) != chosen:
            keep(shown, chosen)
            keep(imposed, self.impose(chosen, count_up(f"{key} imposings")))
        self.draw(
            data=data | {"name": key, "imposed": kept(imposed), "theme": theme},
            key=key,
            on_picked_change=picked,
            on_theme_change=lambda: None,
        )
