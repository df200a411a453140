"""What an exercise of the code lab is made of: the fields of its file in content/lab, checked, and the loader."""

import re
from functools import cache
from typing import Literal

from pydantic import Field, model_validator

from engine.course.loading import FOLDER, read_toml
from engine.course.schema import Content, Level

Kind = Literal["fill", "repair", "predict"]
PLACE = re.compile(r"<<([a-z_]+)>>")
"""Where a piece goes in the code."""

MOST_PIECES = 6


class Piece(Content):
    """Something that can stand in a place of the snippet. feedback: what it does, or why it is wrong, as Markdown.

    mistake: the id of the misconception behind it (misconceptions.toml).
    """

    code: str
    feedback: str
    right: bool = False
    mistake: str = ""


class Place(Content):
    """A blank to fill, or a line that may be the wrong one. stands: that line as it is; "" for a blank."""

    name: str
    label: str = ""
    stands: str = ""
    piece: tuple[Piece, ...] = Field(min_length=1, max_length=MOST_PIECES)


class Forecast(Content):
    """A guess at what the snippet does. holds: a condition on the run's numbers (engine/course/conditions.py)."""

    text: str
    feedback: str
    holds: str
    mistake: str = ""


class Combination(Content):
    """Pieces that together need words of their own. pieces: letters as in the link, "?" for any."""

    pieces: str
    feedback: str
    right: bool = False


class Companion(Content):
    """A snippet that is run and shown once the exercise is done: the same elsewhere, or what comes next.

    agrees: the result of the exercise that its variable `result` has to equal; "" for none.
    """

    title: str
    code: str
    text: str = ""
    agrees: str = ""


class Exercise(Content):
    """One exercise: blanks to fill, a wrong line to find and mend, or an outcome to predict.

    results: the variables whose numbers have to come out. remember: shown once it is solved.
    """

    id: str = ""
    title: str = Field(max_length=60)
    level: Level
    concept: str
    task: str
    code: str
    results: tuple[str, ...] = ()
    place: tuple[Place, ...] = ()
    forecast: tuple[Forecast, ...] = Field(default=(), max_length=MOST_PIECES)
    combination: tuple[Combination, ...] = ()
    remember: str
    companion: tuple[Companion, ...] = ()

    @property
    def kind(self) -> Kind:
        if self.forecast:
            return "predict"
        return "repair" if self.place[0].stands else "fill"

    @property
    def library(self) -> str:
        """What the snippet is written with."""
        return "PyTorch" if "torch" in self.code else "NumPy"

    @model_validator(mode="after")
    def _fits_together(self) -> "Exercise":
        if bool(self.place) == bool(self.forecast):
            raise ValueError("needs either places with pieces or forecasts")
        named = [place.name for place in self.place]
        if PLACE.findall(self.code) != named:
            raise ValueError(f"the code has the places {PLACE.findall(self.code)}, described are {named}")
        if len({bool(place.stands) for place in self.place}) > 1:
            raise ValueError("either every place is a line that stands, or none is")
        if self.place and not self.results:
            raise ValueError("results has to name the variables that are compared")
        mendable = [place.name for place in self.place if any(piece.right for piece in place.piece)]
        if (self.kind == "fill" and mendable != named) or (self.place and not mendable):
            raise ValueError(f"every blank, or one of the lines, needs a right piece; these have one: {mendable}")
        return self


@cache
def exercises() -> dict[str, Exercise]:
    """Every exercise by its id (its file's name without the number), in the order of the course."""
    files = sorted((FOLDER / "lab").glob("[0-9]*.toml"))
    read = [read_toml(file, Exercise).model_copy(update={"id": file.stem.partition("-")[2]}) for file in files]
    return {exercise.id: exercise for exercise in read}
