"""What every room needs of a request: the database, the clock, who is asking, and safe headers."""

import datetime as dt
import gzip
import hashlib
import ipaddress
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from flask import Flask, Response, abort, current_app, g, redirect, request, session, url_for
from sqlalchemy.orm import Session
from werkzeug.http import parse_accept_header
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter
from werkzeug.wrappers import Response as BaseResponse

from hp.actions import sessions
from hp.config import Settings
from hp.database import AnyRow
from hp.domain import links
from hp.domain.errors import LinkGone
from hp.i18n import current_language, show_date
from hp.models.users import Role
from hp.store import responses, users

KEPT_LINKS = 20  # personal links one browser can hold
_WORTH_COMPRESSING = 1400  # bytes: what fits one packet gains nothing

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "X-Robots-Tag": "noindex, nofollow",
}


def init_app(app: Flask, settings: Settings) -> None:
    """Open a database session per request; send every answer with safe headers, compressed."""
    headers = dict(_HEADERS)
    if settings.is_https:
        headers["Strict-Transport-Security"] = "max-age=31536000"

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers.update(headers)
        if "Cache-Control" not in response.headers:
            # no-cache, not no-store: what somebody typed must survive the back button
            response.headers["Cache-Control"] = "private, no-cache"
            response.headers["Vary"] = "Cookie, Accept-Language, Accept-Encoding, HX-Request"
        return _compressed(response)

    @app.teardown_request
    def close(_error: BaseException | None) -> None:
        open_session: Session | None = g.pop("db", None)
        if open_session is not None:
            open_session.close()

    app.url_map.converters["int"] = RowNumber
    app.wsgi_app = TrustedProxies(app.wsgi_app, settings.proxies)  # type: ignore[method-assign]


class RowNumber(IntegerConverter):
    """A number in an address. One that no database can hold is an address that is not there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"max": 2**31 - 1} | kwargs))


def _compressed(response: Response) -> Response:
    if (
        response.direct_passthrough
        or "Content-Encoding" in response.headers
        or not (response.mimetype or "").startswith("text/")
        or not _takes_gzip(request.headers.get("Accept-Encoding", ""))
    ):
        return response
    body = response.get_data()
    if len(body) >= _WORTH_COMPRESSING:
        response.set_data(gzip.compress(body, 1, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


@lru_cache(256)
def _takes_gzip(accepted: str) -> bool:
    return bool(parse_accept_header(accepted)["gzip"])


class TrustedProxies:
    """WSGI layer: believe X-Forwarded-* only from the proxies in HP_TRUSTED_PROXIES."""

    def __init__(self, app: Any, proxies: Iterable[str]) -> None:
        self.app = app
        self.behind_proxy = ProxyFix(app, x_for=1, x_proto=1, x_host=1)
        self.networks = [ipaddress.ip_network(proxy, strict=False) for proxy in proxies]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Serve one request."""
        if self.networks and self._is_trusted(environ.get("REMOTE_ADDR", "")):
            return self.behind_proxy(environ, start_response)
        return self.app(environ, start_response)

    def _is_trusted(self, remote: str) -> bool:
        address = _read_address(remote)
        return address is not None and any(address in network for network in self.networks)


def settings() -> Settings:
    """The installation's settings."""
    found: Settings = current_app.extensions["hp_settings"]
    return found


def db() -> Session:
    """This request's database session."""
    if "db" not in g:
        g.db = current_app.extensions["hp_database"].new_session()
    opened: Session = g.db
    return opened


def let_others_write() -> None:
    """Undo what a refused action has begun, before the refusal is put into words."""
    if "db" in g:
        g.db.rollback()


def now() -> dt.datetime:
    """The time of this request, in UTC."""
    return dt.datetime.now(dt.UTC)


def local(moment: dt.datetime) -> dt.datetime:
    """A time as the clock on the wall shows it."""
    return moment.astimezone(settings().zone)


def short_time(moment: dt.datetime) -> str:
    """The clock time of a moment today, with the date if it was another day."""
    if "today" not in g:
        g.today = local(now()).date()  # one for a page, which may show many times
    return _short_time(moment, g.today, settings().zone, current_language())


@lru_cache(1024)
def _short_time(moment: dt.datetime, today: dt.date, zone: ZoneInfo, _language: str) -> str:
    wall = moment.astimezone(zone)
    time = f"{wall:%H:%M}"
    return time if wall.date() == today else f"{show_date(wall.date(), 'd MMM')} {time}"


def is_htmx() -> bool:
    """Whether htmx asks and wants a fragment instead of a page."""
    return request.headers.get("HX-Request") == "true"


def see_other(endpoint: str, anchor: str | None = None, **values: Any) -> BaseResponse:
    """Answer a POST: go and read this page (303)."""
    return redirect(url_for(endpoint, _anchor=anchor, **values), 303)


def link_key() -> bytes:
    """The key that personal links are made with."""
    key: bytes = current_app.extensions["hp_link_key"]
    return key


def attempt_key() -> bytes:
    """The key under which attempts are counted, see `hp.actions.attempts`."""
    return links.derive_key(settings().secret_key, "attempts")


def link_address(link_id: int, version: int) -> str:
    """A personal link's whole address, made from HP_BASE_URL alone."""
    token = links.make_token(link_key(), link_id, version)
    return f"{settings().base_url.rstrip('/')}/r/{token}"


def shared_address(link_id: int) -> str:
    """The whole address of a link to a closed round's result, made from HP_BASE_URL alone."""
    key = links.derive_key(settings().secret_key, links.SHARED_LINK)
    return f"{settings().base_url.rstrip('/')}/shared/{links.make_token(key, link_id, 1)}"


def remember_link(link_id: int, version: int) -> None:
    """Keep a personal link in the browser's signed cookie, until it is revoked."""
    kept = [link for link in session.get("links", []) if link[0] != link_id]
    session["links"] = [*kept, [link_id, version]][-KEPT_LINKS:]
    # the same for each opening of a link, or two tabs opened at once would disown each other
    token = links.derive_key(settings().secret_key, f"csrf {link_id} {version}").hex()
    session.setdefault("csrf_token", token)
    session.permanent = True


def forget_links(response_id: int) -> None:
    """Let this browser no longer open a response. The links themselves stay as they are."""
    kept = session.get("links", [])
    while kept and (found := responses.find_respondent(db(), response_id, kept)):
        kept = [link for link in kept if link[0] != found.link_id]
    session["links"] = kept


def require_respondent(response_id: int) -> responses.Respondent:
    """Who answers here: the response and the person, if this browser holds a link to it.

    Raises `LinkGone` otherwise: the same whether the response exists or not.
    """
    kept = session.get("links", [])
    respondent = responses.find_respondent(db(), response_id, kept) if kept else None
    if respondent is None:
        raise LinkGone
    return respondent


def require_user(*roles: Role, may_lack_code: bool = False) -> AnyRow:
    """The signed-in user, if of one of `roles` (any role when none is named).

    Somebody who is not signed in is sent to the sign-in page and back; another role gets 403.
    Where HP_REQUIRE_TOTP asks everybody for a second factor, who has none must set it up first.
    """
    user = signed_in_user()
    if user is None:
        _ask_to_sign_in()
    if settings().require_totp and user.totp_since is None and not may_lack_code:
        abort(see_other("account.second_factor"))
    if roles and user.role not in roles:
        abort(403)
    return user


def signed_in_user() -> AnyRow | None:
    """The signed-in user of this request, if any: a row of `hp.store.users`."""
    if "user" not in g:
        token = session.get("user")
        g.user = _find_user(hash_token(token)) if token else None
    found: AnyRow | None = g.user
    return found


def _find_user(token_hash: str) -> AnyRow | None:
    moment = now()
    user = users.find_user_by_session(db(), token_hash, moment)
    if user is None:
        return None
    # The one write that a GET may do. Somebody who reads for a day is at work too, and must not
    # be signed out for not having changed anything.
    sessions.slide(current_app.extensions["hp_database"], token_hash, user.expires_at, moment)
    return user


def hash_token(token: str) -> str:
    """What is kept of a session's token. It is 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _ask_to_sign_in() -> NoReturn:
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    abort(see_other("account.sign_in", next=target))


def client_address() -> str:
    """The address a request comes from, for limits alone; never stored or logged in clear.

    Of IPv6 only the network: whoever has one address there has 2^64 of them.
    """
    address = _read_address(request.remote_addr or "")
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address or "")


def _read_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """An IP address; an IPv4 one as such where a socket for both kinds gives it as IPv6."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


View = Callable[..., Any]
