"""ROOM overview: everybody in one matrix."""

from hp.overview.routes import bp

__all__ = ["bp"]
