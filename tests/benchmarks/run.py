"""Measure: a save, the checklist, 200 people at once, the matrix of 70, 700 and 5,000.

    .venv/bin/python -m tests.benchmarks.run

Prints multiples of a Flask hello-world's processor time, and of a bare Flask route that writes one
answer durably with raw sqlite3, all under the same server at the same moment. Linux only, because
processor time is read from /proc.
"""

import sqlite3
import statistics
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks import servers
from tests.benchmarks.arrange import ACTIVITIES, Instance, arrange
from tests.benchmarks.browsers import Browser, activity, coordinator_cookie
from tests.benchmarks.servers import Server

PEOPLE = 200
SAVES_EACH = 10
BATCHES = 10
TARGETS = {"save": 8, "checklist": 10, "matrix 700": 130, "matrix 5000, page of 100": 25}


def cpu_per_request(server: Server, count: int, ask: Callable[[int], object]) -> float:
    """Seconds of the server's processor time per request."""
    before = server.cpu()
    for n in range(count):
        ask(n)
    return (server.cpu() - before) / count


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


class Yardstick:
    """The two references, asked between every two batches of what is measured.

    A computer's speed changes from minute to minute. Only what was measured at the same moment can
    be compared, so a multiple is the median of those of single batches.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        self.browser = Browser(server.port)

    def hello(self, _n: int) -> None:
        """Ask for the hello-world."""
        _must(self.browser.ask("GET", "/hello")[0])

    def save(self, n: int) -> None:
        """Save with the bare route."""
        _must(self.browser.timed(f"/save/1/{activity(n)}", bare_fields(activity(n), n))[0])

    def measure(self, name: str, server: Server, count: int, ask: Callable[[int], object]) -> None:
        """Print milliseconds, multiples and the target of `ask`, after a warm-up."""
        cpu_per_request(server, count, ask)
        seconds, hellos, saves = [], [], []
        for _ in range(BATCHES):
            hello = cpu_per_request(self.server, 200, self.hello)
            save = cpu_per_request(self.server, 100, self.save)
            seconds.append(cpu_per_request(server, count // BATCHES, ask))
            hellos.append(seconds[-1] / hello)
            saves.append(seconds[-1] / save)
        target = f"   target at most {TARGETS[name]}" if name in TARGETS else ""
        say(
            f"{name:28} {statistics.median(seconds) * 1000:8.3f} ms CPU"
            f" {statistics.median(hellos):7.1f} x hello"
            f" {statistics.median(saves):7.1f} x bare save{target}"
        )


def together(post: Callable[[int, int], tuple[int, float]]) -> tuple[list[float], int]:
    """`PEOPLE` threads that save `SAVES_EACH` times at once: seconds of each, and errors."""
    times: list[float] = []
    errors = []
    gate = threading.Barrier(PEOPLE)

    def person(n: int) -> None:
        gate.wait()
        for k in range(SAVES_EACH):
            try:
                status, seconds = post(n, k)
            except OSError as error:
                errors.append(str(error))
                continue
            times.append(seconds)
            if status != 200:
                errors.append(str(status))

    threads = [threading.Thread(target=person, args=(n,)) for n in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, len(errors)


def report_together(name: str, times: list[float], errors: int) -> None:
    """One line about many at once."""
    centiles = statistics.quantiles(times, n=100)
    say(
        f"{name:28} p50 {centiles[49] * 1000:6.0f} ms   p99 {centiles[98] * 1000:6.0f} ms"
        f"   {len(times)} saves, {errors} errors"
    )


def bare_fields(number: int, k: int) -> dict[str, str]:
    """What the bare route reads."""
    return {f"value-{number}": "yes", f"comment-{number}": f"Klart innan augusti, sparning {k}"}


def measure_reference(yardstick: Yardstick) -> None:
    """The references themselves, alone and with a crowd."""
    server = yardstick.server
    yardstick.measure("hello-world", server, 2000, yardstick.hello)
    yardstick.measure("bare save", server, 1000, yardstick.save)
    crowd = [Browser(server.port) for _ in range(PEOPLE)]
    times, errors = together(
        lambda n, k: crowd[n].timed(f"/save/{n}/{activity(k)}", bare_fields(activity(k), k))
    )
    report_together(f"bare save, {PEOPLE} at once", times, errors)


def measure_answers(instance: Instance, yardstick: Yardstick) -> None:
    """A save, the checklist, and many people at once; looks for lost saves afterwards."""
    with servers.product(instance.folder) as server:
        browser = Browser(server.port)
        browser.open_link(instance.tokens[0], 1)
        yardstick.measure("save", server, 1000, lambda n: _must(browser.save(1, activity(n))[0]))
        yardstick.measure(
            "checklist", server, 500, lambda _n: _must(browser.ask("GET", "/checklist/1")[0])
        )
        people = _people(server, instance)
        times, errors = together(lambda n, k: people[n][1].save(people[n][0], activity(k)))
    report_together(f"save, {PEOPLE} at once", times, errors)
    say(f"{'':28} {_lost(instance, [r for r, _ in people])} saves lost")


def _people(server: Server, instance: Instance) -> list[tuple[int, Browser]]:
    people = []
    for response in range(4, 4 + 3 * PEOPLE, 3):  # those who have not begun
        browser = Browser(server.port)
        browser.open_link(instance.tokens[response - 1], response)
        people.append((response, browser))
    return people


def _lost(instance: Instance, responses: list[int]) -> int:
    database = sqlite3.connect(instance.database)
    marks = ",".join("?" * len(responses))
    kept = database.execute(
        f"SELECT count(*) FROM answer_versions WHERE response_id IN ({marks})", responses
    ).fetchone()[0]
    return len(responses) * min(SAVES_EACH, ACTIVITIES) - int(kept)


def measure_matrix(instance: Instance, name: str, yardstick: Yardstick) -> None:
    """The overview as a coordinator opens it."""
    with servers.product(instance.folder) as server:
        browser = Browser(server.port, coordinator_cookie())
        yardstick.measure(name, server, 100, lambda _n: _must(browser.ask("GET", "/overview")[0]))
        size = len(browser.ask("GET", "/overview")[1])
    say(f"{'':28} {size / 1000:.0f} kB as sent")


def _must(status: int) -> None:
    if status != 200:
        raise RuntimeError(f"answered {status}")


def main() -> None:
    """Measure everything and print it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with servers.reference(folder) as reference:
            yardstick = Yardstick(reference)
            measure_reference(yardstick)
            measure_answers(arrange(folder / "answers", 700), yardstick)
            for count in (70, 700, 5000):
                label = f"matrix {count}" + (", page of 100" if count == 5000 else "")
                measure_matrix(arrange(folder / str(count), count), label, yardstick)


if __name__ == "__main__":
    main()
