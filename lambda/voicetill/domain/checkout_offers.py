"""Decisions about a checkout before money can move: the offer, its agreement, and giving it up.

Which decision belongs to which state and event stands in the table of `checkout`; nothing here looks it up. A
decision is pure: it returns the next checkout and the commands that follow, and never acts.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from voicetill.domain.agreements import Agreement
from voicetill.domain.checkout_events import (
    AgreementOpened,
    BuyerAgreed,
    BuyRequested,
    Command,
    ConsentWithdrawn,
    Event,
    Explain,
    MarkAgreement,
    RequestSetup,
    SetupRefused,
    StoreAgreement,
    TellTotal,
)
from voicetill.domain.checkout_record import Checkout, State
from voicetill.domain.checkout_steps import Step, ask_for_money, move
from voicetill.domain.payments import Refusal
from voicetill.domain.pricing import Terms, due_today


def begin(checkout: Checkout, event: BuyRequested) -> Step:
    """Go to Setup where goods must be sent to a place not known well enough; else tell the total."""
    agreement = event.agreement if checkout.may_charge(event.agreement) else None
    if not checkout.needs_delivery:
        return move(checkout, State.AWAITING_YES, event.at, TellTotal(), **_known_of(checkout, agreement))
    if event.home is not None and not event.reachable:
        return _refuse_setup(checkout, event.at, Refusal.NOT_DELIVERED_THERE)
    if agreement is None or not _still_lives_there(agreement, event):
        return move(checkout, State.AWAITING_SETUP, event.at, RequestSetup())
    # Heard again from Amazon, an address is as good as one that came with Setup a moment ago.
    store = (StoreAgreement(replace(agreement, read_at=event.at)),) if event.home is not None else ()
    return move(checkout, State.AWAITING_YES, event.at, *store, TellTotal(), **_known_of(checkout, agreement))


def _still_lives_there(agreement: Agreement, event: BuyRequested) -> bool:
    """Whether the agreement's address may be read back: it is the buyer's home, or young enough to pass for it."""
    if event.home is None:
        return event.reachable and agreement.delivers(now=event.at)
    known = agreement.address
    return known is not None and known.is_deliverable and known.is_same_place_as(event.home)


def _known_of(checkout: Checkout, agreement: Agreement | None) -> dict[str, object]:
    if agreement is None:
        return {}
    known: dict[str, object] = {"agreement_id": agreement.id, "billing_address": agreement.billing_address}
    return {**known, "address": agreement.address} if checkout.needs_delivery else known


def agree(checkout: Checkout, event: BuyerAgreed) -> Step:
    """The customer said yes to the total: charge, or open an agreement first."""
    if event.agreement and checkout.may_charge(event.agreement):
        return ask_for_money(checkout, event.at, event.agreement)
    return move(checkout, State.AWAITING_SETUP, event.at, RequestSetup(), total_heard=True)


def open_agreement(checkout: Checkout, event: AgreementOpened) -> Step:
    """Setup opened an agreement: read the offer back, or charge if it was agreed to already."""
    agreement = event.agreement
    store = StoreAgreement(agreement)
    if not agreement.is_open:
        return _refuse_setup(checkout, event.at, Refusal.AGREEMENT_NOT_OPEN, store)
    if not checkout.may_charge(agreement):
        # Setup gave back an older one: on that nothing may be promised that is charged with the customer away.
        return _refuse_setup(checkout, event.at, Refusal.CANNOT_RENEW, store)
    if checkout.needs_delivery and not (agreement.address and agreement.address.is_deliverable):
        return _refuse_setup(checkout, event.at, Refusal.ADDRESS_MISSING, store)
    if checkout.needs_delivery and not event.reachable:
        return _refuse_setup(checkout, event.at, Refusal.NOT_DELIVERED_THERE, store)
    known = replace(
        checkout,
        agreement_id=agreement.id,
        address=agreement.address if checkout.needs_delivery else None,
        billing_address=agreement.billing_address,
    )
    if checkout.total_heard and not _is_sent_elsewhere(checkout, agreement):
        return ask_for_money(known, event.at, agreement, store)
    offer = _on(checkout, event.terms) if event.terms else {}
    return move(known, State.AWAITING_YES, event.at, store, TellTotal(), total_heard=False, **offer)


def _on(checkout: Checkout, terms: Terms) -> dict[str, object]:
    """Return what is due, today and later, on the terms of a place: a trial is free wherever its goods go."""
    if checkout.plan is None or checkout.renewal is None:
        return {"quote": checkout.quote.on(terms)}
    renewal = checkout.renewal.on(terms)
    return {"renewal": renewal, "quote": due_today(renewal, checkout.plan)}


def _is_sent_elsewhere(checkout: Checkout, agreement: Agreement) -> bool:
    """Whether the goods would go to another place than the one that the customer heard."""
    if not checkout.needs_delivery:
        return False
    heard, found = checkout.address, agreement.address
    return heard is None or found is None or not heard.is_same_place_as(found)


def _refuse_setup(checkout: Checkout, at: datetime, reason: Refusal, *first: Command) -> Step:
    return move(checkout, State.ABANDONED, at, *first, Explain(reason), refusal=reason)


def setup_refused(checkout: Checkout, event: SetupRefused) -> Step:
    """Setup brought nothing that may be charged."""
    marks = (MarkAgreement(event.status),) if event.status else ()
    return _refuse_setup(checkout, event.at, event.reason, *marks)


def keep_agreement(checkout: Checkout, event: AgreementOpened) -> Step:
    """A late Setup answer of a checkout that was given up: only the agreement is of use."""
    again = (Explain(checkout.refusal),) if checkout.refusal else ()
    return Step(checkout, (StoreAgreement(event.agreement), *again))


def abandon(checkout: Checkout, event: Event) -> Step:
    """The checkout is given up before money could move."""
    return move(checkout, State.ABANDONED, event.at)


def withdraw(checkout: Checkout, event: ConsentWithdrawn) -> Step:
    """The permission to pay is gone: the checkout is given up."""
    return _refuse_setup(checkout, event.at, event.reason)


def abandon_because(reason: Refusal) -> Callable[[Checkout, Event], Step]:
    """Return a decision that gives the checkout up and says why."""

    def decide(checkout: Checkout, event: Event) -> Step:
        return move(checkout, State.ABANDONED, event.at, Explain(reason), refusal=reason)

    return decide


def retire(checkout: Checkout, event: Event) -> Step:
    """Something newer takes the place of a declined checkout: it can no longer be retried."""
    return Step(replace(checkout, may_retry=False))
