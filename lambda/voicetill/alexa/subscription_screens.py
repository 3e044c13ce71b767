"""What a device with a screen shows of subscriptions: their terms, that one has begun, and questions about one."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from voicetill.alexa.screens import Button, Screen, written_lines, written_notes
from voicetill.alexa.speech import Speech
from voicetill.alexa.subscription_cards import written_terms
from voicetill.alexa.touches import end, keep, no, resume, yes
from voicetill.domain.checkout_record import Checkout, order_number
from voicetill.domain.markets import Market
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
        total=speech.write("renews", amount=speech.money(price.total), period=speech.period(plan.period_months)),
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
    price, *notes = written_terms(subscription, speech)
    return Screen(
        title=speech.label("subscribed"),
        lines=tuple(written_lines(subscription.quote, speech)),
        total=price,
        notes=(*notes, *_place_and_names(subscription, market, speech)),
        is_done=True,
    )


def end_screen(subscription: Subscription, message: str, speech: Speech) -> Screen:
    """Return the question whether a subscription shall end."""
    return Screen(
        title=speech.label("subscription"),
        message=message,
        buttons=(
            Button(speech.label("end"), end(subscription.id), is_strong=True),
            Button(speech.label("keep"), keep(subscription.id)),
        ),
    )


def resume_screen(subscription: Subscription, message: str, speech: Speech) -> Screen:
    """Return the question whether a subscription that has stopped shall go on."""
    return Screen(
        title=speech.label("subscription"),
        message=message,
        buttons=(
            Button(speech.label("resume"), resume(subscription.id), is_strong=True),
            Button(speech.label("no"), keep(subscription.id)),
        ),
    )


def _place_and_names(subscription: Subscription, market: Market, speech: Speech) -> Iterator[str]:
    yield from written_notes(subscription.quote, subscription.address, speech)
    yield speech.write("number", number=order_number(subscription.id))
    yield speech.write("seller", seller=market.seller)
