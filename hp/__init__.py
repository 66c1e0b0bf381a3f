"""Handlingsplan: a city asks its committees and companies what they have done of an action plan."""

__version__ = "0.1.0"
