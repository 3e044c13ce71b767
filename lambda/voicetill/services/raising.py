"""Telling the merchant, once, of a request for money that has had no result for too long."""

import logging
from dataclasses import replace
from typing import Protocol

from voicetill.domain.attempts import Attempt, Owner, looked, must_be_raised
from voicetill.domain.journal import Change
from voicetill.domain.occurrences import Happening, Occurrence, happened
from voicetill.services.ports import Journal, Shop
from voicetill.services.remembering import named

logger = logging.getLogger(__name__)

# What the merchant has to do, in the word of `merchant.task`.
SETTLE = "settle_charge"


class _About(Protocol):
    """Whatever an attempt was made for."""

    @property
    def market_id(self) -> str: ...

    @property
    def locale(self) -> str: ...


class Raising:
    """Puts attempts off, and raises those that are too old."""

    def __init__(self, shop: Shop, journal: Journal) -> None:
        self._shop = shop
        self._journal = journal

    def put_off(self, attempt: Attempt) -> None:
        """Look again later; raises ConflictError and StoreUnavailableError."""
        self._journal.write(*self._raised(attempt, looked(attempt, at=self._shop.clock())))

    def raise_if_old(self, attempt: Attempt) -> None:
        """Tell the merchant now if it is time; raises ConflictError and StoreUnavailableError."""
        if must_be_raised(attempt, at=self._shop.clock()):
            self._journal.write(*self._raised(attempt, attempt))

    def _raised(self, before: Attempt, after: Attempt) -> list[Change]:
        if not must_be_raised(after, at=self._shop.clock()):
            return [Change(before, after)]
        logger.error(
            "charge unsettled for long", extra={"reference": before.reference, "provider": before.provider}
        )
        task = self._task(before)
        return [Change(before, replace(after, raised=True)), *([Change(None, task)] if task else [])]

    def _task(self, attempt: Attempt) -> Occurrence | None:
        about = self._about(attempt)
        if about is None:
            return None
        amount = attempt.prepared.amount
        money = {"minor": amount.minor, "currency": amount.currency.value} if amount else {}
        return happened(
            Happening.MERCHANT_TASK,
            subject_id=attempt.owner_id,
            customer_id=attempt.customer_id,
            market_id=about.market_id,
            locale=about.locale,
            at=self._shop.clock(),
            part=f"{SETTLE}.{attempt.reference}",
            task=SETTLE,
            reference=attempt.reference,
            provider=attempt.provider,
            charge_id=attempt.charge_id,
            operation=attempt.prepared.operation.value,
            **money,
        )

    def _about(self, attempt: Attempt) -> _About | None:
        match attempt.owner:
            case Owner.CHECKOUT:
                standing = self._shop.ledger.standing(attempt.customer_id, checkout_id=attempt.owner_id)
                return named(standing, attempt.owner_id)
            case Owner.RENEWAL:
                return self._journal.subscription(attempt.customer_id, attempt.owner_id)
            case Owner.ORDER:
                return self._journal.order(attempt.owner_id)
