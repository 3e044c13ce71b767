"""What a device with a screen shows: the cart, the total that is read back, and the receipt.

A screen holds what is spoken, and nothing that must be seen to be known. How it looks stands in
`data/screens/till.json`, a document of the Alexa Presentation Language (APL) that fits itself to the device; what
is on it stands here, and what a touch sends back is read in `touches`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from voicetill.alexa.cards import written_delivery, written_total
from voicetill.alexa.speech import Speech, plain
from voicetill.alexa.touches import Arguments, check_out, no, start_over, yes
from voicetill.domain.addresses import Address
from voicetill.domain.checkout_record import Checkout
from voicetill.domain.markets import Market
from voicetill.domain.money import Money
from voicetill.domain.orders import Order
from voicetill.domain.pricing import Quote
from voicetill.services.visits import Question

if TYPE_CHECKING:
    from ask_sdk_model.interfaces.alexa.presentation.apl.render_document_directive import RenderDocumentDirective

NAME = "till"

# Nobody reads more, and a response has at most 120 kB (Request and Response JSON Reference).
MOST_LINES = 60
MOST_CHARACTERS = 160

# The spaces that CLDR writes between an amount and its currency.
_UNBROKEN = re.compile("[\u00a0\u202f]")
_NO_BREAK = "\u00a0"


@dataclass(frozen=True, slots=True)
class Button:
    """Something to touch, which sends its arguments; a strong one is what goes on."""

    label: str
    arguments: Arguments
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Screen:
    """What stands on a screen, as plain text.

    A line is what is bought and its amount; a `message` stands where there are none.
    """

    title: str
    lines: tuple[tuple[str, str], ...] = ()
    message: str = ""
    total: str = ""
    notes: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    is_done: bool = False


def cart_screen(cart: Quote, speech: Speech) -> Screen:
    """Return the cart: what it costs today, and how to go on."""
    return Screen(
        title=speech.label("cart"),
        lines=tuple(written_lines(cart, speech)),
        total=_total(cart, speech),
        notes=tuple(_delivery(cart, speech)),
        buttons=(
            Button(speech.label("check_out"), check_out(), is_strong=True),
            Button(speech.label("start_over"), start_over()),
        ),
    )


def empty_cart_screen(message: str, speech: Speech) -> Screen:
    """Return the cart with nothing in it, and what is said about that."""
    return Screen(title=speech.label("cart"), message=message)


def offer_screen(checkout: Checkout, market: Market, speech: Speech) -> Screen:
    """Return the total that is read back, and the yes or no to just this version of it."""
    question = Question(checkout.id, checkout.version)
    place = checkout.address if checkout.needs_delivery else None
    return Screen(
        title=speech.label("offer"),
        lines=tuple(written_lines(checkout.quote, speech)),
        total=_total(checkout.quote, speech),
        notes=(
            *written_notes(checkout.quote, place, speech),
            speech.write("seller", seller=market.seller),
        ),
        buttons=(
            Button(speech.label("yes"), yes(question), is_strong=True),
            Button(speech.label("no"), no(question)),
        ),
    )


def receipt_screen(order: Order, market: Market, speech: Speech) -> Screen:
    """Return the order as it was placed; all that a receipt needs is on the card."""
    return Screen(
        title=speech.label("receipt"),
        lines=tuple(written_lines(order.quote, speech)),
        total=_total(order.quote, speech),
        notes=(
            *written_notes(order.quote, order.address, speech),
            speech.write("number", number=order.number),
            speech.write("seller", seller=market.seller),
        ),
        is_done=True,
    )


def written(text: str) -> str:
    """Return a plain text as an APL Text component shows it unchanged, cut off where it is too long.

    The component reads markup ("APL Text"), and data binding reads ${...} and a leading @ ("APL Data-Binding
    Evaluation"): product names and addresses are neither.
    """
    line = _NO_BREAK.join(plain(part) for part in _UNBROKEN.split(text))
    if len(line) > MOST_CHARACTERS:
        line = f"{line[: MOST_CHARACTERS - 1]}…"
    return escape(line, {"${": "&#36;{", "@": "&#64;"})


class Screens:
    """Makes the directives; the document is read when the first screen is shown, not when the till opens."""

    def directive(self, screen: Screen, *, locale: str) -> "RenderDocumentDirective":
        """Return what makes a device show a screen."""
        # Brings 74 modules along, which a cold start on a speaker need not wait for.
        from ask_sdk_model.interfaces.alexa.presentation.apl.render_document_directive import (  # noqa: PLC0415
            RenderDocumentDirective,
        )

        # The language decides which characters a font draws: the same code is another sign in Japan.
        document = {**self._document, "lang": locale}
        return RenderDocumentDirective(token=NAME, document=document, datasources={"screen": _data(screen)})

    @cached_property
    def _document(self) -> dict[str, Any]:
        file = resources.files("voicetill") / "data" / "screens" / "till.json"
        document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return document


def _data(screen: Screen) -> dict[str, Any]:
    """Return the data source that the document is bound to."""
    return {
        "title": written(screen.title),
        "message": written(screen.message),
        "lines": [{"title": written(title), "amount": written(amount)} for title, amount in screen.lines],
        "total": written(screen.total),
        "notes": [written(note) for note in screen.notes],
        "buttons": [
            {
                "text": written(button.label),
                # Read aloud by a screen reader, which reads no markup.
                "label": button.label,
                "arguments": list(button.arguments),
                "isStrong": button.is_strong,
            }
            for button in screen.buttons
        ],
        "isDone": screen.is_done,
    }


def written_lines(quote: Quote, speech: Speech) -> Iterator[tuple[str, str]]:
    """Write what is bought, and each line's amount."""
    for line in quote.lines[:MOST_LINES]:
        yield f"{line.quantity} × {line.text.title}", speech.money(line.amount)
    if len(quote.lines) > MOST_LINES:
        yield "…", ""


def written_notes(quote: Quote, place: Address | None, speech: Speech) -> Iterator[str]:
    """Write what delivery costs, and where it goes, as far as anything is delivered."""
    yield from _delivery(quote, speech)
    if place is not None:
        yield speech.write("place", place=speech.place(place))


def _delivery(quote: Quote, speech: Speech) -> Iterator[str]:
    if quote.needs_delivery:
        yield unbroken(written_delivery(quote, speech), quote.delivery, speech=speech)


def _total(quote: Quote, speech: Speech) -> str:
    return unbroken(written_total(quote, speech), quote.total, quote.tax, speech=speech)


def unbroken(sentence: str, *amounts: Money, speech: Speech) -> str:
    """Return a sentence whose amounts are not parted from their currency at the end of a line."""
    for amount in amounts:
        money = speech.money(amount)
        sentence = sentence.replace(plain(money), money)
    return sentence
