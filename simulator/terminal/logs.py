"""The skill's log at the terminal: warnings and worse, each in one line with its named fields."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
"""What every record carries; anything else is a named field of the skill's own."""


class _Lines(logging.Handler):
    """Hands each record on as a line."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        """Tell the record without any traceback: a tester reads what the log says, and a test what it holds."""
        fields = "".join(f" {name}={value!r}" for name, value in vars(record).items() if name not in _USUAL)
        self._tell(f"{record.levelname} {record.name}: {record.getMessage()}{fields}")


@contextmanager
def log_told(tell: Callable[[str], None]) -> Iterator[None]:
    """Tell what is logged in this block."""
    handler, root = _Lines(tell), logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
