"""The merchant's word on a charge that nobody can look up for us: they looked, and say whether it was paid.

Over Alexa no charge can be read by us. What the merchant has seen in Seller Central is fed to the checkout as if
the answer had come, and leads to all that an answer would.
"""

import logging
from dataclasses import dataclass, replace

from voicetill.domain.agreements import ALEXA
from voicetill.domain.attempts import settled
from voicetill.domain.checkout import step
from voicetill.domain.checkout_events import ChargeCompleted, ChargeRefused, Event
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.errors import ConflictError
from voicetill.domain.funnel import passed
from voicetill.domain.journal import Change
from voicetill.domain.obstacles import Obstacle
from voicetill.domain.payments import Payment, Refusal
from voicetill.services.caring import NotDone, Office
from voicetill.services.ports import Shop
from voicetill.services.remembering import changes, named, order_of, placed, remembering, report
from voicetill.services.repeating import again_on_conflict

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Word:
    """What the merchant saw: paid, under which of Amazon's ids, or not paid."""

    paid: bool
    charge_id: str = ""
    order_reference_id: str = ""
    capture_id: str = ""


class Deciding:
    """Takes the merchant's word."""

    def __init__(self, office: Office, shop: Shop) -> None:
        self._office = office
        self._shop = shop

    def obstacle(self, checkout: Checkout) -> NotDone | None:
        """Return why nobody's word is taken: it is known, may still come, or its company can be asked."""
        if checkout.doubt_at is None:
            return NotDone(Obstacle.NOT_IN_DOUBT)
        # Money that does not fit was seen: the company has said what it can.
        if checkout.provider != ALEXA and not checkout.money_seen:
            return NotDone(Obstacle.ASK_PROVIDER)
        return NotDone(Obstacle.UNDER_WAY) if self._office.clock() < checkout.doubt_at else None

    def decide(self, checkout: Checkout, word: Word) -> Checkout | NotDone:
        """Feed the merchant's word to a checkout in doubt, and store all that follows."""
        try:
            return again_on_conflict(lambda: self._decide(checkout, word), times=3)
        except ConflictError:
            return NotDone(Obstacle.BUSY)

    def _decide(self, checkout: Checkout, word: Word) -> Checkout | NotDone:
        before = self._office.ledger.standing(checkout.customer_id, checkout_id=checkout.id)
        fresh = named(before, checkout.id)
        stands = NotDone(Obstacle.NOT_IN_DOUBT) if fresh is None else self.obstacle(fresh)
        if stands is not None or fresh is None:
            return stands or NotDone(Obstacle.NOT_IN_DOUBT)
        # The person has looked at the money that an answer told of: their word ends that doubt, too.
        taken = step(replace(fresh, money_seen=False), self._event(fresh, word))
        after, commands = taken.checkout, taken.commands
        if after.is_in_doubt:
            return NotDone(Obstacle.IN_DOUBT)
        customer = remembering(before.customer, after, commands)
        self._office.ledger.save(
            before,
            placed(before, replace(before, customer=customer), after),
            order=order_of(after, commands),
            also=[*changes(self._shop, fresh, after, commands, customer=before.customer), *self._over(fresh)],
        )
        self._shop.watch.count(*passed(fresh, after, commands))
        report(after, commands)
        said = "paid" if word.paid else "not paid"
        logger.warning("decided by the merchant's word", extra={"reference": fresh.reference, "word": said})
        return after

    def _over(self, checkout: Checkout) -> list[Change]:
        """Return the company's requests, at which nobody looks any more: a person has decided about them."""
        if checkout.provider == ALEXA:
            return []
        found = (self._office.journal.attempt(reference) for reference in sorted(checkout.references))
        now = self._office.clock()
        return [Change(each, settled(each, at=now)) for each in found if each is not None and each.is_open]

    def _event(self, checkout: Checkout, word: Word) -> Event:
        now = self._office.clock()
        if not word.paid:
            return ChargeRefused(now, Refusal.NOT_PROCESSED, reference=checkout.reference)
        payment = Payment(
            reference=checkout.reference,
            amount=checkout.quote.total,
            provider_order_id=word.order_reference_id or word.charge_id,
            provider_charge_id=word.charge_id,
            capture_ids=(word.capture_id,) if word.capture_id else (),
        )
        return ChargeCompleted(now, payment)
