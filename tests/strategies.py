"""Generated values: every Hypothesis strategy of the suite stands here.

What is generated is possible, not only pretty: addresses with odd lines, agreements of every age, answers that
match a checkout and answers that almost do.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tests.builders import (
    ANOTHER_CHECKOUT_ID,
    NOW,
    a_checkout,
    a_line,
    a_payment,
    a_product,
    a_quote,
    an_agreement,
)
from voicetill.domain import checkout_events as happened
from voicetill.domain.addresses import Address
from voicetill.domain.agreements import Agreement, AgreementKind, AgreementStatus
from voicetill.domain.carts import Cart, CartLine
from voicetill.domain.checkout_charges import MOST_ATTEMPTS
from voicetill.domain.checkout_events import EVENTS, Event
from voicetill.domain.checkout_record import Checkout, State
from voicetill.domain.money import Currency, Money, zero
from voicetill.domain.payments import Capture, Payment, Refusal
from voicetill.domain.pricing import Line, Quote, Terms
from voicetill.domain.products import Product, ProductKind

ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
# A charge can have been asked for, and the checkout be talking again: an agreement was renewed.
_MAY_HAVE_CHARGED = (State.AWAITING_SETUP, State.AWAITING_YES, State.ABANDONED)
_NEVER_CHARGED = (State.NEW, State.ENROLLED)


# Money and time.


def currencies() -> SearchStrategy[Currency]:
    return st.sampled_from(Currency)


@st.composite
def moneys(draw: DrawFn, currency: Currency | None = None, least: int = 0, most: int = 10**12) -> Money:
    return Money(draw(st.integers(least, most)), currency or draw(currencies()))


def moments() -> SearchStrategy[datetime]:
    """Moments within some months around `NOW`, to the microsecond."""
    return st.timedeltas(timedelta(days=-60), timedelta(days=60)).map(lambda distance: NOW + distance)


# Products, carts, offers.


def product_ids() -> SearchStrategy[str]:
    return st.sampled_from(["starter_kit", "refill_pack", "barber_voucher", "refill_subscription", "donation"])


@st.composite
def carts(draw: DrawFn) -> Cart:
    chosen = draw(st.lists(product_ids(), unique=True))
    return Cart(tuple(CartLine(product_id, draw(st.integers(1, 99))) for product_id in chosen))


@st.composite
def catalogues(draw: DrawFn, currency: Currency = Currency.USD) -> dict[str, Product]:
    """Some of the products that `carts` name, each of any kind, on sale or not, sold here or not."""
    chosen = draw(st.lists(product_ids(), unique=True))
    return {product_id: draw(_products(product_id, currency)) for product_id in chosen}


@st.composite
def _products(draw: DrawFn, product_id: str, currency: Currency) -> Product:
    product = a_product(
        product_id,
        price=draw(moneys(currency, most=10**6)),
        kind=draw(st.sampled_from(ProductKind)),
        offered=draw(st.booleans()),
        sold_out=draw(st.booleans()),
    )
    return product if draw(st.booleans()) else replace(product, prices={"UK": Money(1, Currency.GBP)})


@st.composite
def lines(draw: DrawFn, currency: Currency) -> Line:
    product = a_product(draw(product_ids()), kind=draw(st.sampled_from(ProductKind)))
    return a_line(product, quantity=draw(st.integers(1, 99)), unit_price=draw(moneys(currency, 1, 10**7)))


@st.composite
def quotes(draw: DrawFn) -> Quote:
    """Offers in one currency, for which something is due."""
    currency = draw(currencies())
    chosen = draw(st.lists(lines(currency), min_size=1, max_size=4))
    delivery = draw(moneys(currency, most=5000))
    return a_quote(*chosen, delivery=delivery, tax=draw(moneys(currency, most=chosen[0].amount.minor)))


@st.composite
def trial_quotes(draw: DrawFn) -> Quote:
    """Subscriptions for which nothing is due today."""
    nothing = zero(draw(currencies()))
    trial = a_product("refill_subscription", kind=ProductKind.SUBSCRIPTION)
    return a_quote(a_line(trial, unit_price=nothing))


def terms_in(currency: Currency) -> SearchStrategy[Terms]:
    return st.builds(Terms, delivery=moneys(currency, most=5000), tax=moneys(currency, most=5000))


# Places and agreements.


def odd_lines() -> SearchStrategy[tuple[str, ...]]:
    """Address lines as they come: none, blank ones, the street in the second, any script, any sign."""
    line = st.one_of(
        st.sampled_from(["", " ", "\t", "1234 Main Street", 'Apt. <4> & "5"', "丸の内1-1"]), st.text()
    )
    return st.lists(line, max_size=3).map(tuple)


def addresses() -> SearchStrategy[Address]:
    """Addresses of which any member may be missing or odd."""
    return st.builds(
        Address,
        name=st.text(max_size=50),
        company=st.text(max_size=20),
        lines=odd_lines(),
        city=st.sampled_from(["", "Cupertino", "Zürich"]) | st.text(max_size=20),
        region=st.sampled_from(["", "CA", " ca ", "California"]),
        postal_code=st.text(max_size=10),
        country=st.sampled_from(["", "US", "us", "GB", "JP"]),
    )


def agreements(*statuses: AgreementStatus) -> SearchStrategy[Agreement]:
    """Agreements of any age, with or without addresses: in one of the statuses named, or any."""
    return st.builds(
        Agreement,
        id=st.sampled_from(["C01-1234567-7654321", "C01-0000000-0000001"]),
        status=st.sampled_from(statuses or tuple(AgreementStatus)),
        read_at=moments(),
        kind=st.none() | st.sampled_from(AgreementKind),
        address=st.none() | addresses() | st.just(an_agreement().address),
        billing_address=st.none() | addresses(),
    )


def open_agreements() -> SearchStrategy[Agreement]:
    return agreements(AgreementStatus.OPEN)


# Checkouts in any state.


def checkout_ids() -> SearchStrategy[str]:
    return st.text(ID_ALPHABET, min_size=26, max_size=26)


@st.composite
def checkouts(draw: DrawFn, *states: State) -> Checkout:
    """Checkouts that could stand in their state: one of those named, or any."""
    state = draw(st.sampled_from(states or tuple(State)))
    offer = draw(trial_quotes() if state is State.ENROLLED else quotes())
    changes: dict[str, object] = {"attempt": draw(_attempts(state)), "capture": draw(st.sampled_from(Capture))}
    if changes["attempt"]:
        changes["answers"] = tuple(draw(st.lists(answer_ids().filter(bool), unique=True)))
    if state is State.AUTHORIZED:
        changes["capture"] = Capture.ON_SHIPPING
    if state is State.DECLINED:
        changes |= {"may_retry": draw(st.booleans()), "refusal": draw(st.sampled_from(Refusal))}
    changes["agreement_renewed"] = changes["attempt"] != 0 and draw(st.booleans())
    return a_checkout(state, quote=offer, id=draw(checkout_ids()), **changes)


def _attempts(state: State) -> SearchStrategy[int]:
    if state in _NEVER_CHARGED:
        return st.just(0)
    return st.integers(0 if state in _MAY_HAVE_CHARGED else 1, MOST_ATTEMPTS)


def charged_checkouts() -> SearchStrategy[Checkout]:
    """Checkouts for which a charge was asked at least once, wherever they stand now."""
    states = [state for state in State if state not in _NEVER_CHARGED]
    return checkouts(*states).filter(lambda checkout: checkout.attempt > 0)


def fresh_checkouts() -> SearchStrategy[Checkout]:
    """Checkouts made a moment ago: for goods and services, with or without anything due."""
    offers = st.one_of(quotes(), trial_quotes())
    return st.builds(
        lambda offer, capture: a_checkout(State.NEW, quote=offer, capture=capture),
        offers,
        st.sampled_from(Capture),
    )


# What happens to them.


def matching_payments(checkout: Checkout) -> SearchStrategy[Payment]:
    """Proofs: any attempt of the checkout, amount and currency equal."""
    return st.integers(1, checkout.attempt).map(lambda attempt: a_payment(checkout, attempt=attempt))


def strange_payments(checkout: Checkout) -> SearchStrategy[Payment]:
    """No proofs: each is off by its amount, its currency or its reference."""
    proof = a_payment(checkout)
    others = [currency for currency in Currency if currency is not proof.amount.currency]
    references = [
        "",
        checkout.id,
        a_payment(checkout, attempt=0).reference,
        a_payment(checkout, attempt=checkout.attempt + 1).reference,
        f"{ANOTHER_CHECKOUT_ID}01",
        proof.reference.upper() + "_",
    ]
    return st.one_of(
        moneys(proof.amount.currency).filter(lambda m: m != proof.amount).map(lambda m: replace(proof, amount=m)),
        st.sampled_from(others).map(lambda other: replace(proof, amount=Money(proof.amount.minor, other))),
        st.sampled_from(references).map(lambda reference: replace(proof, reference=reference)),
    )


def payments(checkout: Checkout) -> SearchStrategy[Payment]:
    strange = strange_payments(checkout)
    return strange | matching_payments(checkout) if checkout.attempt else strange


def _references(checkout: Checkout) -> SearchStrategy[str | None]:
    return st.sampled_from([None, *sorted(checkout.references), f"{ANOTHER_CHECKOUT_ID}01"])


def events_of(kind: type[Event], checkout: Checkout) -> SearchStrategy[Event]:
    """Events of one type, of which some match the checkout and some do not."""
    special = _SPECIAL.get(kind)
    return special(checkout) if special else st.builds(kind, at=moments(), answer_id=answer_ids())


def events(checkout: Checkout) -> SearchStrategy[Event]:
    """Events of every type."""
    return st.sampled_from(EVENTS).flatmap(lambda kind: events_of(kind, checkout))


def answer_ids() -> SearchStrategy[str]:
    """Names of answers: few, so that the same one comes again; some answers have none."""
    return st.sampled_from(["", "answer-1", "answer-2"])


def _with_agreement(kind: type[Event]) -> Callable[[Checkout], SearchStrategy[Event]]:
    return lambda checkout: st.builds(kind, at=moments(), agreement=st.none() | agreements())


def _with_payment(kind: type[Event]) -> Callable[[Checkout], SearchStrategy[Event]]:
    return lambda checkout: st.builds(kind, at=moments(), payment=payments(checkout))


def _openings(checkout: Checkout) -> SearchStrategy[Event]:
    terms = st.none() | terms_in(checkout.quote.total.currency)
    return st.builds(
        happened.AgreementOpened, moments(), agreement=open_agreements(), terms=terms, reachable=st.booleans()
    )


def _wishes(checkout: Checkout) -> SearchStrategy[Event]:
    return st.builds(
        happened.BuyRequested,
        moments(),
        agreement=st.none() | agreements(),
        reachable=st.booleans(),
        home=st.none() | addresses() | st.just(an_agreement().address),
    )


def _setup_refusals(checkout: Checkout) -> SearchStrategy[Event]:
    status = st.none() | st.sampled_from([s for s in AgreementStatus if s is not AgreementStatus.OPEN])
    return st.builds(happened.SetupRefused, moments(), reason=st.sampled_from(Refusal), status=status)


def _charge_refusals(checkout: Checkout) -> SearchStrategy[Event]:
    return st.builds(
        happened.ChargeRefused,
        moments(),
        reason=st.sampled_from(Refusal),
        may_retry=st.booleans(),
        reference=_references(checkout),
        answer_id=answer_ids(),
    )


_SPECIAL: dict[type[Event], Callable[[Checkout], SearchStrategy[Event]]] = {
    happened.BuyRequested: _wishes,
    happened.BuyerAgreed: _with_agreement(happened.BuyerAgreed),
    happened.BuyerRetried: _with_agreement(happened.BuyerRetried),
    happened.AgreementOpened: _openings,
    happened.SetupRefused: _setup_refusals,
    happened.ChargeCompleted: _with_payment(happened.ChargeCompleted),
    happened.ChargeAuthorized: _with_payment(happened.ChargeAuthorized),
    happened.ChargeRefused: _charge_refusals,
}
