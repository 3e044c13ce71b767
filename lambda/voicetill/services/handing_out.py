"""Finds the subscriptions whose time has come, and hands them out to the workers through a queue.

They are found through the index of what is due, page by page, and no record is read for it. Handing out claims
nothing: the worker does. So what is handed out twice, because the queue was slow or the index late, is renewed
once.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from voicetill.domain.errors import StoreUnavailableError
from voicetill.domain.journal import Due, Kind
from voicetill.services.ports import Clock, Journal, Sells, always

_LOG = logging.getLogger(__name__)

# While more than this part of a run's work still waits, another run would mostly hand out the same.
_FULL = 4


class Queue(Protocol):
    """The way to the workers: what is put in comes out at least once, in no certain order."""

    def waiting(self) -> int:
        """Return about how much waits to be taken; raises StoreUnavailableError."""

    def put(self, works: Sequence[Due]) -> int:
        """Put these in, and return how many were taken; what was not is still due, and is found again."""


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What a run did.

    `waiting` is what the queue held before; `pages_failed` could not be read; `oldest_seconds` is for how long the
    first of them has been due; None where nothing was looked for: while the shop is `closed`, or the workers lag.
    """

    found: int = 0
    handed_out: int = 0
    waiting: int = 0
    pages_failed: int = 0
    closed: bool = False
    oldest_seconds: float | None = None


class HandingOut:
    """Hands out at most `most` in a run, what has been due for the longest first."""

    def __init__(
        self, journal: Journal, queue: Queue, clock: Clock, *, most: int = 10_000, sells: Sells = always
    ) -> None:
        self._journal = journal
        self._queue = queue
        self._clock = clock
        self._most = most
        self._sells = sells

    def find_due(self) -> HandedOut:
        """Hand out what is due now; a page that cannot be read is left for the next run, and the others go on.

        While the workers still have plenty to do, nothing is handed out. Raises StoreUnavailableError if no page
        can be read, or the queue not be asked.
        """
        if not self._sells():
            _LOG.info("Nothing is handed out by a closed shop")
            return HandedOut(closed=True)
        waiting = self._queue.waiting()
        if waiting * _FULL > self._most:
            _LOG.warning("The workers lag behind", extra={"waiting": waiting})
            return HandedOut(waiting=waiting)
        found: list[Due] = []
        failed = 0
        for shard in range(self._journal.shards):
            try:
                found += self._page(shard)
            except StoreUnavailableError:
                failed += 1
                _LOG.exception("A page of what is due cannot be read", extra={"shard": shard})
        if failed == self._journal.shards:
            raise StoreUnavailableError
        found.sort(key=lambda due: due.at)
        handed_out = self._queue.put(found) if found else 0
        oldest = max(0.0, (self._clock() - found[0].at).total_seconds()) if found else 0.0
        told = HandedOut(len(found), handed_out, waiting, failed, oldest_seconds=oldest)
        _LOG.info("Handed out", extra={"found": told.found, "handed_out": handed_out, "pages_failed": failed})
        return told

    def _page(self, shard: int) -> Sequence[Due]:
        share = -(-self._most // self._journal.shards)
        return self._journal.due(Kind.RENEWAL, at=self._clock(), limit=share, shard=shard)
