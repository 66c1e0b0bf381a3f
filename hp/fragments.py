"""Pieces of pages that depend on nothing but what they are given, rendered once and remembered.

Most of a checklist is the same for everybody: thirteen questions with their boxes. Remembering
them halves the work of the page. What somebody wrote is never part of such a piece.
"""

from functools import lru_cache
from typing import Any

from flask import Flask
from markupsafe import Markup

from hp.i18n import current_language

_REMEMBERED = 4096  # pieces per process, some kB each at the most


def init_app(app: Flask) -> None:
    """Give templates `remembered(template, macro, ...)`: that macro of that template, once."""

    @lru_cache(_REMEMBERED)
    def render(_language: str, template: str, macro: str, *values: Any) -> Markup:
        module = app.jinja_env.get_template(template).module
        rendered: Markup = getattr(module, macro)(*values)
        return rendered

    def remembered(template: str, macro: str, *values: Any) -> Markup:
        return render(current_language(), template, macro, *values)

    app.jinja_env.globals["remembered"] = remembered
