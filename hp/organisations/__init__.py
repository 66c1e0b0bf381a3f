"""ROOM organisations: the register, and one organisation: what it answered and when."""

from hp.organisations import (
    attention,
    contacts,
    deadlines,
    register,
    response_link_routes,
    response_routes,
    successions,
)
from hp.organisations.routes import bp

__all__ = [
    "attention",
    "bp",
    "contacts",
    "deadlines",
    "register",
    "response_link_routes",
    "response_routes",
    "successions",
]
