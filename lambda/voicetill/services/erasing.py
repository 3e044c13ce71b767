"""Customers who leave, or take something back: nothing is charged any more, and what is theirs is erased.

Whoever hears of it writes it down first, in one transaction with the end of the subscriptions (`hear`); the rest
is done in looks, by whoever has the time: this door, or the clock (`go_on_due`). Late news, and news that comes
again, undoes nothing that began since: see `domain/erasure.py`.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from voicetill.domain.agreements import ALEXA
from voicetill.domain.customers import Customer, Standing
from voicetill.domain.erasure import (
    Belongings,
    Held,
    Scope,
    Why,
    Word,
    begin,
    ends,
    spoke_at,
    without_customer,
    without_person,
)
from voicetill.domain.errors import ConflictError, StoreUnavailableError
from voicetill.domain.journal import Change, Due, Kind
from voicetill.domain.links import Link
from voicetill.domain.presence import Presence
from voicetill.domain.subscriptions import Subscription
from voicetill.services.faults import kind_and_place
from voicetill.services.link_ports import Links
from voicetill.services.ports import Clock, Journal, Ledger
from voicetill.services.remembering import given_up
from voicetill.services.repeating import again_on_conflict
from voicetill.services.sweeping import Closes, Looked, Sweeping, ending

logger = logging.getLogger(__name__)

# How often a turn is played again that somebody else was faster in: what it stops must stop.
_TRIES = 5

# DynamoDB writes so many records at once, less those of the customer; each subscription takes two.
_MOST_AT_ONCE = 40

# How many keys of what is due are read at once.
_PAGE = 100


class Swept(StrEnum):
    """What came of a look at an erasure."""

    DONE = "done"
    LATER = "later"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Erasing:
    """Hears that customers leave, and erases what is theirs.

    `links` are there where accounts are linked, `closes` where a company can be told. `by_permission` says that
    payments are made by the permission that the voice platform keeps.
    """

    ledger: Ledger
    journal: Journal
    clock: Clock
    links: Links | None = None
    closes: Closes | None = None
    by_permission: bool = True

    def hear(self, customer_id: str, scope: Scope, why: Why, *, at: datetime | None = None) -> Looked | None:
        """Hear that a customer has left, or has taken something back; `at` that moment, None if it is not told.

        From the return on nothing of what began by then is charged again. Returns how far the erasing came, None
        where there was nothing to erase. Raises StoreUnavailableError and ConflictError: then it must be told
        again.
        """
        if scope is Scope.PAYMENTS and not self.by_permission:
            return None
        now = self.clock()
        # Nothing happens later than now, whatever a clock elsewhere says.
        word = Word(scope, why, min(at or now, now))
        if not again_on_conflict(lambda: self._written_down(customer_id, word), times=_TRIES):
            return None
        try:
            return self._sweeping.look(customer_id, scope)
        except (ConflictError, StoreUnavailableError) as error:
            # It is written down, and the clock goes on with it.
            logger.warning("erasure is left to the clock", extra=kind_and_place(error))
            return Looked(is_done=False)

    def came(self, customer_id: str, *, at: datetime | None) -> None:
        """Hear that a customer has enabled the skill; raises StoreUnavailableError and ConflictError."""
        self._remember(customer_id, lambda known, when: known.came(when), at)

    def allowed(self, customer_id: str, *, at: datetime | None) -> None:
        """Hear that a customer has allowed payments; raises StoreUnavailableError and ConflictError."""
        self._remember(customer_id, lambda known, when: known.allowed(when), at)

    def would_find(self, customer_id: str) -> tuple[Belongings, Sequence[Link]]:
        """Return all that is stored of a customer, as far as we can find it; raises StoreUnavailableError."""
        return self.journal.belongings(customer_id), self._links_of(customer_id)

    def go_on_due(self, *, go_on: Callable[[], bool] = lambda: True) -> Mapping[Swept, int]:
        """Go on with every erasure whose time has come, as long as `go_on` says so; return how many ended how.

        One failure never stops the rest.
        """
        done: Counter[Swept] = Counter()
        for shard in range(self.journal.shards):
            try:
                for due in self._due(shard, go_on):
                    done[self._swept(due)] += 1
            except StoreUnavailableError:
                logger.exception("what is due cannot be read", extra={"shard": shard})
                done[Swept.FAILED] += 1
        return done

    @property
    def _sweeping(self) -> Sweeping:
        return Sweeping(self.ledger, self.journal, self.clock, self.links, self.closes)

    def _written_down(self, customer_id: str, word: Word) -> bool:
        """Write the erasure down, and end what would be charged; return whether there is something to erase."""
        has, links = self.would_find(customer_id)
        word = _meant(has, links, word)
        known = has.erasure(word.scope)
        is_stale = _is_stale(has, links, word)
        going = tuple(each for each in _of_then(has, word, is_stale=is_stale) if ends(each, word.scope))
        is_known = known is not None and known.up_to >= word.at and not (known.is_done and links)
        if is_stale or (is_known and word.why is not Why.BY_REQUEST):
            self._end(going, word)
            return known is not None and not known.is_done
        if _holds_nothing(has, links, word):
            return False
        also = (Held(link.agreement.provider, link.agreement.id) for link in links if link.agreement)
        erasure = begin(word, has, at=self.clock(), also=also if word.scope is Scope.ALL else ())
        self._begin(has, word, Change(known, erasure), going)
        logger.info("erasure begun", extra={"scope": word.scope.value, "why": word.why.value})
        return True

    def _begin(self, has: Belongings, word: Word, erasure: Change, going: tuple[Subscription, ...]) -> None:
        before = Standing(has.customer, has.current)
        theirs = has.until(word.at).current
        concerns = theirs is not None and (
            word.scope is Scope.ALL or (word.scope is Scope.PAYMENTS and theirs.provider == ALEXA)
        )
        current = given_up(theirs, at=self.clock()) if concerns else has.current
        after = Standing(
            without_customer(has.customer, word),
            without_person(current, word.scope) if current is not None and concerns else current,
        )
        first, rest = going[:_MOST_AT_ONCE], going[_MOST_AT_ONCE:]
        self.ledger.save(before, after, also=[erasure, *self._endings(first, word)])
        self._end(rest, word)

    def _end(self, subscriptions: Sequence[Subscription], word: Word) -> None:
        for first in range(0, len(subscriptions), _MOST_AT_ONCE):
            self.journal.write(*self._endings(subscriptions[first : first + _MOST_AT_ONCE], word))

    def _endings(self, subscriptions: Sequence[Subscription], word: Word) -> Iterator[Change]:
        for each in subscriptions:
            yield from ending(each, why=word.why, at=self.clock())

    def _links_of(self, customer_id: str) -> Sequence[Link]:
        found = self.links.of_customer(customer_id) if self.links is not None else ()
        return [link for link in found if link.closed_at is None]

    def _remember(
        self, customer_id: str, turn: Callable[[Presence, datetime], Presence], at: datetime | None
    ) -> None:
        """Write a moment into the record of a customer whom we know; nobody else gets one by that."""
        when = min(at or self.clock(), self.clock())

        def remember() -> None:
            standing = self.ledger.standing(customer_id)
            known: Customer = standing.customer
            if known.version:
                after = replace(known, presence=turn(known.presence, when))
                self.ledger.save(standing, replace(standing, customer=after))

        again_on_conflict(remember, times=_TRIES)

    def _due(self, shard: int, go_on: Callable[[], bool]) -> Iterator[Due]:
        """Read a page of the index to its end. What stays there, for whatever reason, hides nothing behind it."""
        seen: set[tuple[str, str]] = set()
        limit = _PAGE
        while go_on():
            found = self.journal.due(Kind.ERASURE, at=self.clock(), limit=limit, shard=shard)
            for due in (each for each in found if (each.customer_id, each.id) not in seen):
                if not go_on():
                    return
                seen.add((due.customer_id, due.id))
                yield due
            if len(found) < limit:
                return
            limit = _PAGE + len(seen)

    def _swept(self, due: Due) -> Swept:
        try:
            looked = self._sweeping.look(due.customer_id, Scope(due.id))
        except Exception as error:
            # Whatever is wrong with this one, the others are not to wait for its mending.
            logger.error("erasure not gone on with", extra=kind_and_place(error))
            return Swept.FAILED
        return Swept.DONE if looked.is_done else Swept.LATER


def _meant(has: Belongings, links: Sequence[Link], word: Word) -> Word:
    """Return a word as it is meant: who asks the merchant means all that is stored, by whatever clock."""
    if word.why is not Why.BY_REQUEST:
        return word
    moments = (
        spoke_at(has, word.scope),
        *(each.told_at for each in links),
        *(each.placed_at for each in has.orders),
        *(each.started_at for each in has.subscriptions),
        *(each.at for each in has.occurrences),
    )
    return replace(word, at=max((at for at in moments if at is not None), default=word.at))


def _is_stale(has: Belongings, links: Sequence[Link], word: Word) -> bool:
    """Whether the customer has come back since: then only what began before ends."""
    spoke = spoke_at(has, word.scope)
    linked = word.scope is Scope.ALL and any(link.told_at > word.at for link in links)
    return linked or (spoke is not None and spoke > word.at)


def _holds_nothing(has: Belongings, links: Sequence[Link], word: Word) -> bool:
    """Whether there is nothing that this word could erase."""
    if word.scope is Scope.EMAIL:
        return not any(each.email for each in has.occurrences)
    return has.is_nothing and not links


def _of_then(has: Belongings, word: Word, *, is_stale: bool) -> tuple[Subscription, ...]:
    if is_stale:
        return tuple(each for each in has.subscriptions if each.started_at <= word.at)
    return has.until(word.at).subscriptions
