"""The record of one checkout: what was offered, where it stands, and what names it has elsewhere."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from voicetill.domain.addresses import Address
from voicetill.domain.agreements import ALEXA, Agreement, AgreementKind
from voicetill.domain.payments import Capture, Payment, Refusal
from voicetill.domain.pricing import Quote
from voicetill.domain.products import Plan

# Records without money, unfinished or ended, are forgotten after so long.
KEPT_WITHOUT_MONEY = timedelta(days=90)

# A charge is answered in seconds; after so long the answer is taken for lost.
ANSWERED_WITHIN = timedelta(minutes=15)

# An answer can be lost on its way to the ear. Who comes back so soon after an order may not have heard of it.
PERHAPS_UNHEARD = timedelta(hours=6)

# An offer that nobody answered for so long is made anew, with the prices and the address of that day.
OFFER_LIFETIME = timedelta(days=1)

_TOKEN = re.compile(r"[a-z0-9]{26}", re.ASCII)


class State(StrEnum):
    """Where a checkout stands; `checkout.py` tells what each means and how one leads to another."""

    NEW = "NEW"
    AWAITING_SETUP = "AWAITING_SETUP"
    AWAITING_YES = "AWAITING_YES"
    AWAITING_CHARGE = "AWAITING_CHARGE"
    PENDING = "PENDING"
    UNKNOWN = "UNKNOWN"
    AUTHORIZED = "AUTHORIZED"
    PAID = "PAID"
    ENROLLED = "ENROLLED"
    DECLINED = "DECLINED"
    ABANDONED = "ABANDONED"


@dataclass(frozen=True, slots=True)
class Checkout:
    """One customer's purchase, from the offer to its end.

    `id` is 26 letters and digits that nobody can guess (`conversations`), and serves as the directive's token.
    `quote` is frozen. `attempt` counts the charges asked for. `total_heard` says that the customer agreed to the
    total. `answers` names those that were taken in for a charge, so that one told twice is not taken for the
    next attempt's. `refunds_due` are payments of further attempts of an order that was paid already.
    `money_seen` says that the doubt comes from an answer that told of money. `retried` says that the customer
    has used their one second try, and `upsell_refused` that they wanted nothing more after this order. `upsell`
    is the product that was offered to them after another order, where that led to this checkout. `plan` and
    `renewal` are the terms of a subscription in it, and what each later period costs; `kind_needed` is the kind
    that the agreement must have for its renewals, None where any will do. `provider` is who charges it.
    `version` 0 is not stored yet; the store raises it with each write.
    """

    id: str
    customer_id: str
    market_id: str
    locale: str
    quote: Quote
    created_at: datetime
    updated_at: datetime
    state: State = State.NEW
    version: int = 0
    capture: Capture = Capture.NOW
    attempt: int = 0
    total_heard: bool = False
    agreement_renewed: bool = False
    agreement_id: str | None = None
    address: Address | None = None
    billing_address: Address | None = None
    payment: Payment | None = None
    refusal: Refusal | None = None
    may_retry: bool = False
    answers: tuple[str, ...] = ()
    refunds_due: tuple[Payment, ...] = ()
    money_seen: bool = False
    retried: bool = False
    upsell: str | None = None
    upsell_refused: bool = False
    plan: Plan | None = None
    renewal: Quote | None = None
    provider: str = ALEXA
    kind_needed: AgreementKind | None = None

    @property
    def may_lead_on(self) -> bool:
        """Whether one thing more may be offered after it: once, until that is answered."""
        return self.upsell is None and not self.upsell_refused

    def may_charge(self, agreement: Agreement | None) -> bool:
        """Whether an agreement is open, and of the kind that is needed."""
        if agreement is None or not agreement.is_open:
            return False
        return self.kind_needed is None or agreement.kind is self.kind_needed

    @property
    def full_price(self) -> Quote:
        """What it costs without a trial: the terms of a place follow from that."""
        return self.renewal or self.quote

    @property
    def is_on_trial(self) -> bool:
        """Whether it begins a subscription of which the first time is free."""
        return self.plan is not None and self.plan.trial_days > 0

    @property
    def began_subscription(self) -> bool:
        """Whether the subscription in it exists."""
        return self.plan is not None and (self.is_placed or self.is_enrolled)

    @property
    def can_be_taken_up(self) -> bool:
        """Whether a subscription in it is still on offer, or was refused for a reason that can be mended."""
        unfinished = self.state in (State.AWAITING_SETUP, State.AWAITING_YES) or self.refusal is not None
        return self.plan is not None and unfinished

    @property
    def needs_delivery(self) -> bool:
        """Whether anything of it is sent to the customer."""
        return self.quote.needs_delivery

    @property
    def reference(self) -> str:
        """The name of the current charge attempt: checkout id and two digits, 28 characters.

        Amazon allows 32 characters of A-Z a-z 0-9 dash underscore (Charge API, authorizationReferenceId).
        """
        return _reference(self.id, self.attempt)

    @property
    def references(self) -> frozenset[str]:
        """The names of every charge attempt so far."""
        return frozenset(_reference(self.id, attempt) for attempt in range(1, self.attempt + 1))

    @property
    def order_number(self) -> str:
        """A short number for the order, that a person can say: derived, so that a repeat says the same."""
        return order_number(self.id)

    @property
    def awaits_setup(self) -> bool:
        """Whether the payment company has been asked to open an agreement."""
        return self.state is State.AWAITING_SETUP

    @property
    def awaits_yes(self) -> bool:
        """Whether the total was read out and the customer has the word."""
        return self.state is State.AWAITING_YES

    @property
    def is_placed(self) -> bool:
        """Whether the order exists: paid, or reserved until it is shipped."""
        return self.state in (State.PAID, State.AUTHORIZED)

    def is_perhaps_unheard(self, *, now: datetime) -> bool:
        """Whether the customer may not have heard that the order is placed: nobody tells us of a lost answer.

        Whoever refused what was offered with it has heard it.
        """
        return self.is_placed and not self.upsell_refused and now - self.updated_at < PERHAPS_UNHEARD

    @property
    def is_enrolled(self) -> bool:
        """Whether nothing was due, and it is done."""
        return self.state is State.ENROLLED

    def is_stale(self, *, now: datetime) -> bool:
        """Whether this was talked about so long ago that the offer must be made anew."""
        return not self.is_in_doubt and now - self.updated_at > OFFER_LIFETIME

    def is_overdue(self, *, now: datetime) -> bool:
        """Whether a charge has gone unanswered for so long that somebody should look."""
        waits = self.state in (State.AWAITING_CHARGE, State.PENDING)
        return waits and now - self.updated_at > ANSWERED_WITHIN

    @property
    def is_in_doubt(self) -> bool:
        """Whether money may be on its way: no new purchase starts meanwhile."""
        return self.state in (State.AWAITING_CHARGE, State.PENDING, State.UNKNOWN)

    @property
    def doubt_at(self) -> datetime | None:
        """From when on a person should look what became of its money; None if that is known."""
        if self.state in (State.AWAITING_CHARGE, State.PENDING):
            return self.updated_at + ANSWERED_WITHIN
        return self.updated_at if self.state is State.UNKNOWN else None

    @property
    def forget_at(self) -> datetime | None:
        """When the record may be erased; None while it holds money or doubt."""
        talk = (State.AWAITING_SETUP, State.AWAITING_YES, State.ABANDONED, State.DECLINED)
        without_money = self.state in talk and self.payment is None
        return self.updated_at + KEPT_WITHOUT_MONEY if without_money else None


def is_token(text: str) -> bool:
    """Whether a text can be a checkout's id, and so a token of ours; nothing else is ever looked up."""
    return _TOKEN.fullmatch(text) is not None


def order_number(checkout_id: str) -> str:
    """Return eight digits made of a checkout's random id, in two groups: `1234-5678`.

    Once a shop has about ten thousand orders, two of them may share one: the checkout id is the true key.
    """
    digits = str(int(checkout_id, 36) % 10**8).zfill(8)
    return f"{digits[:4]}-{digits[4:]}"


def _reference(checkout_id: str, attempt: int) -> str:
    return f"{checkout_id}{attempt:02d}"
