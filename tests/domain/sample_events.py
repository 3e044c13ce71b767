"""A small alphabet of events: for one checkout, of every type the few examples that may be decided differently.

Small enough to walk all paths (`test_checkout_paths`), where `tests.strategies` generates without end.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from tests.builders import ANOTHER_CHECKOUT_ID, NOW, a_money, a_payment, an_address, an_agreement
from voicetill.domain import checkout_events as happened
from voicetill.domain.agreements import ADDRESS_LIFETIME, Agreement, AgreementKind, AgreementStatus
from voicetill.domain.checkout_events import Event
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.money import zero
from voicetill.domain.payments import Payment, Refusal
from voicetill.domain.pricing import Terms, included_tax

MOVED = an_agreement(address=an_address(lines=("9 Other Street",)))
DEARER = Terms(delivery=a_money(1250), tax=a_money(5))
FOREIGN_REFERENCE = f"{ANOTHER_CHECKOUT_ID}01"


def sample_events(checkout: Checkout) -> Iterator[Event]:
    """Every type, with what can make a difference to this checkout."""
    yield from _said_by_the_buyer()
    yield from _answers_to_setup(checkout)
    yield from _answers_to_charge(checkout)
    yield happened.AuthorizationEnded(NOW)
    yield happened.Expired(NOW)
    yield happened.Superseded(NOW)


def _said_by_the_buyer() -> Iterator[Event]:
    known: tuple[Agreement | None, ...] = (
        None,
        an_agreement(),
        an_agreement(AgreementStatus.SUSPENDED),
        an_agreement(read_at=NOW - ADDRESS_LIFETIME - timedelta(seconds=1)),
    )
    for agreement in known:
        yield happened.BuyRequested(NOW, agreement)
        yield happened.BuyRequested(NOW, agreement, reachable=False)
        yield happened.BuyRequested(NOW, agreement, home=an_address())
        yield happened.BuyRequested(NOW, agreement, home=an_address(lines=("9 Other Street",)))
        yield happened.BuyRequested(NOW, agreement, home=an_address(country="NZ"), reachable=False)
        yield happened.BuyerAgreed(NOW, agreement)
        yield happened.BuyerRetried(NOW, agreement)
    yield happened.BuyerRefused(NOW)
    yield happened.ConsentWithdrawn(NOW)
    yield happened.ItemsWithdrawn(NOW)


def _answers_to_setup(checkout: Checkout) -> Iterator[Event]:
    for agreement in (an_agreement(), an_agreement(address=None)):
        yield happened.AgreementOpened(NOW, agreement, _at_home(checkout))
    yield happened.AgreementOpened(NOW, MOVED, _at_home(checkout) if checkout.full_price.total.is_zero else DEARER)
    if checkout.total_heard and checkout.address is not None:
        yield happened.AgreementOpened(NOW, an_agreement(address=checkout.address), DEARER)
    if checkout.kind_needed is not None:
        for kind in (AgreementKind.MERCHANT_INITIATED, None):
            yield happened.AgreementOpened(NOW, an_agreement(kind=kind), _at_home(checkout))
    yield happened.AgreementOpened(NOW, an_agreement(), reachable=False)
    yield happened.SetupRefused(NOW, Refusal.ADDRESS_INVALID)
    yield happened.SetupRefused(NOW, Refusal.AGREEMENT_NOT_OPEN, AgreementStatus.SUSPENDED)


def _at_home(checkout: Checkout) -> Terms:
    """The terms of the first offer: without them, who moves away and back would meet ever new totals."""
    due = checkout.full_price.total - checkout.full_price.delivery
    return Terms(zero(due.currency), included_tax(due, Decimal("0.0725")))


def _answers_to_charge(checkout: Checkout) -> Iterator[Event]:
    for payment in (*proofs(checkout), *almost_proofs(checkout)):
        yield happened.ChargeCompleted(NOW, payment)
        yield happened.ChargeAuthorized(NOW, payment)
    for may_retry in (False, True):
        for reference in (FOREIGN_REFERENCE, *sorted(checkout.references)):
            yield happened.ChargeRefused(NOW, Refusal.PAYMENT_METHOD, may_retry, reference)
        for answer_id in _errors(checkout):
            yield happened.ChargeRefused(NOW, Refusal.PAYMENT_METHOD, may_retry, answer_id=answer_id)
    for answer_id in _errors(checkout):
        yield happened.AgreementRefused(NOW, answer_id=answer_id)
    for reference in (FOREIGN_REFERENCE, *sorted(checkout.references)):
        yield happened.AgreementRefused(NOW, reference=reference)
    for answer_id in ("", *checkout.answers):
        yield happened.ChargePending(NOW, answer_id=answer_id)
        yield happened.ChargeUnknown(NOW, answer_id=answer_id)


def _errors(checkout: Checkout) -> tuple[str, ...]:
    """The names of errors, which name no attempt: none, one that is new, and those that were told before."""
    return ("", f"answer-{checkout.attempt}", *checkout.answers)


def proofs(checkout: Checkout) -> Iterator[Payment]:
    """One payment for each attempt: amount, currency and reference as they must be."""
    for attempt in range(1, checkout.attempt + 1):
        yield a_payment(checkout, attempt=attempt)


def almost_proofs(checkout: Checkout) -> Iterator[Payment]:
    """Payments that are off by a cent, by a name, or by an attempt that was never made."""
    payment = a_payment(checkout)
    yield replace(payment, amount=payment.amount + a_money(1))
    yield replace(payment, reference=FOREIGN_REFERENCE)
    yield a_payment(checkout, attempt=checkout.attempt + 1)
