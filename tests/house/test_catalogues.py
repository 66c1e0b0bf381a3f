"""Every word on a page or in a mail is in the catalogue; English is the words in the code."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from hp.i18n import LANGUAGES, catalogue_folder

ROOT = Path(__file__).parents[2]
TRANSLATED = [language for language in LANGUAGES if language != "en"]
_KEYWORDS = DEFAULT_KEYWORDS | {"lazy_gettext": None, "lazy_ngettext": (1, 2)}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
_GETTEXT = {"_", "gettext", "ngettext", "lazy_gettext", "lazy_ngettext"}


def mappings() -> list[dict[str, str]]:
    """`[tool.babel]` of pyproject.toml: which files hold words, and how they are read."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        found: list[dict[str, str]] = tomllib.load(file)["tool"]["babel"]["mappings"]
    return found


@cache
def words_in_code() -> dict[str | tuple[str, ...], str]:
    """Every msgid of code and templates (a pair where it has a plural), with where it stands."""
    found = extract_from_dir(
        ROOT / "hp",
        [(m["pattern"].removeprefix("hp/"), m["method"]) for m in mappings()],
        {
            m["pattern"].removeprefix("hp/"): {
                key: str(value) for key, value in m.items() if key not in ("method", "pattern")
            }
            for m in mappings()
        },
        keywords=_KEYWORDS,
    )
    return {msgid: f"hp/{name}:{line}" for name, line, msgid, _comments, _context in found}


@cache
def catalogue(language: str) -> Catalog:
    path = catalogue_folder() / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def messages(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def placeholders(text: str) -> set[str]:
    return {named or braced for named, braced in _PLACEHOLDER.findall(text)}


def test_there_are_words_to_look_for() -> None:
    assert len(words_in_code()) > 20


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_word_in_code_is_in_the_catalogue(language: str) -> None:
    known = {message.id for message in messages(language)}
    missing = [f"{place}: {word}" for word, place in words_in_code().items() if word not in known]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_word_in_the_catalogue_is_stale(language: str) -> None:
    stale = [str(message.id) for message in messages(language) if message.id not in words_in_code()]
    assert not stale, "\n".join(stale)
    assert not catalogue(language).obsolete, "obsolete entries (#~) are to be deleted"


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_empty_unsure_or_lacks_a_plural(language: str) -> None:
    plurals = catalogue(language).num_plurals
    bad = []
    for message in messages(language):
        wanted = plurals if isinstance(message.id, tuple | list) else 1
        given = [form for form in forms(message.string) if form.strip()]
        if message.fuzzy or len(given) != wanted:
            bad.append(str(message.id))
    assert not bad, "\n".join(bad)


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_have_the_same_placeholders(language: str) -> None:
    bad = []
    for message in messages(language):
        wanted = set().union(*(placeholders(form) for form in forms(message.id)))
        # the singular may say "one" in a word
        loose = {"num", "n", "count", "number"} if len(forms(message.id)) > 1 else set()
        for form in forms(message.string):
            if not (wanted - loose <= placeholders(form) <= wanted):
                bad.append(f"{message.id}: {form}")
    assert not bad, "\n".join(bad)


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_their_edges(language: str) -> None:
    """A space or a line break at the start or end is joined to something."""
    bad = []
    for message in messages(language):
        for msgid, text in zip(forms(message.id), forms(message.string), strict=False):
            if (msgid[:1].isspace(), msgid[-1:].isspace()) != (
                text[:1].isspace(),
                text[-1:].isspace(),
            ):
                bad.append(msgid)
    assert not bad, "\n".join(bad)


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_text_exclaims_or_begs(language: str) -> None:
    """Only a greeting may: the tone of the product."""
    greeting = re.compile(r"^(Hej|Hello)\b[^.]*!")
    bad = []
    for message in messages(language):
        for text in (*forms(message.id), *forms(message.string)):
            if "!" in greeting.sub("", text) or "vänligen" in text.lower():
                bad.append(text)
    assert not bad, "\n".join(bad)


def computed_in_python() -> Iterator[str]:
    for path in sorted((ROOT / "hp").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id in _GETTEXT and not isinstance(node.args[0], ast.Constant):
                yield f"{path.relative_to(ROOT)}:{node.lineno}"


def computed_in_templates() -> Iterator[str]:
    environment = Environment(extensions=["jinja2.ext.i18n"])
    for path in sorted((ROOT / "hp" / "templates").rglob("*.*")):
        for call in environment.parse(path.read_text(encoding="utf-8")).find_all(nodes.Call):
            if not (isinstance(call.node, nodes.Name) and call.node.name in _GETTEXT):
                continue
            if not isinstance(call.args[0], nodes.Const):
                yield f"{path.relative_to(ROOT)}:{call.lineno}"


def test_no_word_is_computed() -> None:
    """A msgid put together when the program runs cannot be found, so not translated."""
    assert not [*computed_in_python(), *computed_in_templates()]
