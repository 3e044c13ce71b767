"""The cards about subscriptions: what was agreed to, and that it is over."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from ask_sdk_model.ui.standard_card import StandardCard

from voicetill.alexa.cards import order_text, with_logo, written_contact, written_delivery
from voicetill.alexa.speech import Speech
from voicetill.domain.markets import Market
from voicetill.domain.orders import Order
from voicetill.domain.pricing import Quote
from voicetill.domain.products import Plan
from voicetill.domain.subscriptions import Subscription


def terms_card(subscription: Subscription, order: Order | None, market: Market, speech: Speech) -> StandardCard:
    """Return what was agreed to: the price and how often, from when on, and how to stop; with today's order."""
    if order is not None:
        lines = (*order_text(order, market, speech), *_terms(subscription, speech))
        return with_logo("order_title", lines, market, speech)
    return with_logo("subscription_title", _text(subscription, market, speech), market, speech)


def ended_card(subscription: Subscription, market: Market, speech: Speech) -> StandardCard:
    """Return that a subscription is over, and whom to ask."""
    title = subscription.quote.lines[0].text.title
    lines = (speech.write("ended", title=title), written_contact(market, speech))
    return with_logo("ended_title", lines, market, speech)


def written_price(price: Quote, plan: Plan, speech: Speech) -> str:
    """Write what a period costs, and how often that is."""
    return speech.write("renews", amount=speech.money(price.total), period=speech.period(plan.period_months))


def written_times(subscription: Subscription, speech: Speech) -> Iterator[str]:
    """Write from when on it is charged, and the way out."""
    if subscription.charged_at is not None:
        day = subscription.charged_at.astimezone(ZoneInfo(subscription.time_zone)).date()
        name = "free_until" if subscription.is_on_trial(at=subscription.started_at) else "next_charge"
        yield speech.write(name, day=speech.date(day))
    yield speech.write("how_to_stop")


def _terms(subscription: Subscription, speech: Speech) -> Iterator[str]:
    yield written_price(subscription.quote, subscription.plan, speech)
    yield from written_times(subscription, speech)


def _text(subscription: Subscription, market: Market, speech: Speech) -> Iterator[str]:
    quote = subscription.quote
    for line in quote.lines:
        amount = speech.money(line.amount)
        yield speech.write("order_line", quantity=str(line.quantity), title=line.text.title, amount=amount)
    if quote.needs_delivery:
        yield written_delivery(quote, speech)
    yield from _terms(subscription, speech)
    if subscription.address is not None:
        yield speech.write("place", place=speech.address(subscription.address))
    yield speech.write("seller", seller=market.seller)
    yield written_contact(market, speech)
