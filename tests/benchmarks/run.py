"""Measure: a save, the checklist, 200 people at once, the matrix of 70, 700 and 5,000.

    .venv/bin/python -m tests.benchmarks.run

Prints multiples of a Flask hello-world's processor time, and of a bare Flask route that writes one
answer durably with raw sqlite3, all under the same server in the same run. Linux only, because
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
TARGETS = {"save": 8, "checklist": 10, "matrix 700": 130, "matrix 5000, page of 100": 25}


def cpu_per_request(server: Server, count: int, ask: Callable[[int], None]) -> float:
    """Seconds of the server's processor time per request, after a warm-up of a tenth."""
    for n in range(max(count // 10, 3)):
        ask(n)
    before = server.cpu()
    for n in range(count):
        ask(n)
    return (server.cpu() - before) / count


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def report(name: str, seconds: float, hello: float, bare: float) -> None:
    """One line: milliseconds, multiples, the target."""
    target = f"   target at most {TARGETS[name]}" if name in TARGETS else ""
    say(
        f"{name:28} {seconds * 1000:8.3f} ms CPU {seconds / hello:7.1f} x hello"
        f" {seconds / bare:7.1f} x bare save{target}"
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


def measure_reference(folder: Path) -> tuple[float, float]:
    """Hello-world's and the bare save's seconds of processor time; prints the bare crowd."""
    with servers.reference(folder) as server:
        browser = Browser(server.port)
        hello = cpu_per_request(server, 4000, lambda _n: _must(browser.ask("GET", "/hello")[0]))
        bare = cpu_per_request(
            server,
            1500,
            lambda n: _must(
                browser.timed(f"/save/1/{activity(n)}", bare_fields(activity(n), n))[0]
            ),
        )
        crowd = [Browser(server.port) for _ in range(PEOPLE)]
        times, errors = together(
            lambda n, k: crowd[n].timed(f"/save/{n}/{activity(k)}", bare_fields(activity(k), k))
        )
    report("hello-world", hello, hello, bare)
    report("bare save", bare, hello, bare)
    report_together(f"bare save, {PEOPLE} at once", times, errors)
    return hello, bare


def measure_answers(instance: Instance, hello: float, bare: float) -> None:
    """A save, the checklist, and many people at once; looks for lost saves afterwards."""
    with servers.product(instance.folder) as server:
        browser = Browser(server.port)
        browser.open_link(instance.tokens[0], 1)
        save = cpu_per_request(server, 1500, lambda n: _must(browser.save(1, activity(n))[0]))
        page = cpu_per_request(server, 600, lambda _n: _must(browser.ask("GET", "/checklist/1")[0]))
        people = _people(server, instance)
        times, errors = together(lambda n, k: people[n][1].save(people[n][0], activity(k)))
    report("save", save, hello, bare)
    report("checklist", page, hello, bare)
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


def measure_matrix(instance: Instance, name: str, hello: float, bare: float) -> None:
    """The overview as a coordinator opens it."""
    with servers.product(instance.folder) as server:
        browser = Browser(server.port, coordinator_cookie())
        seconds = cpu_per_request(server, 60, lambda _n: _must(browser.ask("GET", "/overview")[0]))
        size = len(browser.ask("GET", "/overview")[1])
    report(name, seconds, hello, bare)
    say(f"{'':28} {size / 1000:.0f} kB as sent")


def _must(status: int) -> None:
    if status != 200:
        raise RuntimeError(f"answered {status}")


def main() -> None:
    """Measure everything and print it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hello, bare = measure_reference(folder)
        measure_answers(arrange(folder / "700", 700), hello, bare)
        for count, label in ((70, "matrix 70"), (5000, "matrix 5000, page of 100")):
            measure_matrix(arrange(folder / str(count), count), label, hello, bare)
        measure_matrix(arrange(folder / "whole", 700), "matrix 700", hello, bare)


if __name__ == "__main__":
    main()
