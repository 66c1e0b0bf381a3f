"""ROOM account: signing in and out."""

from hp.account.routes import bp

__all__ = ["bp"]
