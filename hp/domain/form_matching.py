"""Which activity a text in a document is, and which answer a word is."""

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from hp.domain.answers import AnswerValue

_ALIKE = 0.85  # of the words, where the number says nothing
_ALIKE_AND_NUMBERED = 0.6
_CLEARLY = 0.05  # how much better the best has to be than the second
_MOST_PARAGRAPHS = 6  # that an activity's text may be broken into
_NUMBER = re.compile(r"\s*(?:aktivitet|activity|nr\.?)?\s*(\d{1,3})(?=[\s.):]|$)[.):]*\s*", re.I)

_WORDS: Mapping[str, AnswerValue] = {
    "ja": AnswerValue.YES,
    "yes": AnswerValue.YES,
    "delvis": AnswerValue.PARTLY,
    "partly": AnswerValue.PARTLY,
    "nej": AnswerValue.NO,
    "no": AnswerValue.NO,
    "ej aktuellt": AnswerValue.NOT_APPLICABLE,
    "inte aktuellt": AnswerValue.NOT_APPLICABLE,
    "ej tillämpligt": AnswerValue.NOT_APPLICABLE,
    "not applicable": AnswerValue.NOT_APPLICABLE,
}


class Asked(NamedTuple):
    """An activity as it may stand in a form: `texts` in each language, long and short."""

    number: int
    texts: tuple[str, ...]
    takes_not_applicable: bool


class Match(NamedTuple):
    """An activity found; `text` is the document's, `rest` the paragraphs after it."""

    number: int
    text: str
    is_exact: bool
    rest: Sequence[str]


def fold(text: str) -> str:
    """`text` as words alone: small letters, without signs, whatever typed its å."""
    plain = unicodedata.normalize("NFKC", text.replace("\u00ad", "")).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())


def read_value(text: str) -> AnswerValue | None:
    """The answer that `text` is, in any case and with signs around; None if it is none."""
    return _WORDS.get(fold(text)) if len(text) < 50 else None


class Matcher:
    """Finds activities by their text, and by their number where the text leaves a doubt."""

    def __init__(self, asked: Iterable[Asked]) -> None:
        self.by_text: dict[str, list[int]] = defaultdict(list)
        for activity in asked:
            for text in {fold(text) for text in activity.texts} - {""}:
                self.by_text[text].append(activity.number)
        self.words = [(text.split(), numbers) for text, numbers in self.by_text.items()]

    def find(self, lines: Sequence[str]) -> Match | None:
        """The activity whose text `lines` are or begin with; None where there is no such."""
        for count in range(1, min(len(lines), _MOST_PARAGRAPHS) + 1):
            text = " ".join(lines[:count])
            number, body = _split_number(text)
            for whole in (fold(body), fold(text)):
                if numbers := self.by_text.get(whole):
                    chosen = number if number in numbers else numbers[0]
                    return Match(chosen, text, True, lines[count:])
        return self._find_alike(lines) if lines else None

    def _find_alike(self, lines: Sequence[str]) -> Match | None:
        first, whole = lines[0], " ".join(lines[:_MOST_PARAGRAPHS])
        for text, rest in ((first, lines[1:]), (whole, lines[_MOST_PARAGRAPHS:])):
            number, body = _split_number(text)
            words = fold(body).split()
            scores = self._score(words)
            if not scores:
                continue
            if number and scores.get(number, 0) >= _ALIKE_AND_NUMBERED:
                return Match(number, text, False, rest)
            best, *others = sorted(scores, key=lambda n: -scores[n])
            margin = scores[best] - max((scores[n] for n in others), default=0)
            if scores[best] >= _ALIKE and margin >= _CLEARLY:
                return Match(best, text, False, rest)
        return None

    def _score(self, words: Sequence[str]) -> dict[int, float]:
        """How much of each activity's text `words` have; those that have little are left out."""
        scores: dict[int, float] = {}
        for known, numbers in self.words:
            if not len(known) / 2 <= len(words) <= len(known) * 2 or len(words) < 3:
                continue
            matcher = difflib.SequenceMatcher(None, known, words, autojunk=False)
            if matcher.quick_ratio() >= _ALIKE_AND_NUMBERED:
                for number in numbers:
                    scores[number] = max(scores.get(number, 0), matcher.ratio())
        return scores


def _split_number(text: str) -> tuple[int, str]:
    """The number that a text begins with, 0 without one, and what comes after it."""
    found = _NUMBER.match(text)
    return (int(found[1]), text[found.end() :]) if found else (0, text)


def propose(
    names: Mapping[int, str], said: str, loose: Sequence[str], file_name: str
) -> int | None:
    """Which organisation of `names` (by id) a document is from; None where that is not clear.

    What is filled in as organisation counts most, then the file's name, then other words.
    """
    for text in (said, file_name.rpartition(".")[0], " ".join(loose)):
        words = f" {fold(text)} "
        found = {key: _core(name) for key, name in names.items() if f" {_core(name)} " in words}
        longest = max((len(core) for core in found.values()), default=0)
        best = [key for key, core in found.items() if len(core) == longest]
        if len(best) == 1:
            return best[0]
    near = {fold(name): key for key, name in names.items()}
    alike = difflib.get_close_matches(fold(said), near, 2, 0.85) if said else []
    return near[alike[0]] if len(alike) == 1 else None


def _core(name: str) -> str:
    """A name without what kind of company it is: people leave that out."""
    words = [word for word in fold(name).split() if word not in ("ab", "aktiebolag")]
    return " ".join(words) or fold(name)
