"""What the skill writes to its log while one line is played, told apart by the turn that wrote it."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import get_ident
from typing import Any

_NOT_THE_SKILL = ("boto3", "botocore", "moto", "responses", "s3transfer", "simulator", "urllib3", "werkzeug")
"""Loggers of what stands around the skill."""

_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
"""What every record carries; anything else is a named field of the skill's own."""


@dataclass(frozen=True)
class LogLine:
    """One record; `turn` is the place of its turn among all turns of the room."""

    turn: int
    level: str
    logger: str
    message: str
    fields: Mapping[str, Any]


class LogBook(logging.Handler):
    """Hangs on the root logger, as Lambda's own handler does, and keeps what one thread writes at a time."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self._pages: dict[int, tuple[list[LogLine], Callable[[], int]]] = {}

    def open(self) -> None:
        """Begin to listen; the root logger lets through what it lets through in Lambda."""
        root = logging.getLogger()
        root.addHandler(self)
        if root.getEffectiveLevel() > logging.INFO:
            root.setLevel(logging.INFO)

    def close(self) -> None:
        """Listen no more."""
        logging.getLogger().removeHandler(self)
        super().close()

    @contextmanager
    def page(self, turn: Callable[[], int]) -> Iterator[list[LogLine]]:
        """Keep what this thread writes until the block ends; `turn` tells the place of the present turn."""
        lines: list[LogLine] = []
        self._pages[get_ident()] = (lines, turn)
        try:
            yield lines
        finally:
            del self._pages[get_ident()]

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record down, if it is the skill's and somebody plays a line."""
        page = self._pages.get(record.thread or 0)
        if page is None or record.name.startswith(_NOT_THE_SKILL):
            return
        lines, turn = page
        fields = {name: value for name, value in vars(record).items() if name not in _USUAL}
        lines.append(LogLine(turn(), record.levelname, record.name, record.getMessage(), fields))
