"""ROOM reminders: what is mailed; so far the outbox of the demonstration."""

from hp.reminders.routes import bp

__all__ = ["bp"]
