"""The application: wiring only."""

import datetime as dt
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.templating import Environment
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

from hp import assets, errors, fragments, i18n, language, logs, migrations, promised, web, words
from hp.about import bp as about
from hp.account import bp as account
from hp.checklist import bp as checklist
from hp.checklist import link_bp
from hp.config import Settings, load_settings
from hp.database import Database
from hp.domain.links import derive_key
from hp.mail.obstacles import find_obstacle
from hp.mail.reasons import explain
from hp.organisations import bp as organisations
from hp.overview import bp as overview
from hp.overview import shared_bp
from hp.reminders import bp as reminders
from hp.reminders.runner import run_due
from hp.rounds import bp as rounds

_MOST_BYTES = 2 * 1024 * 1024  # of a form: 13 comments of 4,000 characters fit many times
_ROOMS = (
    about,
    account,
    checklist,
    link_bp,
    organisations,
    overview,
    shared_bp,
    reminders,
    rounds,
)


class _Templates(Environment):
    """All templates have the same globals. Jinja lays an empty dict of its own over them for each,
    which is then gone through name by name at every import and include."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template."""
        return super().make_globals(d) if d else self.globals


def create_app(settings: Settings | None = None) -> Flask:
    """The application for `settings`, or for those of the environment and the instance folder.

    Brings the database up to date. Raises `UnsafeSettings` or `NewerDatabase`.
    """
    settings = settings or load_settings()
    database = Database(settings.database_url)
    migrations.upgrade(database)
    database.hold_open()

    app = Flask("hp", static_folder=None, instance_path=str(settings.instance))
    app.jinja_environment = _Templates
    _configure(app, settings)
    app.extensions["hp_settings"] = settings
    app.extensions["hp_database"] = database
    app.extensions["hp_link_key"] = derive_key(settings.secret_key, "personal link")
    app.extensions["hp_run_schedules"] = run_due  # for hp.mail, which knows no room

    CSRFProtect(app)
    for part in (logs, i18n, words, promised, fragments, assets, language, errors):
        part.init_app(app)
    web.init_app(app, settings)
    for room in _ROOMS:
        app.register_blueprint(room)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    host = urlsplit(settings.base_url).hostname or ""
    app.config.update(
        SECRET_KEY=derive_key(settings.secret_key, "cookie"),
        SESSION_COOKIE_NAME="hp",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        # a respondent's session ends by revocation only; 400 days is the most a browser keeps
        PERMANENT_SESSION_LIFETIME=dt.timedelta(days=400),
        SESSION_REFRESH_EACH_REQUEST=False,
        TRUSTED_HOSTS=[host, "localhost", "127.0.0.1"],
        MAX_CONTENT_LENGTH=_MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=_MOST_BYTES,
        WTF_CSRF_TIME_LIMIT=None,  # a form open over lunch must still save
        WTF_CSRF_SSL_STRICT=False,  # we send no referrer; the token and SameSite do the work
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        settings=settings, signed_in_user=web.signed_in_user, short_time=web.short_time
    )
    app.jinja_env.filters["local"] = web.local
    app.jinja_env.filters["mail_reason"] = explain
    app.jinja_env.filters["mail_obstacle"] = lambda row: find_obstacle(row, web.now())
