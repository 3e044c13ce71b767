"""Surfacing: nothing stays unknown in silence.

A charge that was asked for over Alexa can be looked up by nobody here, and its customer may never come back to
tell how it ended. Once its answer is overdue, it is put before the merchant. Whatever has no result, by whichever
way it was asked for, is counted, and the age of the oldest is told, so that somebody can be woken by it.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from voicetill.domain.agreements import ALEXA
from voicetill.domain.checkout import step
from voicetill.domain.checkout_events import Expired
from voicetill.domain.errors import ConflictError, StoreUnavailableError
from voicetill.domain.funnel import passed
from voicetill.domain.journal import Due, Kind
from voicetill.services.faults import kind_and_place
from voicetill.services.ports import Journal, Shop, always
from voicetill.services.remembering import changes, placed, report
from voicetill.services.walking import FAR, walked

logger = logging.getLogger(__name__)

# Of so many attempts the age is read: those that are looked at last, for the older they are, the longer they wait.
_MOST_READ = 100

# So many are counted of each page, at most.
_MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Unsettled:
    """What nobody knows the result of: attempts of the server's, and checkouts whose money is in doubt.

    A charge from the server that is in doubt counts as both. `oldest` is how long the oldest of them has been so.
    """

    attempts: int = 0
    doubts: int = 0
    oldest: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Found:
    """What stood on the pages of the index when they were walked through to their ends."""

    attempts: list[Due] = field(default_factory=list)
    doubts: list[Due] = field(default_factory=list)


class Surfacing:
    """Looks at charges that nobody answers."""

    def __init__(self, shop: Shop, journal: Journal) -> None:
        self._shop = shop
        self._journal = journal

    def surface_due(self, *, go_on: Callable[[], bool] = always, left: list[Due] | None = None) -> int:
        """Put before the merchant what has waited too long, as long as `go_on` says so; return how many it were.

        What is in doubt is added to what is `left`. One failure never stops the rest.
        """
        done, clock = 0, self._shop.clock
        left = [] if left is None else left
        for shard in range(self._journal.shards):
            try:
                for due in walked(self._journal, Kind.DOUBT, shard=shard, clock=clock, go_on=go_on):
                    left.append(due)
                    done += self._safely(due)
            except StoreUnavailableError:
                logger.exception("what is in doubt cannot be read", extra={"shard": shard})
        return done

    def unsettled(self, found: Found | None = None) -> Unsettled | None:
        """Return how much of what was found is open, and since when; None if that cannot be read.

        Where nobody has come to the end of the pages, they are read once more.
        """
        try:
            return self._unsettled(found or Found(self._read(Kind.ATTEMPT, FAR), self._read(Kind.DOUBT)))
        except StoreUnavailableError:
            logger.exception("what is open cannot be read")
            return None

    def _read(self, kind: Kind, ahead: timedelta = timedelta()) -> list[Due]:
        at, shards = self._shop.clock() + ahead, range(self._journal.shards)
        pages = (self._journal.due(kind, at=at, limit=_MOST_COUNTED, shard=shard) for shard in shards)
        return [due for page in pages for due in page]

    def _unsettled(self, found: Found) -> Unsettled:
        now, attempts, doubts = self._shop.clock(), found.attempts, found.doubts
        last = sorted(attempts, key=lambda due: due.at, reverse=True)
        read = [self._made_at(due) for due in last[:_MOST_READ]]
        made = [at for at in read if at is not None]
        since = [*made, *(due.at for due in doubts)]
        number = len(attempts) - len(read) + len(made)
        return Unsettled(number, len(doubts), max((now - at for at in since), default=timedelta()))

    def _made_at(self, due: Due) -> datetime | None:
        try:
            attempt = self._journal.attempt(due.id)
        except StoreUnavailableError:
            raise
        except Exception as error:
            # A record that cannot be read is as old as the look that was due, at least.
            logger.error("attempt cannot be read", extra={"reference": due.id, **kind_and_place(error)})
            return due.at
        # The index follows the table with a little delay: it may have its result by now.
        return attempt.made_at if attempt is not None and attempt.is_open else None

    def _safely(self, due: Due) -> bool:
        try:
            return self._surfaced(due)
        except ConflictError:
            # Somebody has just heard of it.
            return False
        except Exception as error:
            # Whatever is wrong with this one, those behind it are not to wait.
            logger.error("doubt not looked at", extra={"checkout": due.id, **kind_and_place(error)})
            return False

    def _surfaced(self, due: Due) -> bool:
        """Let the answer of one be overdue, if it is. One from the server is looked after by its attempt."""
        standing = self._shop.ledger.standing(due.customer_id, checkout_id=due.id or None)
        checkout, now = (standing.past if due.id else standing.current), self._shop.clock()
        if checkout is None or checkout.provider != ALEXA or not checkout.is_overdue(now=now):
            return False
        self._shop.watch.follow(checkout.id)
        logger.error("charge overdue", extra={"checkout": checkout.id, "reference": checkout.reference})
        taken = step(checkout, Expired(now))
        self._shop.ledger.save(
            standing,
            placed(standing, standing, taken.checkout),
            also=changes(self._shop, checkout, taken.checkout, taken.commands, customer=standing.customer),
        )
        self._shop.watch.count(*passed(checkout, taken.checkout, taken.commands))
        report(taken.checkout, taken.commands)
        return True
