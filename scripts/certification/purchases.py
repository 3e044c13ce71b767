"""The rules of a purchase, played with the real skill: consent, read-back, confirmation, decline, and the cart."""

from collections.abc import Iterator, Mapping

from scripts.alexa_rules import PAY_PERMISSION
from scripts.certification.review import YES, Purchase, Review, holds, written_on
from scripts.certification.rules import Remark, Remarks
from simulator.amazon_pay.ledger import Charged
from voicetill.domain.products import Product, ProductKind

_CONSENT_CARD = "AskForPermissionsConsent"
_WITHOUT = ("absent", "denied")
_THE_SERVICE, _THE_APP = ("Amazon Pay", "アマゾンペイ"), ("Alexa", "アレクサ")


def consent(review: Review) -> Remarks:
    """Without the permission the customer hears why it is needed, and finds the consent card."""
    for state in _WITHOUT:
        review.meet(f"consent-{state}")
        review.shop.consent(state)
        reply = review.ask(review.first_offer)
        place = f"{review.locale}, consent {state}"
        if reply.card is None or reply.card["type"] != _CONSENT_CARD:
            yield Remark(place, f"answer with the card {_CONSENT_CARD}: {reply.speech!r}")
        elif PAY_PERMISSION not in reply.card.get("permissions", ()):
            yield Remark(place, f"let the consent card ask for {PAY_PERMISSION!r}")
        if not (holds(reply.speech, *_THE_SERVICE) and holds(reply.speech, *_THE_APP)):
            yield Remark(place, f"say that it is about Amazon Pay, and point to the Alexa app: {reply.speech!r}")
        if not reply.ended:
            yield Remark(place, "end the session after the consent card: permissions change in the app")


def read_back(review: Review) -> Remarks:
    """Before a Charge leaves, the customer has heard seller, items, place and total, and has said yes."""
    for number, product in enumerate(_bought(review)):
        review.meet(f"buyer-{number}")
        purchase, place = review.buy(product), f"{review.locale}, buying {product.id}"
        if purchase.charge is None or not purchase.charged:
            yield Remark(place, "let a customer who says yes pay: no Charge went through")
            continue
        agreed = purchase.agreed
        if agreed is None or agreed.kind != YES:
            yield Remark(
                place, f"ask, and wait for a yes: a Charge left after {agreed.kind if agreed else 'nothing'}"
            )
        for what in _unsaid(review, product, purchase):
            yield Remark(place, f"say {what} before the order is completed: {purchase.read_back!r}")


def _bought(review: Review) -> Iterator[Product]:
    """What is sold by one Charge; a subscription may begin with a trial and charge nothing."""
    return (product for product in review.offers if product.kind is not ProductKind.SUBSCRIPTION)


def _unsaid(review: Review, product: Product, purchase: Purchase) -> Iterator[str]:
    said, charged = purchase.read_back, purchase.charged[0]
    if not holds(said, review.market.seller):
        yield f"the seller of record ({review.market.seller})"
    if not holds(said, *review.names_of(product)):
        yield f"what is ordered ({product.texts[review.locale].one})"
    if product.needs_delivery and not holds(said, *_places(purchase.destination)):
        yield "where it is delivered to"
    if not holds(said, review.said(charged), review.written(charged)):
        yield f"the total with tax and delivery ({review.said(charged)})"


def _places(address: Mapping[str, str]) -> Iterator[str]:
    return (address[part] for part in ("city", "addressLine1", "addressLine2", "addressLine3") if part in address)


def confirmation(review: Review) -> Remarks:
    """After the payment the order is confirmed by voice, and by a card with its number and total."""
    review.meet("confirmed")
    purchase, place = review.buy(review.first_offer), f"{review.locale}, after the payment"
    if purchase.charge is None or not purchase.charged:
        yield Remark(place, "let a customer who says yes pay: no Charge went through")
        return
    if len(purchase.charged) > 1:
        yield Remark(place, f"charge an order once: {', '.join(map(str, purchase.charged))}")
    if not any(turn.speech for turn in purchase.after_charge):
        yield Remark(place, "confirm the order by voice")
    for what in _unwritten(review, purchase, purchase.charged[0]):
        yield Remark(place, f"send a card with {what} to the Alexa app")


def _unwritten(review: Review, purchase: Purchase, charged: Charged) -> Iterator[str]:
    card = "\n".join(written_on(turn.card) for turn in purchase.after_charge)
    if charged.order_id is None or not holds(card, charged.order_id):
        yield "the order number, which is in the Charge as sellerOrderId"
    if not holds(card, review.written(charged)):
        yield f"the total ({review.written(charged)})"


def declined(review: Review) -> Remarks:
    """A payment that Amazon Pay declines places no order, and the cart is kept."""
    review.meet("declined")
    orders = len(review.shop.orders)
    review.shop.pay("declined-amazon-rejected")
    purchase, place = review.buy(review.first_offer), f"{review.locale}, payment declined"
    said = [turn.speech for turn in purchase.after_charge if turn.speech]
    if purchase.charged or len(review.shop.orders) > orders:
        yield Remark(place, "place no order, and charge nothing, when the answer is not paid")
    if not said:
        yield Remark(place, "say that the order is not placed")
    number = (purchase.charge or {}).get("payload", {}).get("sellerOrderAttributes", {}).get("sellerOrderId", "")
    if any(holds(written_on(turn.card), str(number)) for turn in purchase.after_charge):
        yield Remark(place, "send no order confirmation")
    yield from _offered_again(review, place)


def cart(review: Review) -> Remarks:
    """What was left in the cart is offered on the next visit: to go on with it, or to start anew."""
    review.meet("returning")
    review.shop.consent("absent")
    review.ask(review.first_offer)
    review.shop.consent("granted")
    place = f"{review.locale}, next visit with a cart"
    yield from _offered_again(review, place)
    review.open()
    if not {"Setup", "Charge"}.intersection(review.mean(YES).sent):
        yield Remark(place, "let yes go on with the cart")
    review.mean("AMAZON.StartOverIntent")
    review.open()
    bought = [*review.mean("CheckoutIntent").sent, *(review.mean(YES).sent if review.shop.listening else ())]
    if {"Setup", "Charge"}.intersection(bought):
        yield Remark(place, "let AMAZON.StartOverIntent empty the cart")


def _offered_again(review: Review, place: str) -> Iterator[Remark]:
    reply = review.open()
    if not holds(reply.speech, *review.names_of(review.first_offer)) or reply.ended:
        yield Remark(place, f"offer the cart that was left, and wait for the answer: {reply.speech!r}")
