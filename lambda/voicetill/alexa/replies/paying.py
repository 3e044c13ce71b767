"""Replies to offers, payments, and what came of them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from ask_sdk_model.interfaces.connections.send_request_directive import SendRequestDirective

from voicetill.alexa.cards import help_card, order_card
from voicetill.alexa.phones import open_on_phone
from voicetill.alexa.replies.reply import Reply
from voicetill.alexa.replies.subscribing import terms_told, unsubscribed
from voicetill.alexa.replies.words import Words
from voicetill.alexa.screens import cart_screen, offer_screen, receipt_screen
from voicetill.alexa.session import CODE, ORDER, RETRY, UPSELL
from voicetill.domain.money import zero
from voicetill.domain.payments import Refusal
from voicetill.domain.pricing import Quote
from voicetill.services import outcomes as o
from voicetill.services.visits import Question


def _handed_off(outcome: o.HandedOff, words: Words) -> Reply:
    handoff = outcome.handoff
    return Reply(
        words.gone([words.a(product) for product in outcome.gone]).strip(),
        directive=SendRequestDirective(name=handoff.name, payload=dict(handoff.payload), token=outcome.token),
    )


def _total_told(outcome: o.TotalTold, words: Words) -> Reply:
    checkout, quote = outcome.checkout, outcome.checkout.quote
    if checkout.plan is not None:
        return terms_told(outcome, checkout.plan, words)
    values = {
        "items": words.speech.items(quote.lines),
        "total": words.speech.amount(quote.total),
        "seller": outcome.market.seller,
    }
    if checkout.needs_delivery and checkout.address is not None:
        said = words.say("total_delivered", place=words.speech.place(checkout.address), **values)
    else:
        said = words.say("total", **values)
    before = words.meanwhile(outcome.meanwhile) + words.gone([words.a(product) for product in outcome.gone])
    before += _donation(quote, words)
    reprompt = words.say("reprompt_total", total=values["total"])
    question, screen = (
        Question(checkout.id, checkout.version),
        partial(offer_screen, checkout, outcome.market, words.speech),
    )
    return Reply(before + said, reprompt, asked=ORDER, question=question, screen=screen)


def _donation(quote: Quote, words: Words) -> str:
    """State what of a total is a gift, before it is agreed to."""
    gifts = [line.amount for line in quote.lines if line.is_donation]
    if not gifts:
        return ""
    return words.say("donation_inside", donation=words.speech.amount(sum(gifts, zero(quote.total.currency)))) + " "


def _order_placed(outcome: o.OrderPlaced, words: Words) -> Reply:
    placed = words.say("placed")
    card = order_card(outcome.order, outcome.market, words.speech)
    screen = partial(receipt_screen, outcome.order, outcome.market, words.speech)
    if outcome.upsell is None:
        return Reply(placed, card=card, screen=screen)
    price = words.speech.amount(outcome.upsell.prices[outcome.market.id])
    offer = words.say("upsell", a=words.a(outcome.upsell), price=price)
    upsell = outcome.upsell.id
    return Reply(f"{placed} {offer}", offer, card=card, asked=UPSELL, product=upsell, screen=screen)


def _declined(outcome: o.Declined, words: Words) -> Reply:
    # What was refused must not stand there to be touched.
    return replace(words.simple("declined"), screen=partial(cart_screen, outcome.kept, words.speech))


def _refused(outcome: o.Refused, words: Words) -> Reply:
    reply, page = _reason(outcome, words), outcome.page
    card = help_card(outcome.reason.card, words.speech, page=page.address if page else "")
    phone = open_on_phone(page.address, words.speech) if page and page.to_phone else None
    return replace(reply, card=card, directive=phone)


def _reason(outcome: o.Refused, words: Words) -> Reply:
    name = f"refused.{outcome.reason.value}"
    if outcome.reason is Refusal.ITEMS_GONE and not outcome.gone:
        return words.simple("gone_before")
    if outcome.reason is Refusal.ITEMS_GONE:
        return words.simple(name, gone=words.speech.all_of([line.text.a for line in outcome.gone]))
    said = unsubscribed(outcome.reason, words) if outcome.subscription else words.say(name)
    if outcome.retry is not None:
        again = words.say("retry")
        return Reply(f"{said} {again}", again, asked=RETRY, question=outcome.retry)
    return Reply(said)


def _code_asked(outcome: o.CodeAsked, words: Words) -> Reply:
    name = "code_wrong" if outcome.wrong else "code_unclear" if outcome.unclear else "code_asked"
    return replace(words.simple(name), asked=CODE, question=outcome.question)


REPLIES: Mapping[type, Callable[[Any, Words], Reply]] = {
    o.HandedOff: _handed_off,
    o.TotalTold: _total_told,
    o.OrderPlaced: _order_placed,
    o.Refused: _refused,
    o.CodeAsked: _code_asked,
    o.CodeLocked: lambda outcome, words: words.last("code_locked"),
    o.NothingAsked: lambda outcome, words: words.simple("nothing_asked"),
    o.Declined: _declined,
    o.NothingMore: lambda outcome, words: words.last("upsell_declined"),
    o.StillProcessing: lambda outcome, words: words.last("waiting" if outcome.blocks else "processing"),
    o.AgreementKept: lambda outcome, words: words.last("agreement_kept", seller=outcome.market.seller),
    o.Unmatched: lambda outcome, words: words.simple("unmatched"),
}
"""What each of these outcomes is answered with."""
