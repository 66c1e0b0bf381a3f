"""ROOM checklist: the respondent's form, review, hand-in, receipt."""

from hp.checklist import colleagues, news
from hp.checklist.link import bp as link_bp
from hp.checklist.routes import bp

__all__ = ["bp", "colleagues", "link_bp", "news"]
