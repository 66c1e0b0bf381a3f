"""ROOM organisations: the register, and one organisation: what it answered and when."""

from hp.organisations import (
    attention,
    contacts,
    deadlines,
    exports,
    imports_routes,
    masking_routes,
    on_behalf_routes,
    register,
    response_link_routes,
    response_routes,
    return_routes,
    returned_routes,
    successions,
)
from hp.organisations.routes import bp

__all__ = [
    "attention",
    "bp",
    "contacts",
    "deadlines",
    "exports",
    "imports_routes",
    "masking_routes",
    "on_behalf_routes",
    "register",
    "response_link_routes",
    "response_routes",
    "return_routes",
    "returned_routes",
    "successions",
]
