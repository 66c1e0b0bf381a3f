"""What a respondent sends to hand in, checked before anybody believes it."""

from collections.abc import Mapping
from dataclasses import dataclass

from hp.answer_forms import read_all_typed, read_answer, read_answers, read_typed
from hp.domain.text import LINE_LIMIT, clean_line

__all__ = [
    "HandIn",
    "read_all_typed",
    "read_answer",
    "read_answers",
    "read_hand_in",
    "read_typed",
]


@dataclass(frozen=True, slots=True)
class HandIn:
    """Who hands in, and which versions of the answers they have read."""

    name: str
    function: str
    seen: str

    @property
    def mistakes(self) -> dict[str, str]:
        """Reasons by field: a name is needed, and neither field may be longer than a line."""
        found = {}
        if not self.name:
            found["name"] = "missing"
        for field in ("name", "function"):
            if len(getattr(self, field)) > LINE_LIMIT:
                found[field] = "too_long"
        return found


def read_hand_in(form: Mapping[str, str]) -> HandIn:
    """The form at the end of the review."""
    return HandIn(
        clean_line(form.get("name", "")),
        clean_line(form.get("function", "")),
        form.get("seen", ""),
    )
