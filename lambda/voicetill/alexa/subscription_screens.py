"""What a device with a screen shows of subscriptions: their terms, that one has begun, and questions about one."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from voicetill.alexa.screens import Button, Screen, unbroken, written_lines, written_notes
from voicetill.alexa.speech import Speech
from voicetill.alexa.subscription_cards import written_price, written_times
from voicetill.alexa.touches import end, keep, no, resume, yes
from voicetill.domain.checkout_record import Checkout, order_number
from voicetill.domain.markets import Market
from voicetill.domain.pricing import Quote
from voicetill.domain.products import Plan
from voicetill.domain.subscriptions import Subscription
from voicetill.services.visits import Question


def terms_screen(checkout: Checkout, plan: Plan, first: datetime, market: Market, speech: Speech) -> Screen:
    """Return the terms that are read back, and the yes or no to just this version of them."""
    price, question = checkout.full_price, Question(checkout.id, checkout.version)
    day = speech.date(first.astimezone(ZoneInfo(market.time_zone)).date())
    return Screen(
        title=speech.label("subscription"),
        lines=tuple(written_lines(price, speech)),
        total=_price(price, plan, speech),
        notes=(
            speech.write("free_until" if checkout.is_on_trial else "next_charge", day=day),
            speech.write("how_to_stop"),
            *written_notes(price, checkout.address, speech),
            speech.write("seller", seller=market.seller),
        ),
        buttons=(
            Button(speech.label("subscribe"), yes(question), is_strong=True),
            Button(speech.label("no"), no(question)),
        ),
    )


def subscribed_screen(subscription: Subscription, market: Market, speech: Speech) -> Screen:
    """Return a subscription that has begun; all that is to be known of it is on the card."""
    return Screen(
        title=speech.label("subscribed"),
        lines=tuple(written_lines(subscription.quote, speech)),
        total=_price(subscription.quote, subscription.plan, speech),
        notes=(*written_times(subscription, speech), *_place_and_names(subscription, market, speech)),
        is_done=True,
    )


def end_screen(subscription: Subscription, speech: Speech) -> Screen:
    """Return the question whether a subscription shall end."""
    return _question(
        subscription,
        Button(speech.label("end"), end(subscription.id), is_strong=True),
        Button(speech.label("keep"), keep(subscription.id)),
        speech=speech,
    )


def resume_screen(subscription: Subscription, speech: Speech) -> Screen:
    """Return the question whether a subscription that has stopped shall go on."""
    return _question(
        subscription,
        Button(speech.label("resume"), resume(subscription.id), is_strong=True),
        Button(speech.label("no"), keep(subscription.id)),
        speech=speech,
    )


def _question(subscription: Subscription, *buttons: Button, speech: Speech) -> Screen:
    return Screen(
        title=speech.label("subscription"),
        lines=tuple(written_lines(subscription.quote, speech)),
        total=_price(subscription.quote, subscription.plan, speech),
        buttons=buttons,
    )


def _price(price: Quote, plan: Plan, speech: Speech) -> str:
    """Write what a period costs; the amount is not parted from its currency at the end of a line."""
    return unbroken(written_price(price, plan, speech), price.total, speech=speech)


def _place_and_names(subscription: Subscription, market: Market, speech: Speech) -> Iterator[str]:
    yield from written_notes(subscription.quote, subscription.address, speech)
    yield speech.write("number", number=order_number(subscription.id))
    yield speech.write("seller", seller=market.seller)
