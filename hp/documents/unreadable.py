"""Why a file is not read, and how much of one is."""

MOST_ROWS = 5000  # that hold anything
MOST_COLUMNS = 100


class Unreadable(Exception):
    """A file that is not read; `reason` is a short code that a page puts into words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
