"""A file or a function that is too long holds two things: name the second."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST_LINES_OF_FILE = 300


def our_files(folder: str, *endings: str) -> Iterator[Path]:
    """All but the vendored."""
    for path in sorted((ROOT / folder).rglob("*")):
        if path.suffix in endings and "axe" not in path.parts:
            yield path


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines_of_body(function: ast.FunctionDef | ast.AsyncFunctionDef, text: list[str]) -> int:
    """The lines of what is done: without signature, docstring, comments and empty lines."""
    body = function.body
    if ast.get_docstring(function) is not None:
        body = body[1:]
    if not body:
        return 0
    lines = (line.strip() for line in text[body[0].lineno - 1 : body[-1].end_lineno])
    return sum(1 for line in lines if line and not line.startswith("#"))


def test_no_file_is_too_long() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for folder in ("hp", "tests")
        for path in our_files(folder, ".py", ".html", ".txt", ".css", ".js")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES_OF_FILE
    }
    assert long == {}


@pytest.mark.parametrize(("folder", "most"), [("hp", 25), ("tests", 40)])
def test_no_function_is_too_long(folder: str, most: int) -> None:
    """A test may be longer: it tells a story. A migration is a list of what Alembic found."""
    long = {}
    for path in our_files(folder, ".py"):
        if path.parent.name == "versions":
            continue
        text = path.read_text(encoding="utf-8")
        for function in functions(ast.parse(text)):
            lines = lines_of_body(function, text.splitlines())
            if lines > most:
                long[f"{path.relative_to(ROOT)}:{function.name}"] = lines
    assert long == {}
