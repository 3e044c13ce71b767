"""Replies about orders, wishes for them, and the people behind the shop."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from voicetill.alexa.cards import contact_card, wish_card
from voicetill.alexa.replies.reply import Reply
from voicetill.alexa.replies.words import Words
from voicetill.alexa.session import ORDERS, Page
from voicetill.domain.orders import Order, Wish
from voicetill.services import outcomes as o


def _order_told(outcome: o.OrderTold, words: Words) -> Reply:
    order = outcome.order
    name = "order_before" if outcome.page else "order_found" if outcome.was_named else "order_latest"
    told = words.say(
        name,
        number=order.short_number,
        day=words.day(order.placed_at, outcome.market, now=outcome.now),
        items=words.speech.items(order.quote.lines),
        total=words.speech.amount(order.quote.total),
        state=_state(outcome, words),
    )
    then = words.say("orders_more" if outcome.more else "anything_else")
    return Reply(f"{told} {then}", then, page=Page(ORDERS, outcome.page, outcome.product_ids))


def _state(outcome: o.OrderTold, words: Words) -> str:
    """Say how far it is, then what of its money goes back; a wish that nobody has answered comes first."""
    order = outcome.order
    for wish, name in ((Wish.REFUND, "state.refund_asked"), (Wish.CANCEL, "state.cancel_asked")):
        if order.has_asked(wish):
            return words.say(name)
    told = [_progress(outcome, words), *_money_back(order, words)]
    if order.was_refused:
        told.append(words.say("state.wish_refused"))
    # It is filled into another sentence, which makes it safe once.
    return words.heard(" ".join(sentence for sentence in told if sentence))


def _progress(outcome: o.OrderTold, words: Words) -> str:
    order = outcome.order
    if order.is_canceled:
        return words.say("state.canceled")
    if order.shipped_at is None:
        # Who gets everything back waits for no parcel.
        return "" if order.is_given_back else words.say(f"state.{order.progress.value}")
    day = words.day(order.shipped_at, outcome.market, now=outcome.now)
    carrier = order.shipments[-1].carrier
    if carrier:
        return words.say(f"state.{order.progress.value}_with", day=day, carrier=carrier)
    return words.say(f"state.{order.progress.value}", day=day)


def _money_back(order: Order, words: Words) -> Iterator[str]:
    for amount, name in ((order.given_back, "state.refunded"), (order.on_its_way_back, "state.refunding")):
        if not amount.is_zero:
            yield words.say(name, amount=words.speech.amount(amount))


def _no_orders(outcome: o.NoOrders, words: Words) -> Reply:
    if outcome.wish is None:
        return words.simple("orders_none")
    # Whoever wants their money back must reach a person, also when we find nothing.
    said = words.say("request_nothing")
    return Reply(said, said, card=contact_card(outcome.market, words.speech))


def _order_unknown(outcome: o.OrderUnknown, words: Words) -> Reply:
    latest = outcome.latest
    day = words.day(latest.placed_at, outcome.market, now=outcome.now)
    said = words.say("order_unknown", number=latest.short_number, day=day)
    return Reply(said, said, elicit="order")


def _wish_noted(outcome: o.WishNoted, words: Words) -> Reply:
    order, card = outcome.order, wish_card(outcome.order, outcome.wish, outcome.market, words.speech)
    if outcome.before:
        return Reply(words.say("noted_before", number=order.short_number), card=card)
    name = "cancel_noted" if outcome.wish is Wish.CANCEL else "refund_noted"
    return Reply(
        words.say(name, number=order.short_number, items=words.speech.items(order.quote.lines)), card=card
    )


def _too_late_to_cancel(outcome: o.TooLateToCancel, words: Words) -> Reply:
    order, at = outcome.order, outcome.order.shipped_at or outcome.now
    day = words.day(at, outcome.market, now=outcome.now)
    said = words.say("cancel_too_late", number=order.short_number, day=day)
    return Reply(said, said, card=contact_card(outcome.market, words.speech))


def _contact_told(outcome: o.ContactTold, words: Words) -> Reply:
    contact = outcome.market.contact
    said = words.say("contact", phone=contact.phone, email=contact.email)
    return Reply(said, card=contact_card(outcome.market, words.speech))


REPLIES: Mapping[type, Callable[[Any, Words], Reply]] = {
    o.OrderTold: _order_told,
    o.NoOrders: _no_orders,
    o.OrderUnknown: _order_unknown,
    o.WishNoted: _wish_noted,
    o.TooLateToCancel: _too_late_to_cancel,
    o.ContactTold: _contact_told,
}
"""What each of these outcomes is answered with."""
