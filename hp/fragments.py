"""Pieces of pages that depend on nothing but what they are given, rendered once and remembered.

Most of a checklist is the same for everybody: thirteen questions with their boxes. Remembering
them halves the work of the page. What somebody wrote is never part of such a piece: a frame leaves
gaps for it.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from flask import Flask, current_app
from markupsafe import Markup, escape

from hp.i18n import current_language

_REMEMBERED = 4096  # pieces per process, some kB each at the most
_GAP = Markup("\x1f")  # no text that comes in holds it (hp.domain.text)


def init_app(app: Flask) -> None:
    """Give templates `remembered` and `framed`."""
    app.jinja_env.globals.update(remembered=remembered, framed=framed)


def remembered(template: str, macro: str, *values: Any) -> Markup:
    """That macro of that template with these values, rendered once per language."""
    return _piece(current_language(), template, macro, values)


def framed(template: str, macro: str, values: Sequence[Any], *fillings: Any) -> Markup:
    """The same with `fillings`, escaped, in the places where the macro puts its first argument."""
    begin, *pieces = _frame(current_language(), template, macro, values)
    written = [begin]
    for filling, piece in zip(fillings, pieces, strict=True):
        written += escape(filling), piece
    return Markup("".join(written))  # noqa: S704 each filling is escaped


@lru_cache(_REMEMBERED)
def _piece(_language: str, template: str, macro: str, values: Sequence[Any]) -> Markup:
    return _render(template, macro, *values)


@lru_cache(_REMEMBERED)
def _frame(_language: str, template: str, macro: str, values: Sequence[Any]) -> Sequence[str]:
    return _render(template, macro, _GAP, *values).split(_GAP)


def _render(template: str, macro: str, *values: Any) -> Markup:
    module = current_app.jinja_env.get_template(template).module
    rendered: Markup = getattr(module, macro)(*values)
    return rendered
