"""Every route with an address at which there is something."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from flask import Flask


class Route(NamedTuple):
    """One route, and an address that it serves."""

    method: str
    rule: str
    endpoint: str
    address: str


def list_routes(app: Flask, examples: Mapping[str, Any], *methods: str) -> Iterator[Route]:
    """The routes with one of `methods`, with `examples` for what stands in their addresses."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        unknown = rule.arguments - set(examples)
        assert not unknown, f"{rule.rule}: give an example of {unknown} in tests/house/conftest.py"
        values = {name: examples[name] for name in rule.arguments}
        for method in methods:
            if method in (rule.methods or ()):
                address = app.url_map.bind("localhost").build(rule.endpoint, values, method)
                yield Route(method, rule.rule, rule.endpoint, address)
