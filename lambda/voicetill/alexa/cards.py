"""The cards that stand in the Alexa app."""

from collections.abc import Iterable, Iterator

from ask_sdk_model.ui.ask_for_permissions_consent_card import AskForPermissionsConsentCard
from ask_sdk_model.ui.card import Card as AlexaCard
from ask_sdk_model.ui.image import Image
from ask_sdk_model.ui.link_account_card import LinkAccountCard
from ask_sdk_model.ui.simple_card import SimpleCard
from ask_sdk_model.ui.standard_card import StandardCard

from voicetill.alexa.request import PAY_PERMISSION
from voicetill.alexa.speech import Speech
from voicetill.domain.markets import Market
from voicetill.domain.orders import Order, Wish
from voicetill.domain.payments import Card
from voicetill.domain.pricing import Quote

# Request and Response JSON Reference: title and text of a card together.
MOST_CHARACTERS = 8000


def order_card(order: Order, market: Market, speech: Speech) -> StandardCard:
    """Return the order confirmation: what, how much, where to, which number, and whom to ask."""
    return with_logo("order_title", order_text(order, market, speech), market, speech)


def wish_card(order: Order, wish: Wish, market: Market, speech: Speech) -> StandardCard:
    """Return what was asked for an order, with the people who decide about it."""
    lines = (
        speech.write(wish.value, number=order.number),
        *_lines(order.quote, speech),
        written_total(order.quote, speech),
        written_contact(market, speech),
    )
    return with_logo(f"{wish.value}_title", lines, market, speech)


def contact_card(market: Market, speech: Speech) -> StandardCard:
    """Return how to reach a person."""
    return with_logo("contact_title", (written_contact(market, speech),), market, speech)


# These name a page of ours.
_WITH_PAGE = (Card.CONSENT_PAGE, Card.ADDRESS_PAGE)


def help_card(card: Card, speech: Speech, *, page: str = "") -> AlexaCard | None:
    """Return the card that helps on after a refusal, if one does; `page` is where a consent is given.

    Without a page, the consent is given where the account is linked.
    """
    if card is Card.CONSENT:
        return AskForPermissionsConsentCard(permissions=[PAY_PERMISSION])
    if card is Card.LINK or (card in _WITH_PAGE and not page):
        return LinkAccountCard()
    if not card.is_text:
        return None
    values = {"page": page} if card in _WITH_PAGE else {}
    return SimpleCard(title=speech.write("help_title"), content=speech.write(f"help.{card.value}", **values))


def written_delivery(quote: Quote, speech: Speech) -> str:
    """Return what delivery costs, if anything is delivered."""
    if quote.delivery.is_zero:
        return speech.write("delivery_free")
    return speech.write("delivery", amount=speech.money(quote.delivery))


def written_total(quote: Quote, speech: Speech) -> str:
    """Return the total, with the tax that it contains."""
    total = speech.money(quote.total)
    if quote.tax.is_zero:
        return speech.write("total", amount=total)
    return speech.write("total_with_tax", amount=total, tax=speech.money(quote.tax))


def with_logo(title: str, lines: Iterable[str], market: Market, speech: Speech) -> StandardCard:
    """Return a card of these lines, with the shop's logo; `title` names its sentence."""
    written = speech.write(title, seller=market.seller)
    return StandardCard(
        title=written,
        text="\n".join(lines)[: MOST_CHARACTERS - len(written)],
        image=Image(small_image_url=market.logo.small, large_image_url=market.logo.large),
    )


def order_text(order: Order, market: Market, speech: Speech) -> Iterator[str]:
    """Write what an order confirmation holds, line by line."""
    quote = order.quote
    yield from _lines(quote, speech)
    if quote.needs_delivery:
        yield written_delivery(quote, speech)
    yield written_total(quote, speech)
    if order.address is not None:
        yield speech.write("place", place=speech.address(order.address))
    if market.receipt_billing_address and order.billing_address is not None:
        yield speech.write("billing", place=speech.address(order.billing_address))
    yield speech.write("seller", seller=market.seller)
    yield speech.write("number", number=order.number)
    yield written_contact(market, speech)


def _lines(quote: Quote, speech: Speech) -> Iterator[str]:
    for line in quote.lines:
        amount = speech.money(line.amount)
        yield speech.write("order_line", quantity=str(line.quantity), title=line.text.title, amount=amount)


def written_contact(market: Market, speech: Speech) -> str:
    """Write whom to ask."""
    return speech.write("contact", phone=market.contact.phone, email=market.contact.email)
