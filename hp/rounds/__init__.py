"""ROOM of a round's life: made from a plan, changed, opened, closed. Also the start's task list."""

from hp.rounds import sharing  # it adds its addresses
from hp.rounds.routes import bp

__all__ = ["bp", "sharing"]
