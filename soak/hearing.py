"""What customers were told, by voice, on cards and by mail, held against the ledger at that very moment."""

import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from num2words import num2words

from simulator.stage.turns import Turn
from simulator.testing import Shop
from soak.judge import Books

_PLACED = re.compile(r"(?<!not )(?<!isn't )order is placed", re.IGNORECASE)
_NUMBER = re.compile(r"\b\d{4}-\d{4}\b")
_PAID_NEWS = ("order.placed", "order.paid")
_CONFIRMATION = "order confirmation"


def says_placed(words: str) -> bool:
    """Whether these words say that an order is placed."""
    return _PLACED.search(words) is not None


def unproven(shop: Shop, books: Books, turns: Sequence[Turn]) -> Iterator[str]:
    """Judge turns right after they happened: whatever they confirm has to stand in the ledger by now."""
    for turn in turns:
        title, text = (str((turn.card or {}).get(part, "")) for part in ("title", "text"))
        confirms = _CONFIRMATION in title
        if not confirms and not says_placed(turn.speech or ""):
            continue
        unknown = (set(_NUMBER.findall(text)) if confirms else set()) - _numbers_proven(shop, books)
        if unknown:
            yield f"the card confirms {', '.join(sorted(unknown))} without proof"
        if not books.proven:
            yield f"{turn.speech!r} was said, and no money has moved"


def unproven_news(shop: Shop, books: Books, *, letters: int = 0, events: int = 0) -> Iterator[str]:
    """Judge letters and events, from these numbers on, right after they left."""
    for letter in shop.mail[letters:]:
        order_id, _, what = letter.reference.partition(".")
        if what in _PAID_NEWS and order_id not in books.proven:
            yield f"the letter {letter.reference} was sent, and no money has moved for it"
    for event in shop.events[events:]:
        order_id = str(event.detail.get("subject_id", ""))
        if event.kind in _PAID_NEWS and order_id not in books.proven:
            yield f"the event {event.kind} of {order_id} was put, and no money has moved for it"


def untold(shop: Shop, books: Books, *, since: int = 0, raised: Collection[str] = ()) -> Iterator[str]:
    """Judge in the end whether whoever paid has heard of it: by letter, or on Alexa's route by voice or card.

    There, only those who came back after they had paid, and asked, can have heard; `since` is the number of the
    first turn in which they did. A letter of which nobody knows whether it left is not sent twice; it is enough
    that it is `raised` in the log, for a person to see.
    """
    in_doubt = " ".join(raised)
    told = " ".join(f"{turn.speech} {turn.card}" for turn in shop.room.turns)
    numbers = {str(order["id"]): str(order["number"]) for order in books.orders}
    for each in books.taken:
        if shop.room.back_office is not None:
            written = any(letter.reference.startswith(f"{each.order_id}.") for letter in shop.mail)
            if not written and each.order_id not in in_doubt:
                yield f"{each.order_id} was paid, and nobody was written to"
        elif each.order_id in numbers and since < len(shop.room.turns):
            number = numbers[each.order_id]
            if number not in told and number[-4:] not in told:
                yield f"{each.order_id} was paid, its customer came back, and was not told"


def unspoken_amounts(shop: Shop, books: Books) -> Iterator[str]:
    """Judge whether every amount that was taken was spoken: what is charged is what was said."""
    said = " ".join(turn.speech or "" for turn in shop.room.turns)
    for each in books.taken:
        if each.currency == "USD" and spoken(each.amount) not in said:
            yield f"{each.amount} was taken for {each.order_id}, and {spoken(each.amount)!r} was never said"


def spoken(amount: Decimal) -> str:
    """Return how an amount in US dollars is said."""
    dollars, cents = divmod(int(amount * 100), 100)
    words = [f"{num2words(dollars)} dollar{'' if dollars == 1 else 's'}"] if dollars else []
    words += [f"{num2words(cents)} cent{'' if cents == 1 else 's'}"] if cents else []
    return " and ".join(words)


def _numbers_proven(shop: Shop, books: Books) -> set[str]:
    """The numbers of orders for which there is money."""
    known = {str(order["number"]) for order in books.orders if str(order["id"]) in books.proven}
    return known | {str(charge.order_id) for charge in shop.ledger.charges if charge.order_id}
