"""Replies to looking around and filling the cart."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from voicetill.alexa.replies.reply import Reply
from voicetill.alexa.replies.words import Words
from voicetill.alexa.screens import cart_screen, empty_cart_screen
from voicetill.alexa.session import CART, OFFERS, Page
from voicetill.domain.pricing import Quote
from voicetill.services import outcomes as o
from voicetill.services.choosing import PAGE

# More than that is not what somebody called a product, and nobody wants to hear it again.
_MOST_HEARD = 80


def _welcomed(outcome: o.Welcomed, words: Words) -> Reply:
    reply = _greeted(outcome, words)
    return replace(reply, speech=f"{words.meanwhile(outcome.meanwhile)}{reply.speech}")


def _greeted(outcome: o.Welcomed, words: Words) -> Reply:
    seller = outcome.market.seller
    if outcome.cart is not None:
        reply = words.check_out("welcome_cart", seller=seller, items=words.speech.items(outcome.cart.lines))
        return replace(reply, screen=partial(cart_screen, outcome.cart, words.speech))
    if not outcome.offers:
        return words.last("welcome_nothing", seller=seller)
    name = "welcome_back" if outcome.returning else "welcome"
    # What was named is the first page: more goes on behind it.
    return replace(words.choose(name, outcome.offers, seller=seller), page=Page(OFFERS, 0))


def _offered(outcome: o.Offered, words: Words) -> Reply:
    if not outcome.offers:
        return words.last("offers_nothing")
    name = "offers_anew" if outcome.anew else "offers_more" if outcome.more else "offers"
    return replace(words.choose(name, outcome.offers), page=Page(OFFERS, outcome.page))


def _detailed(outcome: o.Detailed, words: Words) -> Reply:
    text = outcome.product.texts[words.speech.locale]
    if outcome.product.sold_out:
        return words.simple("details_sold_out", details=text.details)
    values = {
        "details": text.details,
        "a": text.a,
        "price": words.speech.amount(outcome.product.prices[outcome.market.id]),
    }
    plan = outcome.product.plan
    if plan is None:
        said = words.say("details", **values)
    else:
        said = words.say("details_subscription", period=words.speech.period(plan.period_months), **values)
    return Reply(said, reprompt=words.example(outcome.product))


def _not_understood(outcome: o.NotUnderstood, words: Words) -> Reply:
    if not outcome.candidates:
        return words.last("offers_nothing")
    if outcome.several:
        offers = words.speech.one_of([words.a(product) for product in outcome.candidates])
        reply = words.simple("several_products", offers=offers)
    elif outcome.heard and len(outcome.heard) <= _MOST_HEARD:
        reply = words.simple("unknown_product", heard=outcome.heard, offers=words.names(outcome.candidates))
    else:
        reply = words.simple("unheard_product", offers=words.names(outcome.candidates))
    return replace(reply, elicit="product")


def _not_for_sale(outcome: o.NotForSale, words: Words) -> Reply:
    if not outcome.offers:
        return words.last("offers_nothing")
    name = "sold_out" if outcome.sold_out else "not_sold"
    return words.choose(name, outcome.offers, a=words.a(outcome.product))


def _quantity_unclear(outcome: o.QuantityUnclear, words: Words) -> Reply:
    other = outcome.product.texts[words.speech.locale].other
    return replace(words.simple("how_many", other=other, most=str(outcome.most)), elicit="quantity")


def _cart_told(outcome: o.CartTold, words: Words) -> Reply:
    gone = words.gone([words.a(product) for product in outcome.gone])
    if outcome.cart is None:
        said = gone + words.say("cart_empty")
        return Reply(said, reprompt=said, screen=partial(empty_cart_screen, words.heard(said), words.speech))
    return _cart(outcome.cart, words, page=outcome.page, first=gone)


def _cart(cart: Quote, words: Words, *, page: int, first: str) -> Reply:
    begin = page * PAGE
    named, more = cart.lines[begin : begin + PAGE], len(cart.lines) > begin + PAGE
    whole = "cart" if cart.needs_delivery else "cart_nothing_sent"
    name = "cart_part" if more else "cart_rest" if page else whole
    reply = words.check_out(name, items=words.speech.items(named), total=words.speech.amount(cart.total))
    return replace(
        reply, speech=first + reply.speech, page=Page(CART, page), screen=partial(cart_screen, cart, words.speech)
    )


def _not_in_cart(outcome: o.NotInCart, words: Words) -> Reply:
    if outcome.cart is None:
        return words.simple("not_in_empty_cart")
    items = words.speech.items(outcome.cart.lines)
    reply = words.check_out("not_in_cart", a=words.a(outcome.product), items=items)
    return replace(reply, screen=partial(cart_screen, outcome.cart, words.speech))


def _started_over(outcome: o.StartedOver, words: Words) -> Reply:
    if not outcome.offers:
        return words.last("nothing_to_start")
    reply = words.choose("started_over", outcome.offers)
    return replace(reply, screen=partial(empty_cart_screen, words.heard(reply.speech), words.speech))


REPLIES: Mapping[type, Callable[[Any, Words], Reply]] = {
    o.Welcomed: _welcomed,
    o.Offered: _offered,
    o.Detailed: _detailed,
    o.NotUnderstood: _not_understood,
    o.NotForSale: _not_for_sale,
    o.QuantityUnclear: _quantity_unclear,
    o.CartTold: _cart_told,
    o.NotInCart: _not_in_cart,
    o.StartedOver: _started_over,
    o.NotSoldHere: lambda outcome, words: words.last("not_sold_here"),
}
"""What each of these outcomes is answered with."""
