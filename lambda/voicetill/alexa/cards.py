"""The cards that stand in the Alexa app."""

from collections.abc import Iterator

from ask_sdk_model.ui.image import Image
from ask_sdk_model.ui.standard_card import StandardCard

from voicetill.alexa.speech import Speech
from voicetill.domain.addresses import Address
from voicetill.domain.markets import Market
from voicetill.domain.orders import Order

# Request and Response JSON Reference: title and text of a card together.
MOST_CHARACTERS = 8000


def order_card(order: Order, market: Market, speech: Speech) -> StandardCard:
    """Return the order confirmation: what, how much, where to, which number, and whom to ask."""
    title = speech.write("order_title", seller=market.seller)
    return StandardCard(
        title=title,
        text="\n".join(_order_text(order, market, speech))[: MOST_CHARACTERS - len(title)],
        image=Image(small_image_url=market.logo.small, large_image_url=market.logo.large),
    )


def _order_text(order: Order, market: Market, speech: Speech) -> Iterator[str]:
    quote = order.quote
    for line in quote.lines:
        amount = speech.money(line.amount)
        yield speech.write("order_line", quantity=str(line.quantity), title=line.text.title, amount=amount)
    if quote.needs_delivery:
        free = quote.delivery.is_zero
        fee = speech.money(quote.delivery)
        yield speech.write("delivery_free") if free else speech.write("delivery", amount=fee)
    total = speech.money(quote.total)
    if quote.tax.is_zero:
        yield speech.write("total", amount=total)
    else:
        yield speech.write("total_with_tax", amount=total, tax=speech.money(quote.tax))
    if order.address is not None:
        yield speech.write("place", place=_written(order.address))
    yield speech.write("seller", seller=market.seller)
    yield speech.write("number", number=order.number)
    yield speech.write("contact", phone=market.contact.phone, email=market.contact.email)


def _written(address: Address) -> str:
    """Write an address in one line, of whatever parts there are."""
    region = f"{address.region} {address.postal_code}".strip()
    parts = (address.name, address.company, *address.lines, address.city, region)
    return ", ".join(part.strip() for part in parts if part.strip())
