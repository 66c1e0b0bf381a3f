"""ROOM reminders: what is mailed to many, and what became of it; reminders by a schedule."""

from hp.reminders import by_hand_routes, failed_routes, schedule_routes, text_routes
from hp.reminders.routes import bp

__all__ = ["bp", "by_hand_routes", "failed_routes", "schedule_routes", "text_routes"]
