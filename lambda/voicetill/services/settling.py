"""Settling: finding out what became of requests for money that were not answered, and never making another one.

The clock brings every open attempt here when it is to be looked at, and a company's own news brings them sooner.
The company is asked about the very request that was stored; its answer goes to whoever the attempt was made for.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from voicetill.domain.attempts import Attempt, Owner
from voicetill.domain.charge_results import is_final
from voicetill.domain.charging import (
    Authorized,
    ChargeResult,
    Notice,
    NoticeKind,
    Operation,
    Paid,
    RefundResult,
)
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.errors import (
    ConflictError,
    GatewayUnavailableError,
    NotPossibleError,
    StoreUnavailableError,
)
from voicetill.domain.journal import Due, Kind
from voicetill.domain.payments import Capture
from voicetill.services.agreement_news import AgreementNews
from voicetill.services.concluding import Concluding
from voicetill.services.faults import kind_and_place
from voicetill.services.ports import Journal, Shop, always
from voicetill.services.providers import Providers
from voicetill.services.raising import Raising
from voicetill.services.remembering import named
from voicetill.services.walking import FAR, walked

logger = logging.getLogger(__name__)

Result = ChargeResult | RefundResult

# How long one look at a company may last, in seconds.
A_LOOK = 10.0

# A turn that is still charging hears the answer itself: its attempt is left alone for so long.
_IN_GOOD_HANDS = timedelta(seconds=10)


class Settled(StrEnum):
    """What came of a look at an attempt."""

    SETTLED = "settled"
    OPEN = "open"
    NOT_OPEN = "not_open"
    NOT_KNOWN = "not_known"
    UNREACHABLE = "unreachable"
    FAILED = "failed"


_LEFT = (Settled.OPEN, Settled.UNREACHABLE, Settled.FAILED)


class Renewals(Protocol):
    """Who takes in what became of a renewal's charge."""

    def resolve(self, attempt: Attempt, result: ChargeResult) -> object:
        """Store a result with all that it means, however often it is told."""


class Orders(Protocol):
    """Who takes in what became of a refund, a capture or a release of an order."""

    def resolve(self, attempt: Attempt, result: Result) -> object:
        """Store a result with all that it means, however often it is told."""


@dataclass(frozen=True, slots=True)
class Owners:
    """Whom attempts were made for, beside checkouts; None where this door has nobody to bring results to."""

    renewals: Renewals | None = None
    orders: Orders | None = None


class Settling:
    """Looks at open attempts."""

    def __init__(
        self,
        shop: Shop,
        journal: Journal,
        providers: Providers,
        owners: Owners,
        *,
        agreements: AgreementNews | None = None,
    ) -> None:
        self._shop = shop
        self._journal = journal
        self._providers = providers
        self._owners = owners
        self._agreements = agreements
        self._concluding = Concluding(shop, journal)
        self._raising = Raising(shop, journal)

    def settle_due(
        self, *, go_on: Callable[[], bool] = always, left: list[Due] | None = None
    ) -> Mapping[Settled, int]:
        """Look at every attempt whose time has come, as long as `go_on` says so; return how many ended how.

        What is still open afterwards, or not to be looked at yet, is added to what is `left`: all of it, unless
        that are hundreds. One failure never stops the rest.
        """
        done: Counter[Settled] = Counter()
        left = [] if left is None else left
        for shard in range(self._journal.shards):
            try:
                for due in self._walked(shard, go_on):
                    if due.at > self._shop.clock():
                        left.append(due)
                        continue
                    came = self._safely(due.id)
                    done[came] += 1
                    left += [due] if came in _LEFT else []
            except StoreUnavailableError:
                logger.exception("what is due cannot be read", extra={"shard": shard})
                done[Settled.FAILED] += 1
        logger.info("attempts looked at", extra={each.value: number for each, number in done.items()})
        return done

    def _walked(self, shard: int, go_on: Callable[[], bool]) -> Iterator[Due]:
        clock = self._shop.clock
        return walked(self._journal, Kind.ATTEMPT, shard=shard, clock=clock, go_on=go_on, ahead=FAR)

    def settle(self, reference: str) -> Settled:
        """Look at one attempt, by our name for it.

        Raises ConflictError if others kept writing, and StoreUnavailableError; it is looked at again then.
        """
        attempt = self._journal.attempt(reference)
        if attempt is None:
            return Settled.NOT_KNOWN
        self._shop.watch.follow(attempt.owner_id)
        if not attempt.is_open:
            return Settled.NOT_OPEN
        try:
            result = self._looked_up(attempt)
        except (GatewayUnavailableError, NotPossibleError) as error:
            logger.warning("company not asked", extra={"reference": reference, "why": error.why})
            self._raising.put_off(attempt)
            return Settled.UNREACHABLE
        self._brought(attempt, result)
        return self._after_a_look(reference)

    def take(self, attempt: Attempt, result: Result) -> Settled:
        """Take in what somebody has found out about an attempt in another way; raises what `settle` raises."""
        self._brought(attempt, result)
        return self._after_a_look(attempt.reference)

    def hear(self, provider: str, notice: Notice) -> None:
        """Look at what a verified notification is about; hearing the same twice changes nothing.

        Raises GatewayUnavailableError, ConflictError and StoreUnavailableError: it must be told again then.
        """
        if notice.kind is NoticeKind.AGREEMENT and self._agreements is not None:
            self._agreements.hear(provider, notice.agreement_id or notice.object_id)
        if notice.kind in (NoticeKind.CHARGE, NoticeKind.REFUND):
            self._money_moved(provider, notice)
        if notice.kind is NoticeKind.DISPUTE:
            # Disputes are answered at the company's own desk.
            logger.error("a charge is disputed", extra={"provider": provider, "charge": notice.object_id})

    def _money_moved(self, provider: str, notice: Notice) -> None:
        reference = notice.reference or self._reference(provider, notice)
        self._shop.watch.follow(reference)
        attempt = self._journal.attempt(reference) if reference else None
        if attempt is None or attempt.provider != provider:
            logger.warning("news of no attempt of ours", extra={"provider": provider, "kind": notice.kind.value})
        elif attempt.is_open and self._shop.clock() - attempt.made_at >= _IN_GOOD_HANDS:
            if self.settle(reference) is Settled.UNREACHABLE:
                raise GatewayUnavailableError("told of it, but not able to look")
        elif not attempt.is_open and attempt.owner is not Owner.ORDER and notice.kind is NoticeKind.CHARGE:
            self._heard_late(attempt, notice)

    def _reference(self, provider: str, notice: Notice) -> str:
        if notice.kind is not NoticeKind.CHARGE:
            return ""
        found = self._providers.named(provider).find_charge(notice.object_id, within=A_LOOK)
        return found.reference if found else ""

    def _heard_late(self, attempt: Attempt, notice: Notice) -> None:
        """Money wins: what was taken for declined, and is paid after all, is an order."""
        if attempt.owner is Owner.RENEWAL:
            found = self._found(attempt, notice)
            # A reservation may only be on its way to a capture: that is told, too.
            if self._owners.renewals is not None and isinstance(found, Paid):
                self._owners.renewals.resolve(attempt, found)
            return
        standing = self._shop.ledger.standing(attempt.customer_id, checkout_id=attempt.owner_id)
        checkout = named(standing, attempt.owner_id)
        if checkout is None or _is_paid_by(checkout, attempt):
            return
        found = self._found(attempt, notice)
        on_its_way = isinstance(found, Authorized) and checkout.capture is Capture.NOW
        if found is not None and is_final(found) and not on_its_way:
            self._concluding.conclude(standing, checkout, attempt, found, present=False)

    def _found(self, attempt: Attempt, notice: Notice) -> ChargeResult | None:
        """Return how the charge stands that a notice is about, read as what was asked for under this name.

        Nothing is sent for a charge whose id is known: it is only looked at.
        """
        way = self._providers.named(attempt.provider)
        return (
            way.settle(attempt.prepared, charge_id=notice.object_id, within=A_LOOK) if notice.object_id else None
        )

    def _safely(self, reference: str) -> Settled:
        try:
            return self.settle(reference)
        except Exception as error:
            # A fault of ours, too: whatever it is, the attempts behind it are not to wait for its mending.
            fields = {"reference": reference, **kind_and_place(error)}
            logger.error("attempt not settled", extra=fields)
            if not isinstance(error, ConflictError | StoreUnavailableError):
                self._rest(reference)
            return Settled.FAILED

    def _rest(self, reference: str) -> None:
        """Put off what we stumble over, and tell the merchant in time: the next look may stumble as well."""
        try:
            attempt = self._journal.attempt(reference)
            if attempt is not None and attempt.is_open:
                self._raising.put_off(attempt)
        except Exception as error:
            logger.error("attempt not put off", extra={"reference": reference, **kind_and_place(error)})

    def _looked_up(self, attempt: Attempt) -> Result:
        way = self._providers.named(attempt.provider)
        if attempt.prepared.operation is Operation.REFUND:
            return way.settle_refund(attempt.prepared, refund_id=attempt.charge_id, within=A_LOOK)
        return way.settle(attempt.prepared, charge_id=attempt.charge_id, within=A_LOOK)

    def _brought(self, attempt: Attempt, result: Result) -> None:
        """Bring a result to whom it concerns."""
        renewals, orders = self._owners.renewals, self._owners.orders
        if attempt.owner is Owner.ORDER and orders is not None:
            orders.resolve(attempt, result)
        elif attempt.owner is Owner.CHECKOUT and not isinstance(result, RefundResult):
            self._conclude(attempt, result)
        elif attempt.owner is Owner.RENEWAL and renewals is not None and not isinstance(result, RefundResult):
            renewals.resolve(attempt, result)
        else:
            logger.error("nobody here takes this result", extra={"reference": attempt.reference})
            self._raising.put_off(attempt)

    def _conclude(self, attempt: Attempt, result: ChargeResult) -> None:
        standing = self._shop.ledger.standing(attempt.customer_id, checkout_id=attempt.owner_id)
        checkout = named(standing, attempt.owner_id)
        if checkout is None:
            logger.error("a result is of no checkout that we know", extra={"reference": attempt.reference})
            self._raising.put_off(attempt)
            return
        self._concluding.conclude(standing, checkout, attempt, result, present=False)

    def _after_a_look(self, reference: str) -> Settled:
        """Say whether it is settled now; what is still open for long is raised."""
        attempt = self._journal.attempt(reference)
        if attempt is None or not attempt.is_open:
            return Settled.SETTLED
        if attempt.look_at is not None and attempt.look_at <= self._shop.clock():
            # Nobody took the result in: it is not asked for again the next minute.
            self._raising.put_off(attempt)
        else:
            self._raising.raise_if_old(attempt)
        return Settled.OPEN


def _is_paid_by(checkout: Checkout, attempt: Attempt) -> bool:
    """Whether the order stands because of this very attempt; another one's payment would be a second one."""
    paid = checkout.payment
    return checkout.is_placed and paid is not None and paid.reference == attempt.reference
