"""One letter per activity: a whole response as a short string.

A matrix of 700 organisations is read and counted from these strings alone. They always follow
from the answers and are written in the same transaction.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hp.domain.answers import AnswerValue

UNANSWERED = "."
ANSWERED = "+"  # answered, but not to be seen yet

LETTER: Mapping[AnswerValue, str] = {
    AnswerValue.YES: "y",
    AnswerValue.PARTLY: "p",
    AnswerValue.NO: "n",
    AnswerValue.NOT_APPLICABLE: "x",
}
VALUE: Mapping[str, AnswerValue] = {letter: value for value, letter in LETTER.items()}
_HIDING = str.maketrans(dict.fromkeys(VALUE, ANSWERED))


def from_values(values: Iterable[AnswerValue | None]) -> str:
    """The marks of answers in the order of the activities; None is unanswered."""
    return "".join(LETTER[value] if value else UNANSWERED for value in values)


def replace(marks: str, position: int, value: AnswerValue | None) -> str:
    """`marks` with the activity at `position` (from 0) changed to `value`."""
    letter = LETTER[value] if value else UNANSWERED
    return marks[:position] + letter + marks[position + 1 :]


def hidden(marks: str) -> str:
    """`marks` as a coordinator may see them before hand-in: answered or not, nothing else."""
    return marks.translate(_HIDING)


def count_answered(marks: str) -> int:
    """How many activities have an answer."""
    return len(marks) - marks.count(UNANSWERED)


def missing(marks: str) -> list[int]:
    """Positions (from 0) of activities without an answer."""
    return [i for i, letter in enumerate(marks) if letter == UNANSWERED]


@dataclass(frozen=True, slots=True)
class Share:
    """How one activity was answered, over all responses handed in."""

    yes: int
    partly: int
    no: int
    not_applicable: int

    @property
    def percent_yes(self) -> int | None:
        """Yes / (Yes + Partly + No) in whole per cent, halves up; None where nobody is counted.

        Not applicable counts neither way (decision in design.md).
        """
        asked = self.yes + self.partly + self.no
        return (200 * self.yes + asked) // (2 * asked) if asked else None


def shares(joined: str, activities: int) -> list[Share]:
    """Per activity how it was answered, from all responses' marks joined to one string."""
    columns = (joined[i::activities] for i in range(activities))
    return [
        Share(column.count("y"), column.count("p"), column.count("n"), column.count("x"))
        for column in columns
    ]
