"""What a learner has done, as it is kept in the session and in a file: cards with their dates, guesses in lessons."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Annotated, Any, NoReturn

from pydantic import AwareDatetime, Field, ValidationError, field_validator, model_validator

from engine.course.schema import Content, describe
from engine.errors import InputError

FORMAT = "headlight-progress"
VERSION = 1
LARGEST_BYTES = 500_000
MOST_ENTRIES = 5_000
MOST_REVIEWS = 1_000_000
"""A card that was asked more often counts as asked so often."""

MOST_DAYS = 36_500
"""The largest stability: in how many days a card that is known now is forgotten with a chance of one in ten."""

FIRST_DATE, LAST_DATE = datetime(2020, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_WHAT_TO_DO = "Choose the file that this page gave you, headlight-progress.json."
_KEPT = "Nothing of what you have here has changed."
_NAME = re.compile(r"[a-z0-9-]{1,60}(/[a-z0-9-]{1,60})?")


class CardProgress(Content):
    """What the scheduler keeps of one card. state: 1 learning, 2 known, 3 being learnt again; step: within 1 or 3."""

    state: int = Field(ge=1, le=3)
    step: int | None = Field(ge=0, le=1)
    stability: float = Field(gt=0, le=MOST_DAYS, allow_inf_nan=False)
    difficulty: float = Field(ge=1, le=10, allow_inf_nan=False)
    due: AwareDatetime
    last_review: AwareDatetime
    first_review: AwareDatetime
    reviews: int = Field(ge=1, le=MOST_REVIEWS)

    @field_validator("due", "last_review", "first_review")
    @classmethod
    def _is_of_this_time(cls, when: datetime) -> datetime:
        if not FIRST_DATE <= when <= LAST_DATE:
            raise ValueError(f"a date from {FIRST_DATE.year} to {LAST_DATE.year} is wanted")
        return when.astimezone(UTC)

    @model_validator(mode="after")
    def _has_a_step_where_it_is_learnt(self) -> "CardProgress":
        if (self.step is None) != (self.state == 2):
            raise ValueError("step belongs to states 1 and 3, and to no other")
        return self


class _File(Content):
    """The file. It is read whole or not at all."""

    format: str
    version: int
    cards: dict[str, CardProgress] = Field(max_length=MOST_ENTRIES)
    guesses: dict[str, Annotated[int, Field(ge=0, le=9)]] = Field(max_length=MOST_ENTRIES)

    @field_validator("cards", "guesses")
    @classmethod
    def _has_names(cls, entries: dict[str, Any]) -> dict[str, Any]:
        for name in entries:
            if not _NAME.fullmatch(name):
                raise ValueError(f"{name[:60]!r} is not the name of a card or of a screen")
        return entries


@dataclass(frozen=True)
class LearnerProgress:
    """cards: by card id. guesses: the place of the option that was guessed, counted from 0, by "lesson/screen"."""

    cards: Mapping[str, CardProgress] = field(default_factory=lambda: MappingProxyType({}))
    guesses: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def with_card(self, name: str, card: CardProgress) -> "LearnerProgress":
        """The same with one card rated anew."""
        return replace(self, cards=MappingProxyType({**self.cards, name: card}))

    def joined(self, other: "LearnerProgress") -> "LearnerProgress":
        """Both together: of a card the later review, of a screen the guess made here. Nothing of either is lost."""
        cards = dict(self.cards)
        for name, card in other.cards.items():
            if name not in cards or card.last_review > cards[name].last_review:
                cards[name] = card
        return LearnerProgress(MappingProxyType(cards), MappingProxyType({**other.guesses, **self.guesses}))


def write_progress(progress: LearnerProgress) -> bytes:
    """The file that read_progress reads."""
    file = _File(format=FORMAT, version=VERSION, cards=dict(progress.cards), guesses=dict(progress.guesses))
    return (file.model_dump_json(indent=1) + "\n").encode()


def read_progress(data: bytes) -> LearnerProgress:
    """The progress in a file. Raises InputError that says what is wrong with it and what to do."""
    if len(data) > LARGEST_BYTES:
        raise InputError(
            f"A progress file has at most {LARGEST_BYTES // 1000} kB; this one has {len(data) / 1e6:.1f} MB. "
            f"{_WHAT_TO_DO} {_KEPT}"
        )
    fields = _fields(data)
    version = fields.get("version")
    if isinstance(version, int) and version > VERSION:
        raise InputError(
            f"This progress file has version {version}, and this Headlight reads up to version {VERSION}. "
            f"Use the newer Headlight that wrote it, and keep the file. {_KEPT}"
        )
    for name in ("cards", "guesses"):
        # Before each is looked at: a file of many wrong ones would take long to describe.
        if isinstance(fields.get(name), dict):
            _check_number(len(fields[name]), name, "This progress file has")
    try:
        file = _File.model_validate_json(json.dumps(fields))
    except (ValidationError, ValueError, RecursionError) as error:
        where = describe(error).split("; ")[0] if isinstance(error, ValidationError) else str(error)
        raise InputError(
            f"This progress file has been changed or damaged ({where[:200]}). {_WHAT_TO_DO} {_KEPT}"
        ) from None
    return LearnerProgress(MappingProxyType(file.cards), MappingProxyType(file.guesses))


def check_fits_a_file(progress: LearnerProgress) -> None:
    """InputError for progress that read_progress would not take back."""
    together = "Together with what you have here, there would be"
    _check_number(len(progress.cards), "cards", together)
    _check_number(len(progress.guesses), "guesses", together)
    if (n_bytes := len(write_progress(progress))) > LARGEST_BYTES:
        raise InputError(
            f"{together} {n_bytes / 1e3:,.0f} kB; a progress file has at most {LARGEST_BYTES // 1000}. {_KEPT}"
        )


def _check_number(n_entries: int, name: str, begin: str) -> None:
    if n_entries > MOST_ENTRIES:
        raise InputError(f"{begin} {n_entries:,} {name}; up to {MOST_ENTRIES:,} can be read. {_WHAT_TO_DO} {_KEPT}")


def _fields(data: bytes) -> dict[str, Any]:
    """The file as JSON that says it is a progress file."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"This is no progress file: it is not text. {_WHAT_TO_DO} {_KEPT}") from None
    try:
        fields = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        if FORMAT in text[:200]:
            raise InputError(
                "This progress file is cut short or damaged: it does not end as it should. Download it again where it "
                f"was whole. {_KEPT}"
            ) from None
        raise InputError(f"This is no progress file: it is not JSON. {_WHAT_TO_DO} {_KEPT}") from None
    if not isinstance(fields, dict) or fields.get("format") != FORMAT:
        raise InputError(f'This JSON file is from elsewhere: it does not say "{FORMAT}". {_WHAT_TO_DO} {_KEPT}')
    return fields


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")
