"""Replies about subscriptions: their terms before the yes, what runs, and the ways out and back."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from voicetill.alexa.replies.reply import Reply
from voicetill.alexa.replies.words import Words
from voicetill.alexa.session import END, ORDER, RESUME
from voicetill.alexa.subscription_cards import ended_card, terms_card
from voicetill.alexa.subscription_screens import (
    end_screen,
    resume_screen,
    subscribed_screen,
    terms_screen,
)
from voicetill.domain.markets import Market
from voicetill.domain.payments import Refusal
from voicetill.domain.products import Plan
from voicetill.domain.subscriptions import Subscription, SubscriptionState, first_charge
from voicetill.services import outcomes as o
from voicetill.services.choosing import PAGE
from voicetill.services.visits import Question

# Which sentence says why a subscription did not begin; what Amazon Pay has said itself is not said again.
_UNSUBSCRIBED: Mapping[Refusal, str] = {
    Refusal.CONSENT_MISSING: "consent_missing",
    Refusal.VOICE_PURCHASING_OFF: "voice_purchasing_off",
    Refusal.ADDRESS_MISSING: "address",
    Refusal.NOT_DELIVERED_THERE: "address",
    Refusal.ADDRESS_INVALID: "spoken",
    Refusal.PAYMENT_METHOD: "spoken",
    Refusal.DEVICE_UNSUPPORTED: "spoken",
    Refusal.ACCOUNT_CLOSED: "spoken",
    Refusal.TRY_LATER: "spoken",
    Refusal.SHOP_CLOSED: "shop_closed",
}

# These say nothing of an order, or tell what has to be done first.
_SAID_AS_EVER = frozenset(
    {
        Refusal.CANNOT_RENEW,
        Refusal.LINK_MISSING,
        Refusal.CONSENT_UNGIVEN,
        Refusal.NOT_PAYABLE_HERE,
        Refusal.ADDRESS_UNTOLD,
    }
)


def terms_told(outcome: o.TotalTold, plan: Plan, words: Words) -> Reply:
    """Read the terms of a subscription back, and ask for a yes to just them."""
    checkout, market = outcome.checkout, outcome.market
    price, offered_at = checkout.full_price, checkout.updated_at
    first = first_charge(plan, at=offered_at, zone=market.time_zone)
    values = {
        "items": words.speech.items(price.lines),
        "price": words.speech.amount(price.total),
        "period": words.speech.period(plan.period_months),
        "day": words.day(first, market, now=offered_at),
        "seller": market.seller,
    }
    bare, delivered = (
        ("subscribe_trial", "subscribe_trial_delivered")
        if checkout.is_on_trial
        else ("subscribe_today", "subscribe_today_delivered")
    )
    if checkout.needs_delivery and checkout.address is not None:
        said = words.say(delivered, place=words.speech.place(checkout.address), **values)
    else:
        said = words.say(bare, **values)
    return Reply(
        said,
        words.say("reprompt_subscribe"),
        asked=ORDER,
        question=Question(checkout.id, checkout.version),
        screen=partial(terms_screen, checkout, plan, first, market, words.speech),
    )


def unsubscribed(reason: Refusal, words: Words) -> str:
    """Say why a subscription did not begin."""
    if reason in _SAID_AS_EVER:
        return words.say(f"refused.{reason.value}")
    return words.say(f"unsubscribed.{_UNSUBSCRIBED.get(reason, 'payment')}")


def _enrolled(outcome: o.Enrolled, words: Words) -> Reply:
    begun, market = outcome.subscription, outcome.market
    values = {**_price_of(begun, words), "day": _charged_on(begun, market, words, now=begun.started_at)}
    if outcome.order is None:
        said = words.say("subscribed_trial", **values)
    else:
        said = words.say("subscribed", price=values["price"], day=values["day"])
    return Reply(
        said,
        card=terms_card(begun, outcome.order, market, words.speech),
        screen=partial(subscribed_screen, begun, market, words.speech),
    )


def _told(outcome: o.SubscriptionsTold, words: Words) -> Reply:
    # One that has stopped comes last: the question is about it.
    told = sorted(outcome.subscriptions, key=lambda it: not it.is_running)[-PAGE:]
    stopped = None if told[-1].is_running or not outcome.may_resume else told[-1]
    said = [words.say("subscribed_before")] if outcome.before else []
    said += (_state(each, outcome, words) for each in told)
    if stopped is None:
        then = words.say("anything_else")
        return Reply(" ".join((*said, then)), then)
    ask = words.say("resume_ask", price=words.speech.amount(stopped.quote.total))
    return Reply(
        " ".join((*said, ask)),
        ask,
        asked=RESUME,
        product=stopped.id,
        screen=partial(resume_screen, stopped, words.speech),
    )


def _state(it: Subscription, outcome: o.SubscriptionsTold, words: Words) -> str:
    values = {"a": _a(it), **_price_of(it, words)}
    day = partial(_charged_on, it, outcome.market, words, now=outcome.now)
    match it.state:
        case SubscriptionState.ACTIVE if it.is_on_trial(at=outcome.now):
            return words.say("subscription.trial", day=day(), **values)
        case SubscriptionState.ACTIVE:
            return words.say("subscription.active", day=day(), **values)
        case SubscriptionState.PAST_DUE:
            return words.say("subscription.past_due", day=day(), **values)
        case SubscriptionState.CHARGING:
            return words.say("subscription.charging", **values)
    return words.say("subscription.suspended", **values)


def _which(outcome: o.WhichSubscription, words: Words) -> Reply:
    names = [_a(each) for each in outcome.candidates[:PAGE]]
    return words.simple("end_which", offers=words.speech.one_of(names))


def _end_asked(outcome: o.EndAsked, words: Words) -> Reply:
    it = outcome.subscription
    name = "end_ask_charging" if it.state is SubscriptionState.CHARGING else "end_ask"
    said = words.say(name, a=_a(it))
    return Reply(said, said, asked=END, product=it.id, screen=partial(end_screen, it, words.speech))


def _ended(outcome: o.SubscriptionEnded, words: Words) -> Reply:
    it, now = outcome.subscription, outcome.now
    card = ended_card(it, outcome.market, words.speech)
    if it.state is SubscriptionState.CHARGING:
        return Reply(words.say("ended_charging"), card=card)
    if it.state is SubscriptionState.ACTIVE and it.is_on_trial(at=now):
        return Reply(words.say("ended_trial"), card=card)
    paid_until = it.charged_at if it.state is SubscriptionState.ACTIVE else None
    if paid_until is not None and paid_until > now:
        return Reply(words.say("ended_paid", day=words.day(paid_until, outcome.market, now=now)), card=card)
    return Reply(words.say("ended"), card=card)


def _a(it: Subscription) -> str:
    """Name a subscription as it was named when it was agreed to."""
    return it.quote.lines[0].text.a


def _price_of(it: Subscription, words: Words) -> dict[str, str]:
    return {
        "price": words.speech.amount(it.quote.total),
        "period": words.speech.period(it.plan.period_months),
    }


def _charged_on(it: Subscription, market: Market, words: Words, *, now: datetime) -> str:
    return words.day(it.charged_at or now, market, now=now)


REPLIES: Mapping[type, Callable[[Any, Words], Reply]] = {
    o.SubscriptionsUnsold: lambda outcome, words: (
        words.choose("subscriptions_unsold", outcome.offers) if outcome.offers else words.last("offers_nothing")
    ),
    o.SubscriptionsOffered: lambda outcome, words: words.choose("subscriptions_offered", outcome.offers),
    o.SubscriptionDeclined: lambda outcome, words: words.simple("subscribe_declined"),
    o.NoSubscriptions: lambda outcome, words: words.simple("subscriptions_none"),
    o.Enrolled: _enrolled,
    o.SubscriptionsTold: _told,
    o.WhichSubscription: _which,
    o.EndAsked: _end_asked,
    o.SubscriptionEnded: _ended,
    o.SubscriptionResumed: lambda outcome, words: words.last(
        "resumed", price=words.speech.amount(outcome.subscription.quote.total)
    ),
    o.SubscriptionKept: lambda outcome, words: words.simple("subscription_kept"),
}
"""What each of these outcomes is answered with."""
