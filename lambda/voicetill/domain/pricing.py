"""What a cart costs: goods, delivery and the tax contained in the total.

Prices are gross, so tax never changes a total; it is told on the receipt. Delivery does, and both follow the
place that the goods go to. The lines are frozen in the checkout when the offer is made; delivery and tax are those
of the place known by then, and are made anew when Setup tells another one, before the total is read out. From then
on nothing of it changes for that place: the price spoken is the price charged.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from voicetill.domain.addresses import Address
from voicetill.domain.carts import Cart, CartLine
from voicetill.domain.markets import Market
from voicetill.domain.money import Money, zero
from voicetill.domain.products import Plan, Product, ProductKind, ProductText


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an offer, with the price and the words of the moment it was offered."""

    product_id: str
    quantity: int
    unit_price: Money
    text: ProductText
    needs_delivery: bool
    is_subscription: bool = False
    is_donation: bool = False

    @property
    def amount(self) -> Money:
        """The price of the whole line."""
        return self.unit_price * self.quantity

    @property
    def cart_line(self) -> CartLine:
        """The line as a cart holds it."""
        return CartLine(self.product_id, self.quantity)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a place makes of an offer: the fee for delivery there, and the tax contained in the total with it."""

    delivery: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class Quote:
    """An offer's lines and amounts; `tax` is contained in `total`, never added to it."""

    lines: tuple[Line, ...]
    delivery: Money
    tax: Money
    total: Money

    @property
    def needs_delivery(self) -> bool:
        """Whether anything of it is sent to the customer."""
        return any(line.needs_delivery for line in self.lines)

    def on(self, terms: Terms) -> "Quote":
        """Return the same lines at the same prices, on the terms of a place."""
        total = self.total - self.delivery + terms.delivery
        return Quote(self.lines, terms.delivery, terms.tax, total)


@dataclass(frozen=True, slots=True)
class Sorted:
    """A cart sorted by what can be bought now and what cannot (withdrawn, sold out, not sold here)."""

    buyable: Cart
    gone: tuple[str, ...]


def sort_out(cart: Cart, products: Mapping[str, Product], market: Market, *, locale: str) -> Sorted:
    """Return what of a cart can be bought now, and the ids of the products that cannot.

    A quantity that a limit set later no longer allows is brought down to it; the read-back says how many.
    """
    gone = tuple(
        line.product_id
        for line in cart.lines
        if (product := products.get(line.product_id)) is None
        or product.sold_out
        or not market.sells(product, locale=locale)
    )
    buyable = (line for line in cart.lines if line.product_id not in gone)
    return Sorted(Cart(tuple(_within_limit(line, products[line.product_id]) for line in buyable)), gone)


def quote(
    cart: Cart,
    products: Mapping[str, Product],
    market: Market,
    *,
    locale: str,
    place: Address | None = None,
) -> Quote:
    """Price a cart of buyable products (see `sort_out`) for one market, and the place that the goods go to.

    Where no place is known yet, it is priced on the market's terms at home.
    """
    lines = tuple(_line(line, products[line.product_id], market, locale) for line in cart.lines)
    nothing = zero(market.ledger_currency)
    goods = Quote(lines, nothing, nothing, _sum((line.amount for line in lines), nothing))
    return goods.on(terms_at(goods, market, place))


def terms_at(offer: Quote, market: Market, place: Address | None) -> Terms:
    """Return an offer's terms for a place, by the prices of its lines; where nothing is sent no place matters."""
    if offer.total.currency is not market.ledger_currency:
        # Another market stands in for one that is no more: what was offered stays.
        return Terms(offer.delivery, offer.tax)
    nothing = zero(market.ledger_currency)
    # A gift is paid for nothing in return, so no tax is in it.
    gifts = _sum((line.amount for line in offer.lines if line.is_donation), nothing)
    sold = offer.total - offer.delivery - gifts
    if not offer.needs_delivery:
        return Terms(nothing, included_tax(sold, market.tax.rate))
    sent = _sum((line.amount for line in offer.lines if line.needs_delivery), nothing)
    delivery = market.delivery.fee_to(place).due_for(sent)
    return Terms(delivery, included_tax(sold + delivery, market.tax_rate_at(place)))


def due_today(renewal: Quote, plan: Plan) -> Quote:
    """Return what a subscription costs on the day it is agreed to: a period's price, or nothing with a trial."""
    if not plan.trial_days:
        return renewal
    nothing = zero(renewal.total.currency)
    return Quote(tuple(replace(line, unit_price=nothing) for line in renewal.lines), nothing, nothing, nothing)


def included_tax(gross: Money, rate: Decimal) -> Money:
    """Return the tax that a gross amount contains, rounded half up to the minor unit."""
    tax = Decimal(gross.minor) * rate / (1 + rate)
    return Money(int(tax.quantize(Decimal(1), ROUND_HALF_UP)), gross.currency)


def _within_limit(line: CartLine, product: Product) -> CartLine:
    return replace(line, quantity=min(line.quantity, product.max_quantity))


def _line(line: CartLine, product: Product, market: Market, locale: str) -> Line:
    return Line(
        product_id=product.id,
        quantity=line.quantity,
        unit_price=product.prices[market.id],
        # A receipt needs a product's names; what the product is was told before.
        text=replace(product.texts[locale], details=""),
        needs_delivery=product.needs_delivery,
        is_subscription=product.kind is ProductKind.SUBSCRIPTION,
        is_donation=product.kind is ProductKind.DONATION,
    )


def _sum(amounts: Iterable[Money], start: Money) -> Money:
    return sum(amounts, start)
