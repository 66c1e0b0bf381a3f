"""Logging: what went wrong and where, without addresses, tokens, names or anything answered."""

import logging
import secrets
import time

from flask import Flask, Response, g, request

log = logging.getLogger("hp")
_SLOW = 2.0  # seconds


def init_app(app: Flask) -> None:
    """Log slow requests by their endpoint; never an address, which may hold a token."""
    if not log.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        log.addHandler(handler)
        log.setLevel(logging.INFO)
        log.propagate = False

    @app.before_request
    def begin() -> None:
        g.began = time.monotonic()

    @app.after_request
    def end(response: Response) -> Response:
        seconds = time.monotonic() - g.get("began", time.monotonic())
        if seconds > _SLOW:
            log.warning("slow: %s %s %.1f s", request.method, request.endpoint, seconds)
        return response


def report(error: BaseException) -> str:
    """Log an unexpected error with where it happened; give back a code for the person to quote.

    The message of the error is left out, because it may repeat what somebody wrote.
    """
    code = secrets.token_hex(4)
    places = []
    step = error.__traceback__
    while step is not None:
        frame = step.tb_frame
        places.append(f"{frame.f_globals.get('__name__')}:{step.tb_lineno}")
        step = step.tb_next
    log.error(
        "error %s: %s in %s, at %s",
        code,
        type(error).__name__,
        request.endpoint,
        " > ".join(places[-8:]),
    )
    return code
