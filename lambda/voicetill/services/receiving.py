"""Receiving what the payment company answered: late, twice, wrong or right."""

import logging
from collections.abc import Sequence
from dataclasses import replace

from voicetill.domain.agreements import of_known_kind
from voicetill.domain.checkout_events import (
    AgreementOpened,
    ChargeAuthorized,
    ChargeCompleted,
    ConsentWithdrawn,
    Event,
    Expired,
    ItemsWithdrawn,
)
from voicetill.domain.checkout_record import Checkout, is_token
from voicetill.domain.customers import Standing
from voicetill.domain.errors import IllegalStep
from voicetill.domain.payments import Access, Answer, Refusal
from voicetill.domain.pricing import Line
from voicetill.services.advancing import Advancing
from voicetill.services.choosing import at_home, lines_gone
from voicetill.services.contacting import Contact
from voicetill.services.outcomes import Outcome, Refused, Unmatched
from voicetill.services.ports import Shop, VoicePayments
from voicetill.services.remembering import named
from voicetill.services.repeating import again_on_conflict

logger = logging.getLogger(__name__)

# An answer may be the only proof that money moved: it gets more tries than a customer's word.
_TRIES = 4

# Answers that tell of money taken or reserved.
_MONEY = (ChargeCompleted, ChargeAuthorized)


class Receiving:
    """Feeds an answer to the checkout it belongs to."""

    def __init__(self, shop: Shop, advancing: Advancing, payments: VoicePayments) -> None:
        self._shop = shop
        self._advancing = advancing
        self._payments = payments

    def receive(
        self,
        customer_id: str,
        token: object,
        answer: Answer,
        *,
        consent_denied: bool,
        mail_access: Access | None = None,
    ) -> Outcome:
        """Take an answer in, and return what came of it.

        An answer whose token names no checkout of this customer changes nothing. `consent_denied` says that
        the permission to pay was explicitly denied by now: nothing is charged then. `mail_access` is what the
        customer's e-mail address may be asked with; None unless they allow that.
        """
        if not isinstance(token, str) or not is_token(token):
            return self._unmatched(answer)
        contact = Contact(self._advancing.contacts, mail_access)
        return again_on_conflict(
            lambda: self._receive(customer_id, token, answer, contact, consent_denied=consent_denied),
            times=_TRIES,
        )

    def _receive(
        self, customer_id: str, token: str, answer: Answer, contact: Contact, *, consent_denied: bool
    ) -> Outcome:
        standing = self._shop.ledger.standing(customer_id, checkout_id=token)
        checkout = named(standing, token)
        if checkout is None:
            # Another device may have moved it between the reads of its two places.
            standing = self._shop.ledger.standing(customer_id, checkout_id=token)
            checkout = named(standing, token)
        if checkout is None:
            return self._unmatched(answer)
        event = replace(self._payments.read(answer, checkout, at=self._shop.clock()), answer_id=answer.id)
        withheld = self._withheld(checkout, event, consent_denied=consent_denied)
        if withheld is not None and not checkout.awaits_setup:
            return self._advancing.tell(checkout)
        if isinstance(event, AgreementOpened) and standing.customer.presence.had_gone(checkout.created_at):
            # What they allowed before they left is erased, and does not come back with a late answer.
            return self._advancing.tell(checkout)
        if isinstance(event, AgreementOpened):
            known = of_known_kind(standing.customer.agreement, event.agreement)
            event = replace(event, agreement=known)
        events, gone = self._meaning(checkout, event, withheld)
        try:
            outcome = self._advancing.advance(standing, checkout, *events, gone=gone, contact=contact)
        except IllegalStep as fact:
            level = logging.ERROR if isinstance(event, _MONEY) else logging.WARNING
            fields = {"checkout": token, "state": fact.state, "event": fact.event}
            logger.log(level, "answer out of turn", extra=fields)
            outcome = self._advancing.tell(checkout)
        except Exception:
            _report_lost(checkout, event)
            raise
        return self._newer(standing, checkout, outcome)

    def _newer(self, standing: Standing, checkout: Checkout, outcome: Outcome) -> Outcome:
        """Return what is true of the customer's newest order where a refusal is about an older one.

        "Nothing was charged" would be taken for the order that they wait for, or already have.
        """
        newest = standing.current
        if not isinstance(outcome, Refused) or newest is None or newest.id == checkout.id:
            return outcome
        is_known = newest.is_in_doubt or newest.is_placed or newest.is_enrolled
        return self._advancing.tell(newest) if is_known else outcome

    def _withheld(self, checkout: Checkout, event: Event, *, consent_denied: bool) -> Refusal | None:
        """Return why an agreement must not lead on to a charge; None if it may, or would not."""
        if not isinstance(event, AgreementOpened):
            return None
        if consent_denied:
            return Refusal.CONSENT_MISSING
        leads_on = checkout.awaits_setup or checkout.is_in_doubt
        return Refusal.SHOP_CLOSED if leads_on and not self._shop.sells() else None

    def _meaning(
        self, checkout: Checkout, event: Event, withheld: Refusal | None
    ) -> tuple[Sequence[Event], tuple[Line, ...]]:
        """Return what an answer means here and now: the offer may have become impossible meanwhile.

        Beside the events, the lines that can no longer be bought.
        """
        if not isinstance(event, AgreementOpened):
            return (event,), ()
        opened = at_home(self._shop, checkout, event)
        if checkout.awaits_setup and checkout.is_stale(now=event.at):
            return (Expired(event.at), opened), ()
        if checkout.awaits_setup and withheld is not None:
            return (ConsentWithdrawn(event.at, withheld), opened), ()
        gone = lines_gone(self._shop, checkout) if checkout.awaits_setup else ()
        return ((ItemsWithdrawn(event.at), opened) if gone else (opened,)), gone

    @staticmethod
    def _unmatched(answer: Answer) -> Outcome:
        # Possibly money without an order: a person has to look at it.
        logger.error(
            "answer for no checkout", extra={"answer": answer.name, "status": _digits(answer.status_code)}
        )
        return Unmatched()


def _report_lost(checkout: Checkout, event: Event) -> None:
    """Leave what a person needs to find a payment whose proof could not be stored."""
    if isinstance(event, _MONEY):
        payment = event.payment
        names = {"checkout": checkout.id, "reference": payment.reference, "charge": payment.provider_charge_id}
        logger.error("proof of payment not stored", extra=names)


def _digits(status: object) -> str:
    """Return a status code for the log; whatever else stands in its place is not repeated."""
    return status if isinstance(status, str) and status.isdecimal() and len(status) == 3 else ""  # noqa: PLR2004
