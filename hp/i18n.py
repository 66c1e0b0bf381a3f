"""Languages and their catalogues: English in the code, Swedish in `translations/`, read as .po.

Nothing is compiled, so nothing can be stale. All catalogues are read once, at start.
"""

import datetime as dt
import io
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, has_request_context, request, session
from flask_babel import Babel, Domain
from markupsafe import Markup

LANGUAGES = ("sv", "en")
DEFAULT = "sv"

# What this request or mail speaks. Not in Flask's `g`: it is asked for hundreds of times a page.
_spoken: ContextVar[str | None] = ContextVar("language", default=None)


class CatalogueMissing(Exception):
    """The translations are not where they should be: the installation is incomplete."""


def catalogue_folder() -> Path:
    """`translations/` of the checkout, or its copy inside the installed package."""
    here = Path(__file__).resolve().parent
    for folder in (here / "translations", here.parent / "translations"):
        if folder.is_dir():
            return folder
    raise CatalogueMissing("The folder translations/ is missing. Install the program again.")


@cache
def read_catalogue(language: str) -> NullTranslations:
    """The words of one language. English is the language of the code and needs no catalogue."""
    if language == "en":
        return NullTranslations()
    path = catalogue_folder() / language / "LC_MESSAGES" / "messages.po"
    if not path.is_file():
        raise CatalogueMissing(f"{path} is missing. Install the program again.")
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


class _PoDomain(Domain):  # type: ignore[misc]
    """Flask-Babel's domain on top of `read_catalogue`."""

    def get_translations(self) -> NullTranslations:
        """The catalogue of the language in force."""
        return read_catalogue(current_language())


class _PoBabel(Babel):  # type: ignore[misc]
    domain_instance = _PoDomain()


def init_app(app: Flask) -> None:
    """Set up Flask-Babel with our catalogues, and templates with `_()` and dates in words."""
    for language in LANGUAGES:
        read_catalogue(language)
    app.teardown_request(_end)
    _PoBabel(app, default_locale=DEFAULT, locale_selector=current_language)
    app.jinja_env.globals.update(_=translate, language=current_language, in_language=in_language)
    app.jinja_env.filters.update(long_date=show_date, capitalize_first=capitalize_first)


@cache
def _marked(text: str, language: str) -> Markup:
    return Markup(read_catalogue(language).ugettext(text))  # noqa: S704 words of our own


def translate(text: str, **values: Any) -> Markup:
    """`_()` of templates: `text` in the page's language, with escaped `values` put in.

    The same as Jinja's own, which took half the time of a checklist: every word is asked for in
    every activity, so each is looked up once and remembered.
    """
    words = _marked(text, current_language())
    return words % values if values else words


def current_language() -> str:
    """The language of this page: forced for a mail, chosen, else the browser's, else Swedish."""
    return _spoken.get() or _choose()


def _choose() -> str:
    if not has_request_context():
        return DEFAULT
    language: str | None = session.get("language")
    if language not in LANGUAGES:
        language = request.accept_languages.best_match(LANGUAGES, DEFAULT) or DEFAULT
    _spoken.set(language)  # until _end
    return language


def _end(_error: BaseException | None) -> None:
    _spoken.set(None)


class speaking:  # noqa: N801 reads as a verb: with speaking("sv"): ...
    """Speak a given language for a while: a mail's, whatever the page's is."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else DEFAULT

    def __enter__(self) -> None:
        self.token = _spoken.set(self.language)

    def __exit__(self, *_: object) -> None:
        _spoken.reset(self.token)


def in_language(row: Any, field: str, language: str | None = None) -> str:
    """The field `<field>_sv` or `<field>_en` of a row; Swedish where there is no English."""
    own: str = getattr(row, f"{field}_{language or current_language()}")
    swedish: str = getattr(row, f"{field}_sv")
    return own or swedish


@cache
def _long_date(day: dt.date, language: str, pattern: str) -> str:
    return format_date(day, pattern, locale="en_GB" if language == "en" else language)


def show_date(day: dt.date, pattern: str = "d MMMM y") -> str:
    """A date in words, by CLDR pattern: 18 december 2026. Add EEEE for the weekday."""
    return _long_date(day, current_language(), pattern)


def capitalize_first(text: str) -> str:
    """`text` with a capital first letter, the rest as it is: a weekday that begins a line."""
    return text[:1].upper() + text[1:]
