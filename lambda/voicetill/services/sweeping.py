"""One look at an erasure: whatever can be erased now is, whatever can be closed is closed, and the rest waits.

Every record is written by itself, under its version: whoever dies in between, or loses a race, leaves an erasure
that goes on. Nothing here moves money, and nothing whose money is in doubt is touched.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from voicetill.domain.agreements import ALEXA
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.customers import Standing
from voicetill.domain.erasure import (
    MOST_LOOKS,
    Belongings,
    Erasure,
    Held,
    Scope,
    Why,
    closed,
    ends,
    is_in_use,
    looked,
    without_person,
    without_place,
    without_reader,
    without_recipient,
)
from voicetill.domain.errors import ConflictError, GatewayUnavailableError
from voicetill.domain.fulfilment import is_finished
from voicetill.domain.journal import Change, Entry
from voicetill.domain.links import Link
from voicetill.domain.occurrences import Happening, Occurrence, happened
from voicetill.domain.orders import Order
from voicetill.domain.subscriptions import Subscription, cancel
from voicetill.services.link_ports import Links
from voicetill.services.ports import Clock, Journal, Ledger
from voicetill.services.remembering import given_up

logger = logging.getLogger(__name__)

# What the merchant has to do, in the word of `merchant.task`.
CLOSE_AGREEMENT = "close_agreement"


class Closes(Protocol):
    """Who can end agreements."""

    def close(self, held: Held) -> bool:
        """End an agreement for good; False if that cannot be done here. Raises GatewayUnavailableError."""


@dataclass(frozen=True, slots=True)
class Looked:
    """How far an erasure is: what is kept because it is unfinished, and which agreements are still open."""

    is_done: bool
    kept_orders: tuple[Order, ...] = ()
    kept_checkouts: tuple[Checkout, ...] = ()
    to_close: tuple[Held, ...] = ()
    left_to_merchant: tuple[Held, ...] = ()


@dataclass(slots=True)
class _Rest:
    """What could not be erased in this look."""

    orders: list[Order]
    checkouts: list[Checkout]
    lost: int = 0

    @property
    def is_nothing(self) -> bool:
        return not (self.orders or self.checkouts or self.lost)


@dataclass(frozen=True, slots=True)
class Sweeping:
    """Looks at erasures. `links` are there where accounts are linked, `closes` where a company can be told."""

    ledger: Ledger
    journal: Journal
    clock: Clock
    links: Links | None = None
    closes: Closes | None = None

    def look(self, customer_id: str, scope: Scope) -> Looked:
        """Do what can be done now; raises ConflictError and StoreUnavailableError, and then it is gone on with."""
        has = self.journal.belongings(customer_id)
        erasure = has.erasure(scope)
        if erasure is None or erasure.is_done:
            return Looked(is_done=True)
        theirs, rest = has.until(erasure.up_to), _Rest([], [])
        # The links go behind the news: where receipts are written to is told there.
        links = self._links_of(erasure)
        self._news(erasure, theirs, next((link.email for link in reversed(links) if link.email), ""), rest)
        for link in links:
            self._forget(link, rest)
        if scope is not Scope.EMAIL:
            self._checkouts(erasure, has, rest)
            self._orders(erasure, theirs, rest)
            self._subscriptions(erasure, theirs, rest)
        return self._written(erasure, theirs, rest)

    def _written(self, before: Erasure, theirs: Belongings, rest: _Rest) -> Looked:
        now = self.clock()
        after, by_hand = before, list[Held]()
        for held in before.to_close:
            came = self._closed(before, held, theirs)
            if came is not None:
                after = closed(after, held)
            if came is False:
                by_hand.append(held)
        after = looked(after, at=now, is_done=rest.is_nothing)
        tasks = [task for task in (_task(after, held, theirs, at=now) for held in by_hand) if self._is_new(task)]
        self.journal.write(Change(before, after), *(Change(None, task) for task in tasks))
        fields = {"scope": before.scope.value, "done": after.is_done, "by_hand": len(by_hand)}
        logger.info("erasure looked at", extra={**fields, "open": len(after.to_close), "looks": after.looks})
        kept = tuple(rest.orders), tuple(rest.checkouts)
        return Looked(after.is_done, *kept, to_close=after.to_close, left_to_merchant=tuple(by_hand))

    def _closed(self, erasure: Erasure, held: Held, theirs: Belongings) -> bool | None:
        """Close an agreement, and return whether it is; False leaves it to the merchant, None to a later look."""
        if held.provider == ALEXA:
            return False
        if is_in_use(held, theirs) or self.closes is None:
            return None
        try:
            return self.closes.close(held)
        except GatewayUnavailableError as error:
            logger.warning("agreement not closed yet", extra={"provider": held.provider, "why": error.why})
            return False if erasure.looks >= MOST_LOOKS else None

    def _is_new(self, task: Occurrence) -> bool:
        return self.journal.occurrence(task.customer_id, task.id) is None

    def _links_of(self, erasure: Erasure) -> Sequence[Link]:
        if self.links is None or erasure.scope is not Scope.ALL:
            return ()
        found = self.links.of_customer(erasure.customer_id)
        return [link for link in found if link.closed_at is None and link.told_at <= erasure.up_to]

    def _forget(self, link: Link, rest: _Rest) -> None:
        assert self.links is not None  # noqa: S101 - it brought the link
        try:
            self.links.forget(link, at=self.clock())
        except ConflictError:
            rest.lost += 1

    def _news(self, erasure: Erasure, theirs: Belongings, email: str, rest: _Rest) -> None:
        for each in theirs.occurrences:
            if erasure.scope is not Scope.EMAIL or each.at <= erasure.up_to:
                self._change(each, without_reader(each, erasure.scope, email=email), rest)

    def _checkouts(self, erasure: Erasure, has: Belongings, rest: _Rest) -> None:
        if has.current is not None and has.current.created_at <= erasure.up_to:
            self._checkout(erasure, Standing(has.customer, has.current), has.current, rest)
        for each in has.past:
            if each.created_at <= erasure.up_to:
                self._checkout(erasure, Standing(has.customer, has.current, each), each, rest)

    def _checkout(self, erasure: Erasure, before: Standing, checkout: Checkout, rest: _Rest) -> None:
        if _concerns(erasure, checkout) and checkout.is_in_doubt:
            rest.checkouts.append(checkout)
            return
        over = given_up(checkout, at=self.clock()) if _concerns(erasure, checkout) else checkout
        after = without_person(over or checkout, erasure.scope)
        moved = replace(before, past=after) if before.past is checkout else replace(before, current=after)
        try:
            self.ledger.save(before, moved)
        except ConflictError:
            rest.lost += 1

    def _orders(self, erasure: Erasure, theirs: Belongings, rest: _Rest) -> None:
        for each in theirs.orders:
            if _concerns(erasure, each) and not is_finished(each):
                rest.orders.append(each)
            self._change(each, without_recipient(each, erasure.scope), rest)

    def _subscriptions(self, erasure: Erasure, theirs: Belongings, rest: _Rest) -> None:
        for each in theirs.subscriptions:
            if ends(each, erasure.scope):
                # Begun since, by a payment that was under way when the customer left.
                self._write(ending(each, why=erasure.why, at=self.clock()), rest)
                rest.lost += 1
            elif _concerns(erasure, each) and each.address is not None:
                attempt = self.journal.attempt(each.reference)
                if attempt is not None and attempt.is_open:
                    rest.lost += 1
                else:
                    self._change(each, without_place(each), rest)

    def _change(self, before: Entry, after: Entry, rest: _Rest) -> None:
        if before != after:
            self._write((Change(before, after),), rest)

    def _write(self, changes: Sequence[Change], rest: _Rest) -> None:
        """Write one record; whoever was faster makes it wait for the next look."""
        try:
            self.journal.write(*changes)
        except ConflictError:
            rest.lost += 1


def ending(subscription: Subscription, *, why: Why, at: datetime) -> tuple[Change, Change]:
    """Return what ends a subscription, and the word of it, to be stored together."""
    told = happened(
        Happening.SUBSCRIPTION_ENDED,
        subject_id=subscription.id,
        customer_id=subscription.customer_id,
        market_id=subscription.market_id,
        locale=subscription.locale,
        at=at,
        product=subscription.product_id,
        reason=why.value,
    )
    return Change(subscription, cancel(subscription, at=at, reason=why.value)), Change(None, told)


def _concerns(erasure: Erasure, record: Checkout | Order | Subscription) -> bool:
    return erasure.scope is Scope.ALL or record.provider == ALEXA


def _task(erasure: Erasure, held: Held, theirs: Belongings, *, at: datetime) -> Occurrence:
    """Return what the merchant has to do about an agreement that cannot be closed here."""
    records: tuple[Checkout | Order | Subscription, ...] = (
        *theirs.checkouts,
        *theirs.orders,
        *theirs.subscriptions,
    )
    about = next(iter(records), None)
    numbers = [it.number for it in theirs.orders if (it.provider, it.agreement_id) == (held.provider, held.id)]
    return happened(
        Happening.MERCHANT_TASK,
        subject_id=held.id,
        customer_id=erasure.customer_id,
        market_id=about.market_id if about else "",
        locale=about.locale if about else "",
        at=at,
        part=f"{CLOSE_AGREEMENT}.{held.provider}",
        task=CLOSE_AGREEMENT,
        provider=held.provider,
        agreement=held.id,
        reason=erasure.why.value,
        number=numbers[-1] if numbers else "",
    )
