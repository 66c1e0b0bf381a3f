"""Moves the clock of a server under test. Python runs this by itself, see `Server.start_at`."""

import datetime as dt
import os

import time_machine

_OFFSET = dt.timedelta(seconds=float(os.environ["CLOCK_OFFSET"]))
time_machine.travel(dt.datetime.now(dt.UTC) + _OFFSET, tick=True).start()
