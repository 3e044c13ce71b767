"""Guarding larger orders with the customer's own code, where the merchant wants one and the customer has one."""

import logging
from dataclasses import replace

from voicetill.domain.checkout_record import Checkout
from voicetill.domain.customers import Customer, Standing
from voicetill.domain.payments import Refusal
from voicetill.domain.voice_codes import UNTRIED, fits, read_code, was_wrong
from voicetill.services.link_ports import Links
from voicetill.services.outcomes import CodeAsked, CodeLocked, Refused
from voicetill.services.ports import Shop
from voicetill.services.recognising import linked_account
from voicetill.services.visits import Question, Visitor

logger = logging.getLogger(__name__)

Held = CodeAsked | CodeLocked | Refused
"""What a customer hears whose order does not go on yet."""


class Guard:
    """Asks for the code before an order over the market's limit is placed.

    Tries are counted in the customer's own record: a right code is stored with the very claim that it allows, so
    that of several codes said at once no more are compared than there are tries.
    """

    def __init__(self, shop: Shop, links: Links) -> None:
        self._shop = shop
        self._links = links

    def let_pass(
        self, visitor: Visitor, standing: Standing, checkout: Checkout, code: str | None
    ) -> Customer | Held:
        """Return the customer as they are to be stored if the order may go on; else what they hear.

        `code` is what was said for it, None if nothing was. Raises ConflictError and StoreUnavailableError.
        """
        limit = self._shop.markets.by_id(checkout.market_id).voice_code_over
        # A trial costs nothing today, and its renewals come without another word.
        if limit is None or limit.covers(checkout.full_price.total):
            return standing.customer
        token, now = visitor.access_token, self._shop.clock()
        link = linked_account(self._links, token, visitor.customer_id, at=now)
        if link is None:
            return Refused(Refusal.LINK_MISSING)
        if not link.voice_code:
            return standing.customer
        return self._compared(standing, checkout, code, link.voice_code)

    def _compared(self, standing: Standing, checkout: Checkout, code: str | None, kept: str) -> Customer | Held:
        customer, question = standing.customer, Question(checkout.id, checkout.version)
        if customer.tries.is_locked(at=self._shop.clock()):
            logger.warning("code is locked", extra={"checkout": checkout.id})
            return CodeLocked()
        digits = read_code(code)
        if digits is None:
            return CodeAsked(question, unclear=code is not None)
        if fits(kept, digits):
            return replace(customer, tries=UNTRIED)
        return self._wrong(standing, question)

    def _wrong(self, standing: Standing, question: Question) -> Held:
        now = self._shop.clock()
        tries = was_wrong(standing.customer.tries, at=now)
        after = replace(standing, customer=replace(standing.customer, tries=tries))
        self._shop.ledger.save(standing, after)
        logger.warning("wrong code", extra={"checkout": question.checkout_id, "locked": tries.is_locked(at=now)})
        return CodeLocked() if tries.is_locked(at=now) else CodeAsked(question, wrong=True)
