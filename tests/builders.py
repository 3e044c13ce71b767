"""Ready-made domain objects, so that a test states only what it is about.

The defaults tell one story: the shop No Nicks in the US market sells one starter kit for 9.00 USD to an invented
customer in Cupertino. A checkout built in a state has what a checkout in that state would have.
"""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from voicetill.domain.addresses import Address
from voicetill.domain.agreements import Agreement, AgreementKind, AgreementStatus
from voicetill.domain.carts import Cart, CartLine
from voicetill.domain.checkout_record import Checkout, State
from voicetill.domain.customers import Customer, Standing
from voicetill.domain.markets import Contact, DeliveryRule, Logo, Market, TaxRule
from voicetill.domain.money import Currency, Money, zero
from voicetill.domain.orders import Order, place
from voicetill.domain.payments import Capture, Payment, Refusal
from voicetill.domain.pricing import Line, Quote, included_tax
from voicetill.domain.products import Plan, Product, ProductKind, ProductText

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LOCALE = "en-US"
CUSTOMER_ID = "c7d0e1f2a3b4c5d6e7f8091a2b3c4d5e"
CHECKOUT_ID = "k3v9x2m7q4t8w1z6b5n0c3d7f2"
ANOTHER_CHECKOUT_ID = "a8b4c1d9e2f7g3h6j5k0l4m8n1"
AGREEMENT_ID = "C01-1234567-7654321"
ORDER_REFERENCE_ID = "P01-2345678-8765432"

_BEFORE_A_CHARGE = (State.NEW, State.AWAITING_SETUP, State.ABANDONED)


def a_money(minor: int = 900, currency: Currency = Currency.USD) -> Money:
    return Money(minor, currency)


def a_text(one: str = "starter kit", **changes: str) -> ProductText:
    text = ProductText(
        title=one.title(), one=one, other=f"{one}s", a=f"a {one}", details=f"The {one} is what it says."
    )
    return replace(text, **changes)


def a_product(id: str = "starter_kit", *, price: Money | None = None, **changes: object) -> Product:  # noqa: A002
    """A product on sale in the US market; its words follow from its id."""
    product = Product(
        id=id,
        kind=ProductKind.GOODS,
        offered=True,
        sold_out=False,
        max_quantity=5,
        prices={"US": price or a_money()},
        texts={LOCALE: a_text(id.replace("_", " "))},
    )
    return replace(product, **changes)  # type: ignore[arg-type]


def a_service(**changes: object) -> Product:
    """Something for which nothing is sent."""
    return a_product("barber_voucher", price=a_money(2500), **{"kind": ProductKind.SERVICE, **changes})


def a_donation(**changes: object) -> Product:
    return a_product("donation", price=a_money(500), **{"kind": ProductKind.DONATION, **changes})


def a_subscription(**changes: object) -> Product:
    terms = {"kind": ProductKind.SUBSCRIPTION, "plan": Plan(period_months=1, trial_days=30)}
    return a_product("refill_subscription", price=a_money(500), **{**terms, **changes})


def products(*some: Product) -> dict[str, Product]:
    """A catalogue of the given products, or of the starter kit and the refill pack."""
    chosen = some or (a_product(), a_product("refill_pack", price=a_money(650)))
    return {product.id: product for product in chosen}


def a_delivery_rule(**changes: object) -> DeliveryRule:
    rule = DeliveryRule(flat=a_money(250), free_from=a_money(900), countries=frozenset({"US"}))
    return replace(rule, **changes)  # type: ignore[arg-type]


def a_market(**changes: object) -> Market:
    """The US market: 2.50 for delivery, free from 9.00; no sales tax but in the regions named."""
    market = Market(
        id="US",
        seller="No Nicks",
        country_of_establishment="US",
        ledger_currency=Currency.USD,
        checkout_languages={LOCALE: "en_US"},
        donations=False,
        delivery=a_delivery_rule(),
        tax=TaxRule(rate=Decimal(0), regions={"CA": Decimal("0.0725")}),
        contact=Contact(phone="+1 555 010 0199", email="help@nonicks.example"),
        logo=Logo(small="https://nonicks.example/720.png", large="https://nonicks.example/1200.png"),
        time_zone="America/Los_Angeles",
    )
    return replace(market, **changes)  # type: ignore[arg-type]


def a_cart(**quantities: int) -> Cart:
    """`a_cart(starter_kit=1, refill_pack=2)`; one starter kit if nothing is said."""
    wanted = quantities or {"starter_kit": 1}
    return Cart(tuple(CartLine(product_id, quantity) for product_id, quantity in wanted.items()))


def a_line(product: Product | None = None, *, quantity: int = 1, unit_price: Money | None = None) -> Line:
    """An offered line of a product."""
    sold = product or a_product()
    return Line(
        product_id=sold.id,
        quantity=quantity,
        unit_price=unit_price or next(iter(sold.prices.values())),
        text=sold.texts[LOCALE],
        needs_delivery=sold.needs_delivery,
        is_subscription=sold.kind is ProductKind.SUBSCRIPTION,
    )


def a_quote(*lines: Line, delivery: Money | None = None, tax: Money | None = None) -> Quote:
    """An offer of the given lines, or of one starter kit; the tax is California's unless given."""
    offered = lines or (a_line(),)
    fee = delivery or zero(offered[0].unit_price.currency)
    total = sum((line.amount for line in offered), fee)
    return Quote(offered, fee, tax or included_tax(total, Decimal("0.0725")), total)


def a_service_quote() -> Quote:
    """An offer of which nothing is delivered."""
    return a_quote(a_line(a_service()))


def a_trial_quote() -> Quote:
    """A subscription for which nothing is due today."""
    return a_quote(a_line(a_subscription(), unit_price=zero(Currency.USD)))


def a_renewal() -> dict[str, object]:
    """What a checkout of the subscription holds beside its quote: the terms, and what each later period costs."""
    return {"plan": Plan(period_months=1, trial_days=30), "renewal": a_quote(a_line(a_subscription()))}


def an_address(**changes: object) -> Address:
    """Where the invented customer lives."""
    address = Address(
        name="Robin Example",
        lines=("1234 Main Street",),
        city="Cupertino",
        region="CA",
        postal_code="95014",
        country="US",
        phone="5550100100",
    )
    return replace(address, **changes)  # type: ignore[arg-type]


def an_agreement(status: AgreementStatus = AgreementStatus.OPEN, **changes: object) -> Agreement:
    """An open agreement, read just now, with the customer's address."""
    agreement = Agreement(
        id=AGREEMENT_ID,
        status=status,
        read_at=NOW,
        kind=AgreementKind.CUSTOMER_INITIATED,
        address=an_address(),
        billing_address=an_address(),
    )
    return replace(agreement, **changes)  # type: ignore[arg-type]


def a_payment(checkout: Checkout | None = None, *, attempt: int | None = None, **changes: object) -> Payment:
    """Money taken for a checkout: by its current attempt, or by the one named."""
    paid = checkout or a_checkout(State.AWAITING_CHARGE)
    named = replace(paid, attempt=max(1, paid.attempt) if attempt is None else attempt)
    payment = Payment(
        reference=named.reference,
        amount=paid.quote.total,
        provider_order_id=ORDER_REFERENCE_ID,
        provider_charge_id=f"{ORDER_REFERENCE_ID}-A{named.attempt:06d}",
        capture_ids=(f"{ORDER_REFERENCE_ID}-C{named.attempt:06d}",),
    )
    return replace(payment, **changes)  # type: ignore[arg-type]


def an_order(*, checkout: Checkout | None = None, **changes: object) -> Order:
    """A paid order for one starter kit, placed now."""
    paid = checkout or a_checkout(State.PAID)
    return replace(place(paid, a_payment(paid), at=NOW), **changes)  # type: ignore[arg-type]


def a_checkout(state: State = State.AWAITING_YES, *, quote: Quote | None = None, **changes: object) -> Checkout:
    """A checkout that could have come to this state; what is passed in `changes` overrides."""
    offer = quote or (a_trial_quote() if state is State.ENROLLED else a_quote())
    new = Checkout(
        id=CHECKOUT_ID,
        customer_id=CUSTOMER_ID,
        market_id="US",
        locale=LOCALE,
        quote=offer,
        created_at=NOW,
        updated_at=NOW,
    )
    # A change of the id or the quote must be there before a payment is derived from it.
    changed = replace(new, **changes)  # type: ignore[arg-type]
    return replace(changed, **{**_found_in(state, changed), **changes})  # type: ignore[arg-type]


def _found_in(state: State, checkout: Checkout) -> dict[str, object]:
    """What a checkout has gathered by the time it is in a state."""
    found: dict[str, object] = {"state": state, "version": 0 if state is State.NEW else 1}
    if state in _BEFORE_A_CHARGE:
        # Where nothing is delivered, Setup is asked for only after the customer's yes.
        return {**found, "total_heard": state is State.AWAITING_SETUP and not checkout.needs_delivery}
    found |= {"agreement_id": AGREEMENT_ID, "billing_address": an_address()}
    if checkout.needs_delivery:
        found["address"] = an_address()
    if state is State.AWAITING_YES:
        return found
    charged = replace(checkout, attempt=max(1, checkout.attempt))
    found |= {"total_heard": True, "attempt": 0 if state is State.ENROLLED else charged.attempt}
    match state:
        case State.PAID:
            found["payment"] = a_payment(charged)
        case State.AUTHORIZED:
            found |= {"capture": Capture.ON_SHIPPING, "payment": a_payment(charged, capture_ids=())}
        case State.DECLINED:
            found |= {"refusal": Refusal.NOT_PROCESSED, "may_retry": True}
    return found


def a_customer(**changes: object) -> Customer:
    """A customer whom we meet for the first time."""
    return replace(Customer(id=CUSTOMER_ID), **changes)  # type: ignore[arg-type]


def a_returning_customer(**changes: object) -> Customer:
    """A customer with an open agreement."""
    return a_customer(**{"version": 1, "agreement": an_agreement(), **changes})


def a_standing(
    customer: Customer | None = None, current: Checkout | None = None, past: Checkout | None = None
) -> Standing:
    return Standing(customer or a_customer(), current, past)
