"""Finding the product that a customer means, and what a cart of such products costs now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from voicetill.domain.carts import Cart
from voicetill.domain.checkout_events import AgreementOpened, Event
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.customers import Customer
from voicetill.domain.markets import Market
from voicetill.domain.pricing import Line, Quote, quote, sort_out, terms_at
from voicetill.domain.products import Product, ProductKind
from voicetill.services.outcomes import NotForSale, NotUnderstood
from voicetill.services.ports import Catalogue, Shop
from voicetill.services.visits import Named

# How many products are named in one breath.
PAGE = 3


@dataclass(frozen=True, slots=True)
class WithoutRenewals:
    """A catalogue whose subscriptions are not on sale, because nobody could charge their renewals."""

    whole: Catalogue

    @property
    def products(self) -> Mapping[str, Product]:
        """Every product by its id."""
        return {id_: _unless_it_renews(product) for id_, product in self.whole.products.items()}


def _unless_it_renews(product: Product) -> Product:
    return replace(product, offered=False) if product.kind is ProductKind.SUBSCRIPTION else product


def on_sale(shop: Shop, market: Market, *, locale: str) -> tuple[Product, ...]:
    """Return what can be bought right now, in the catalogue's order."""
    products = shop.catalogue.products.values()
    return tuple(p for p in products if market.sells(p, locale=locale) and not p.sold_out)


def find(shop: Shop, market: Market, named: Named, *, locale: str) -> Product | NotUnderstood | NotForSale:
    """Return the one product that was named, sold out or not; else why there is none."""
    found = [shop.catalogue.products[id_] for id_ in named.ids if id_ in shop.catalogue.products]
    sold = [product for product in found if market.sells(product, locale=locale)]
    offers = on_sale(shop, market, locale=locale)[:PAGE]
    if len(sold) == 1:
        return sold[0]
    if sold:
        return NotUnderstood(named.heard, tuple(sold[:PAGE]), several=True)
    if found and locale in found[0].texts:
        return NotForSale(found[0], sold_out=False, offers=offers)
    return NotUnderstood(named.heard, offers)


def find_to_buy(shop: Shop, market: Market, named: Named, *, locale: str) -> Product | NotUnderstood | NotForSale:
    """Return the one product that was named, if it can be bought now; else why not."""
    product = find(shop, market, named, locale=locale)
    if isinstance(product, Product) and product.sold_out:
        return NotForSale(product, sold_out=True, offers=on_sale(shop, market, locale=locale)[:PAGE])
    return product


def sort_cart(shop: Shop, market: Market, cart: Cart, *, locale: str) -> tuple[Cart, tuple[Product, ...]]:
    """Return what of a cart can be bought now, and the known products that cannot."""
    sorted_out = sort_out(cart, shop.catalogue.products, market, locale=locale)
    known = [shop.catalogue.products[id_] for id_ in sorted_out.gone if id_ in shop.catalogue.products]
    return sorted_out.buyable, tuple(product for product in known if locale in product.texts)


def price(shop: Shop, market: Market, cart: Cart, customer: Customer, *, locale: str) -> Quote | None:
    """Return what a cart of buyable products costs this customer where they live; None if it is empty."""
    if cart.is_empty:
        return None
    place = customer.open_agreement.address if customer.open_agreement else None
    return quote(cart, shop.catalogue.products, market, locale=locale, place=place)


def upsell(shop: Shop, market: Market, checkout: Checkout, cart: Cart) -> Product | None:
    """Return what to offer after an order; nothing once that was answered, or after what was offered so itself.

    What was bought or lies in the cart is not offered: a yes or no to it would change what the customer chose.
    """
    if not checkout.may_lead_on:
        return None
    bought = [line.product_id for line in checkout.quote.lines]
    chosen = {*bought, *(line.product_id for line in cart.lines)}
    products = shop.catalogue.products
    wanted = (products[id_].upsell for id_ in bought if id_ in products)
    offered = (products[id_] for id_ in wanted if id_ is not None and id_ in products and id_ not in chosen)
    sold = (p for p in offered if market.sells(p, locale=checkout.locale) and not p.sold_out)
    return next(sold, None)


def at_home(shop: Shop, checkout: Checkout, event: Event) -> Event:
    """Add to an agreement what the market says of the place that the goods go to."""
    if not isinstance(event, AgreementOpened):
        return event
    market = shop.markets.by_id(checkout.market_id)
    address = event.agreement.address
    return replace(
        event,
        terms=terms_at(checkout.full_price, market, address),
        reachable=address is None or market.delivers_to(address.country),
    )


def lines_gone(shop: Shop, checkout: Checkout) -> tuple[Line, ...]:
    """Return the lines of an offer that can no longer be bought; its prices stay what they were."""
    market = shop.markets.by_id(checkout.market_id)
    cart = Cart(tuple(line.cart_line for line in checkout.quote.lines))
    gone = sort_out(cart, shop.catalogue.products, market, locale=checkout.locale).gone
    return tuple(line for line in checkout.quote.lines if line.product_id in gone)
