"""ROOM organisations: one organisation, what it answered and when."""

from hp.organisations.routes import bp

__all__ = ["bp"]
