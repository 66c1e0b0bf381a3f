"""A file or a function that is too long holds two things: name the second."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
MOST_LINES_OF_FILE = 300
MOST_LINES_OF_FUNCTION = 25

# why a longer one is right: path (or path:function) -> reason
LONGER_FILES: dict[str, str] = {}
LONGER_FUNCTIONS: dict[str, str] = {}


def our_files(*endings: str) -> Iterator[Path]:
    for folder in ("hp", "tests"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in endings and not {"versions", "axe"} & set(path.parts):
                yield path


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines_of_body(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of what is done: without the signature and the docstring."""
    body = function.body
    if ast.get_docstring(function) is not None:
        body = body[1:]
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_no_file_is_too_long() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in our_files(".py", ".html", ".txt", ".css", ".js")
    }
    long = {path for path, lines in lengths.items() if lines > MOST_LINES_OF_FILE}
    assert long == set(LONGER_FILES)


def test_no_function_is_too_long() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{function.name}"
        for path in our_files(".py")
        for function in functions(ast.parse(path.read_text(encoding="utf-8")))
        if lines_of_body(function) > MOST_LINES_OF_FUNCTION
    }
    assert long == set(LONGER_FUNCTIONS)
