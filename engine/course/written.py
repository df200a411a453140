"""How the course writes a number: in pictures, in their words for a reader, and in captions."""


def show(value: float, digits: int) -> str:
    """A number with so many digits after the point, a proper minus sign, and no minus before zero."""
    if value != value:
        return "–"
    if abs(value) == float("inf"):
        return "∞" if value > 0 else "−∞"
    shown = f"{value:,.{digits}f}"
    if float(shown.replace(",", "")) == 0:
        shown = shown.removeprefix("-")
    return shown.replace("-", "−")


def exactly(value: float) -> str:
    """Six significant digits, for a hover."""
    return "undefined" if value != value else f"{value:.6g}".replace("-", "−")
