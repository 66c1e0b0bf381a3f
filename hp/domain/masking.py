"""Taking words out of texts for good: personal data, or a secret, that somebody wrote in a comment.

Words are found in whatever case, however their letters are composed (å as one letter or as two)
and whatever white space is between them. Short ones count only as words of their own, so that
masking "Bo" leaves "Borås" alone; longer ones also within others, so that no genitive is left.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence

MARK = "[***]"  # the same in every language, in any font and in any file
SHORT = 4  # characters

_LEAST = 2  # letters or digits
# where a mail's text goes on, as text or as HTML
_GAP, _HTML_GAP = r"\s+", r"(?:\s|<br>)+"
_MARKUP = r"<[^>]*>|&[#\w]+;"


def can_be_masked(words: str) -> bool:
    """Whether there is enough of `words` to look for."""
    return len(re.findall(r"\w", words)) >= _LEAST


def holds(text: str, words: Iterable[str]) -> bool:
    """Whether any of `words` stands in a text."""
    pattern = _pattern(words)
    return bool(pattern and pattern.search(unicodedata.normalize("NFC", text)))


def mask(text: str, words: Sequence[str]) -> str:
    """A text with the mark in place of each of `words`; the same text where none stands in it."""
    pattern = _pattern(words)
    if pattern is None:
        return text
    masked, count = pattern.subn(MARK, unicodedata.normalize("NFC", text))
    return masked if count else text


def mask_html(text: str, words: Sequence[str]) -> str:
    """The same for HTML, whose tags and character references stay whole."""
    pattern = _pattern(words, is_html=True)
    if pattern is None:
        return text

    def put(found: re.Match[str]) -> str:
        return MARK if found["words"] else found[0]

    either = re.compile(f"(?P<words>{pattern.pattern})|{_MARKUP}", re.IGNORECASE)
    masked = either.sub(put, unicodedata.normalize("NFC", text))
    return masked if pattern.search(unicodedata.normalize("NFC", text)) else text


def _pattern(words: Iterable[str], *, is_html: bool = False) -> re.Pattern[str] | None:
    # the longest first: a shorter one within it would leave the rest
    wanted = sorted({w for w in words if can_be_masked(w)}, key=len, reverse=True)
    parts = [_one(unicodedata.normalize("NFC", w), is_html=is_html) for w in wanted]
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _one(words: str, *, is_html: bool) -> str:
    tokens = words.split()
    if is_html:
        tokens = [_escape(token) for token in tokens]
    gap = _HTML_GAP if is_html else _GAP
    pattern = gap.join(re.escape(token) for token in tokens)
    return rf"(?<!\w){pattern}(?!\w)" if len("".join(tokens)) < SHORT else pattern


def _escape(token: str) -> str:
    """As Jinja writes it in a page or a mail."""
    return html.escape(token).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")
