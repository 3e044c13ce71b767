"""The rules of what a customer may ask besides buying, played with the real skill."""

from collections.abc import Iterator

from scripts.certification.review import Review, holds, written_on
from scripts.certification.rules import Remark, Remarks
from scripts.documents import texts
from simulator.testing import Reply

_SHORT_NUMBER = 4
_STATUS = "OrderStatusIntent"
_WITH_CONTACT = ("CancelOrderIntent", "RefundIntent", "ContactIntent")


def phrases(review: Review) -> Remarks:
    """Each example phrase of the store page does what it says, in a fresh session."""
    for number, phrase in enumerate(texts(review.page, "examplePhrases")):
        review.meet(f"phrase-{number}")
        reply, place = review.shop.say(phrase), f"{review.locale}, {phrase!r}"
        kind = reply.turns[0].kind if reply.turns else "nothing"
        if kind == "AMAZON.FallbackIntent" or not (reply.speech or reply.sent):
            yield Remark(place, f"let the phrase be understood, or take another: it was heard as {kind}")


def contact_cards(review: Review) -> Remarks:
    """Refund, cancel and contact are answered by voice, with a card that holds phone and e-mail."""
    review.meet("unhappy")
    review.buy(review.first_offer)
    for intent in _WITH_CONTACT:
        yield from _answered_with_contact(review, intent, "after an order")
    # Whoever wants their money back must reach a person, also when nothing is found.
    review.meet("mistaken")
    for intent in _WITH_CONTACT:
        yield from _answered_with_contact(review, intent, "without an order")


def _answered_with_contact(review: Review, intent: str, when: str) -> Iterator[Remark]:
    place = f"{review.locale}, {intent} {when}"
    reply = _in_a_session(review, intent)
    if not _is_answer(review, reply):
        yield Remark(place, f"answer it by voice: {reply.speech!r}")
    contact = review.market.contact
    for what in (contact.phone, contact.email):
        if not holds(written_on(reply.card), what):
            yield Remark(place, f"send a card with {what}")


def order_status(review: Review) -> Remarks:
    """Where an order stands can be asked."""
    review.meet("waiting")
    purchase = review.buy(review.first_offer)
    number = purchase.charged[0].order_id if purchase.charged else None
    reply = _in_a_session(review, _STATUS)
    known = holds(reply.speech, *review.names_of(review.first_offer), (number or "")[-_SHORT_NUMBER:])
    if not known or not _is_answer(review, reply):
        mend = f"tell of the order, by its number or by what is in it: {reply.speech!r}"
        yield Remark(f"{review.locale}, {_STATUS} after an order", mend)


def helpful(review: Review) -> Remarks:
    """Help names what can be done after a purchase, in words that are understood, and waits for an answer."""
    review.meet("lost")
    reply = _in_a_session(review, "AMAZON.HelpIntent")
    place = f"{review.locale}, AMAZON.HelpIntent"
    for intent in sorted({_STATUS, *_WITH_CONTACT} - review.commands_in(reply.speech)):
        yield Remark(place, f"let help name words that mean {intent}: {reply.speech!r}")
    if reply.ended:
        yield Remark(place, "keep the session open after help, and ask what the customer would like")


def _in_a_session(review: Review, intent: str) -> Reply:
    review.open()
    return review.mean(intent)


def _is_answer(review: Review, reply: Reply) -> bool:
    """Whether something was said, and not what is said to words that mean nothing."""
    if not reply.speech:
        return False
    with review.shop.speaking():
        return reply.speech != review.not_understood
